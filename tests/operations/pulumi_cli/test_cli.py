"""Where the Pulumi CLI comes from, and where its local state is."""

import os
import signal
import stat
import subprocess
import sys
import urllib.error
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pulumi.automation import PulumiCommand

from operations.errors import OperationError
from operations.folder import PROJECT
from operations.pulumi_cli import cli


@pytest.fixture(autouse=True)
def no_cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))


def install(folder: Path) -> Path:
    file = folder / "pulumi"
    folder.mkdir(parents=True)
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_the_cli_on_path_comes_before_the_project_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.find_cli(tmp_path) is None
    own = install(tmp_path / ".pulumi-local/cli/bin")
    assert cli.find_cli(tmp_path) == own
    on_path = install(tmp_path / "empty")
    assert cli.find_cli(tmp_path) == on_path


def test_a_missing_cli_is_installed_into_the_project_s_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def installed(root: str, version: Any) -> None:
        install(Path(root) / "bin")

    monkeypatch.setattr(PulumiCommand, "install", installed)
    assert cli.require_cli(tmp_path) == tmp_path / ".pulumi-local/cli/bin/pulumi"
    assert cli.find_cli(tmp_path) == tmp_path / ".pulumi-local/cli/bin/pulumi"


def test_without_a_download_the_message_says_how_to_get_it_and_what_works_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(root: str, version: Any) -> None:
        raise urllib.error.URLError("no route to host")

    monkeypatch.setattr(PulumiCommand, "install", unreachable)
    with pytest.raises(OperationError) as error:
        cli.require_cli(tmp_path, instead="`make emulate` needs none")
    message = str(error.value)
    assert "cannot be downloaded: <urlopen error no route to host>" in message
    assert "https://www.pulumi.com/docs/install/" in message
    assert "`make emulate` needs none" in message


def test_the_passphrase_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = Path(cli.local_environment(tmp_path)["PULUMI_CONFIG_PASSPHRASE_FILE"])
    first = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    cli.local_environment(tmp_path)
    assert file.read_text(encoding="utf-8") == first
    assert len(first) == 32


def test_all_of_it_is_in_the_folder_that_git_ignores(tmp_path: Path) -> None:
    environment = cli.local_environment(tmp_path)
    assert environment["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/.pulumi-local/state"
    ignored = (PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert f"{cli.local_folder().name}/" in ignored


def test_ctrl_c_lets_a_command_end_in_order(tmp_path: Path) -> None:
    command = dedent("""
        import signal, sys, time
        def cancel(*_):
            time.sleep(1)
            print("cancelled in order", flush=True)
            sys.exit(7)
        signal.signal(signal.SIGINT, cancel)
        print("running", flush=True)
        time.sleep(60)
    """)
    caller = (
        "import sys; from pathlib import Path; from operations.pulumi_cli import cli\n"
        "command = [sys.executable, '-c', sys.argv[1]]\n"
        "sys.exit(cli.run_to_its_end(command, {}, Path.cwd()))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", caller, command],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        # A terminal sends Ctrl-C to all of them at once.
        start_new_session=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "cancelled in order\n"
    assert process.returncode == 7


def test_a_project_that_cannot_be_written_to_keeps_no_state(tmp_path: Path) -> None:
    (tmp_path / ".pulumi-local").touch()
    with pytest.raises(
        OperationError, match=r"\.pulumi-local: cannot be made: Not a directory; the"
    ):
        cli.local_environment(tmp_path)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("error: PULUMI_ACCESS_TOKEN must be set for login", "`pulumi login`"),
        ("error: no stack named 'prod' found", "`pulumi stack init`"),
        ("error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "PASSPHRASE_FILE to"),
        ("error: something else", "failed: something else"),
    ],
)
def test_a_refusal_of_the_cli_is_told_with_its_remedy(
    tmp_path: Path, said: str, remedy: str
) -> None:
    played = tmp_path / "pulumi"
    played.write_text(f'#!/bin/sh\necho "{said}" >&2\nexit 255\n')
    played.chmod(0o755)
    with pytest.raises(OperationError) as caught:
        cli.ask(played, ["stack", "export"], {}, tmp_path)
    assert remedy in str(caught.value)
    assert "error: " not in str(caught.value)
