"""Images on their way between registries: by digest, and nothing in the place of another."""

import json
import os
from pathlib import Path

import pytest
from moto import mock_aws

from operations.delivery import carry
from operations.errors import OperationError
from tests.factories import SHOP

DIGEST = f"sha256:{'a' * 64}"
# Notes its words and what the file of passwords holds, and knows the digests in DIGESTS.
SKOPEO = """#!/usr/bin/env python3
import json, os, pathlib, sys
words = sys.argv[1:]
pairs = zip(words, words[1:])
login = [pathlib.Path(after).stat().st_mode & 0o777 for word, after in pairs if "authfile" in word]
with open(os.environ["RECORD"], "a") as file:
    file.write(json.dumps([*[w for w in words if "auth.json" not in w], *login]) + "\\n")
if words[0] == "inspect":
    found = json.loads(os.environ["DIGESTS"]).get(words[-1].split("://")[0].split(":")[0], "")
    print(found)
    sys.exit(0 if found else 1)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    for name in ("Pulumi.yaml", "config", "own"):
        if (SHOP / name).exists():
            (folder / name).symlink_to(SHOP / name)
    for stack in ("staging", "prod"):
        file = f"Pulumi.{stack}.yaml"
        text = (SHOP / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace("images: {}", f"images: {{web: {DIGEST}}}"))
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "skopeo").write_text(SKOPEO)
    (tools / "skopeo").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("RECORD", str(tmp_path / "record"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    return folder


def recorded(project: Path) -> list[list[str]]:
    lines = (project.parent / "record").read_text().splitlines()
    return [json.loads(line) for line in lines]


@mock_aws
def test_an_image_is_saved_by_its_digest_and_loaded_under_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = project.parent / "images"
    monkeypatch.setenv("DIGESTS", json.dumps({"oci": DIGEST}))
    carry.save("staging", images, folder=project)
    carry.load("prod", images, folder=project)
    copied = [words for words in recorded(project) if words[0] == "copy"]
    saved = f"oci:{images}/web:carried"
    staging = "444455556666.dkr.ecr.eu-central-1.amazonaws.com/shop/staging/web"
    prod = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/prod/web"
    assert [words[-3:] for words in copied] == [
        [f"docker://{staging}@{DIGEST}", saved, 0o600],
        [saved, f"docker://{prod}:{'a' * 16}", 0o600],
    ]
    assert all("--preserve-digests" in words for words in copied)


@mock_aws
def test_what_the_registry_has_is_not_copied_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGESTS", json.dumps({"docker": DIGEST}))
    carry.load("prod", project.parent / "images", folder=project)
    assert not [words for words in recorded(project) if words[0] == "copy"]


@mock_aws
@pytest.mark.parametrize("found", ["", f"sha256:{'b' * 64}"])
def test_another_image_under_that_name_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    monkeypatch.setenv("DIGESTS", json.dumps({"oci": found}))
    with pytest.raises(OperationError, match=r"images\.web: is sha256:aaa"):
        carry.load("prod", project.parent / "images", folder=project)
    assert not [words for words in recorded(project) if words[0] == "copy"]
