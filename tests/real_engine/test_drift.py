"""The drift of a stack by Pulumi's own engine, while somebody else holds the stack's lock."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from operations.pulumi_cli import cli
from tests.engine.folders import write_project

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(cli.find_cli() is None, reason="the Pulumi CLI is not on PATH"),
]

PROJECT = """\
name: tiny
runtime: {name: python, options: {toolchain: pip, virtualenv: .venv}}
"""
PROGRAM = """
    import pulumi
    pulumi.ComponentResource("probe:a:A", "a")
"""


def test_a_check_neither_waits_for_a_lock_nor_leaves_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(
        tmp_path,
        PROGRAM,
        project=PROJECT,
        good="config: {}\n",
    )
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path / 'state'}")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "any")

    def pulumi(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(cli.require_cli()), *words, "--stack", "good"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert pulumi("stack", "init").returncode == 0
    assert pulumi("up", "--yes", "--skip-preview").returncode == 0
    locks = tmp_path / "state/.pulumi/locks/organization/tiny/good"
    locks.mkdir(parents=True, exist_ok=True)
    held = {"pid": 1, "username": "ann", "hostname": "other", "timestamp": "2026-11-26T18:00:00Z"}
    (locks / "other.json").write_text(json.dumps(held), encoding="utf-8")
    assert "locked" in pulumi("refresh", "--yes").stderr
    ended = subprocess.run(
        [sys.executable, "-m", "operations", "drift", "good", "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "nothing differs from what was declared\n")
    assert [file.name for file in locks.iterdir()] == ["other.json"]
