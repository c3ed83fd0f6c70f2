"""Versions of images in a stack's file, as a team may have written it."""

import re

import pytest

from operations.errors import OperationError
from operations.pulumi_cli.image_versions import Written, edit

DIGEST = "sha256:" + "a" * 64
HEAD = "# ours\nconfig:\n  plinth:settings:\n    protect: false  # for now\n"


def edited(section: str, tail: str = "    cache: null\n", **versions: Written) -> str:
    """The section after an edit; all else is as it was."""
    text = edit(f"{HEAD}{section}{tail}", versions, file="Pulumi.prod.yaml")
    assert text.startswith(HEAD)
    assert text.endswith(tail)
    return text.removeprefix(HEAD).removesuffix(tail)


@pytest.mark.parametrize(
    ("section", "after"),
    [
        ("    images: {}\n", "    images:\n      web: {0}  # 1.4.3\n"),
        ("    images: {web: 1.0.0}\n", "    images:\n      web: {0}  # 1.4.3\n"),
        (
            "    images: {api: '2', web: 1.0.0}\n",
            '    images:\n      api: "2"\n      web: {0}  # 1.4.3\n',
        ),
        (
            "    images:\n      # the newest\n      web: 1.0.0  # old\n\n      api: 2.0.0\n",
            "    images:\n      # the newest\n      web: {0}  # 1.4.3\n\n      api: 2.0.0\n",
        ),
        (
            "    images:\n        api: 2.0.0  # kept\n",
            "    images:\n        api: 2.0.0  # kept\n        web: {0}  # 1.4.3\n",
        ),
    ],
)
def test_layout_and_comments_stay(section: str, after: str) -> None:
    assert edited(section, web=Written(DIGEST, "1.4.3")) == after.replace("{0}", DIGEST)


@pytest.mark.parametrize(
    ("version", "as_written"),
    [("1.4.3", "1.4.3"), ("1.10", '"1.10"'), ("12e45", '"12e45"'), ("v1.0.0-rc1", "v1.0.0-rc1")],
)
def test_a_version_stays_a_text(version: str, as_written: str) -> None:
    assert f"web: {as_written}\n" in edited("    images: {}\n", web=Written(version))


def test_what_stands_there_already_changes_nothing() -> None:
    section = "    images:\n      web: 1.4.3   # my own words\n"
    assert edited(section, web=Written("1.4.3")) == section


def test_a_file_without_the_last_end_of_line_gets_one() -> None:
    text = f"{HEAD}    images:\n      api: 2.0.0"
    assert edit(text, {"web": Written("1.4.3")}, file="f").endswith(
        "api: 2.0.0\n      web: 1.4.3\n"
    )


def test_a_file_without_images_is_told() -> None:
    with pytest.raises(OperationError, match=re.escape("has no images under plinth:settings")):
        edit(HEAD, {"web": Written("1.4.3")}, file="Pulumi.prod.yaml")
