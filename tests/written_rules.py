"""The rules of CONTRIBUTING.md as values: its tables are their one source, and tests read them."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.factories import ROOT

FILE = ROOT / "CONTRIBUTING.md"


def block(name: str, file: Path = FILE) -> str:
    """The text between the markers `<!-- name -->` and `<!-- /name -->` of a Markdown file."""
    match = re.search(
        rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", file.read_text("utf-8"), re.DOTALL
    )
    if match is None:
        raise AssertionError(f"{file.name} has no block <!-- {name} -->")
    return match[1]


def figure(rule: str) -> int:
    """The figure of a rule, called by its words up to the first comma."""
    figures = {words.partition(",")[0]: int(number) for words, number in _rows("figures")}
    return figures[rule]


def layers() -> dict[str, set[str]]:
    """Package -> the packages and single rooms that it may import from."""
    found = {}
    for package, imports, _ in _rows("layers"):
        name = package.strip("`")
        found[name] = set(re.findall(r"`([\w.]+)`", imports))
    return found


def team_paths() -> list[str]:
    """The patterns of the paths that belong to the team that cloned the project."""
    return re.findall(r"^- `(.+)`$", block("team"), re.MULTILINE)


def _rows(name: str) -> Iterator[list[str]]:
    lines = [line for line in block(name).splitlines() if line.startswith("|")]
    # The heading, and the line below it.
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]
