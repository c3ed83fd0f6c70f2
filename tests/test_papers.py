"""What the project says of itself: links lead somewhere, figures are what tools are set to."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from operations import version
from tests.factories import ROOT
from tests.written_rules import figure, team_paths

PAGES = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "examples", ROOT / ".github")
    for path in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(text: str) -> set[str]:
    """What links within a page may name, as GitHub derives it from headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        if any(fnmatch(target, pattern) for pattern in team_paths()):
            # A team removes what it does not need.
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link
        if anchor:
            assert anchor in anchors(file.read_text("utf-8")), link


def test_every_page_that_a_command_names_exists() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    named = {
        (file, page, anchor)
        for file in tracked
        if not file.startswith("tests/")
        for page, anchor in re.findall(
            r"\b(docs/[\w/-]+\.md)(?:#([\w-]+))?", (ROOT / file).read_text("utf-8")
        )
    }
    assert any(anchor for _, _, anchor in named)
    for file, page, anchor in named:
        assert (ROOT / page).is_file(), f"{file}: {page}"
        if anchor:
            assert anchor in anchors((ROOT / page).read_text("utf-8")), f"{file}: {page}#{anchor}"


def test_tools_are_set_to_the_written_figures() -> None:
    assert PROJECT["tool"]["ruff"]["line-length"] == figure("columns of a line")
    covered = PROJECT["tool"]["coverage"]["report"]["fail_under"]
    assert covered == figure("branches covered by tests")
    python = f"3.{figure('lowest Python')}"
    assert PROJECT["project"]["requires-python"] == f">={python}"
    assert PROJECT["tool"]["mypy"]["python_version"] == python


def test_the_version_is_printed_and_has_its_place_in_the_changelog() -> None:
    command = [sys.executable, "-m", "operations", "--version"]
    printed = subprocess.run(command, cwd=ROOT, check=True, text=True, capture_output=True).stdout
    assert printed == f"plinth {PROJECT['project']['version']}\n"
    assert version.version() == PROJECT["project"]["version"]


def test_the_licence_is_the_one_that_is_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"


def test_hooks_download_nothing_and_run_what_the_check_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [each["repo"] for each in hooks["repos"]] == ["local"]
    for hook in hooks["repos"][0]["hooks"]:
        assert hook["language"] == "system", hook["id"]
        command = hook["entry"].removesuffix(" --force-exclude")
        if " pytest " in command:
            # A part of the tests that the check runs whole.
            for word in command.split():
                assert not word.startswith("tests/") or (ROOT / word).is_file(), word
        elif command.startswith("make "):
            assert command.split()[-1] in block_of(makefile, "check"), hook["id"]
        else:
            assert command in block_of(makefile, "check"), hook["id"]


def test_a_page_names_only_targets_that_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = re.findall(r"^([a-z][a-z0-9 -]*):", makefile, re.MULTILINE)
    targets = {target for rule in rules for target in rule.split()}
    named = {
        (page.name, target)
        for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
        for target in re.findall(r"(?:`|^)make ([a-z][a-z0-9-]*)", page.read_text("utf-8"), re.M)
    }
    assert len(named) > 100
    assert {each for each in named if each[1] not in targets} == set()


def block_of(makefile: str, target: str) -> str:
    """The commands of a target."""
    match = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert match, target
    return match[1]


def test_agents_are_told_which_paths_are_the_teams() -> None:
    agents = (ROOT / "AGENTS.md").read_text(encoding="utf-8")
    assert team_paths()
    for path in team_paths():
        assert f"`{path}`" in agents, path
