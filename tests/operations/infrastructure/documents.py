"""Documents of copies of the shop, and a reader's way to their rows."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from config.checks.stack_checks import SETTINGS_KEY
from operations.infrastructure import pages
from operations.infrastructure.project import Project
from tests.factories import ROOT, SHOP, raw_settings, raw_workload

STACKS = ("dev", "staging", "prod")


def copy(
    folder: Path,
    *,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    workload: Mapping[str, Any] | None = None,
) -> Path:
    """A copy of the shop with changes of its files, by stack, and with the product's workflows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(SHOP / name, folder / name)
    write(folder / "config" / "workload.yaml", raw_workload(**(workload or {})))
    for stack in STACKS:
        content = raw_settings(stack, **(settings or {}).get(stack, {}))
        write(folder / f"Pulumi.{stack}.yaml", {"config": {SETTINGS_KEY: content}})
    shutil.copytree(ROOT / ".github" / "workflows", folder / ".github" / "workflows")
    return folder


def write(file: Path, content: Any) -> None:
    """Writes a file of YAML."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def document(folder: Path) -> dict[str, str]:
    """The pages of a project, by file: the one about all environments under ``."""
    return written(pages.read(folder))


def written(project: Project) -> dict[str, str]:
    """The pages of a project that was read."""
    alone = {each.stack: pages.alone(project, each) for each in project.environments}
    return {"": pages.together(project), **alone}


def part(page: str, heading: str) -> str:
    """The text below a heading, up to the next of its level or above."""
    found = re.search(rf"^(##+) {re.escape(heading)}$", page, re.MULTILINE)
    assert found, heading
    rest = page[found.end() :]
    end = re.search(rf"^#{{2,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def row(page: str, heading: str, first: str) -> str:
    """The only row of a part's tables that begins with a text."""
    rows = [
        line
        for line in part(page, heading).splitlines()
        if line.startswith("| ") and cells(line)[0] in (first, f"`{first}`")
    ]
    assert len(rows) == 1, (heading, first, rows)
    return rows[0]


def cells(line: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
