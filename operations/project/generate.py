"""`generate` and `goldens`: write the files that are made from others, so that none is out of date.

`generate` writes the product's files, from the models and from the example in `examples/shop`.
`goldens` writes a team's lists, from the team's own files. The product has no such lists, so a
newer version of it cannot conflict with them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from operations.folder import PROJECT
from operations.pulumi_cli import WITHOUT_OWN_FILE, stacks_of

EXAMPLE = PROJECT / "examples" / "shop"
"""Folder of the example, a whole company. The product's own tests and lists use its
environments."""
GOLDEN = EXAMPLE / "golden"
LOCAL = GOLDEN / "local"
TEAM_GOLDEN = PROJECT / "own" / "golden"
"""Folder with the lists of resources in the team's own environments."""


def generate() -> None:
    """Write the product's generated files: JSON schemas, reference pages, and for the example the
    resources of each stack and the files that containers on Docker are given."""
    from config.documents import reference, schema
    from operations.infrastructure import coverage
    from operations.policy import policy_page

    for path in [
        *schema.write(),
        *reference.write(),
        *policy_page.write(),
        *coverage.write(),
        *_write_lists(EXAMPLE, GOLDEN),
        *_write_local(),
    ]:
        print(path.relative_to(PROJECT))


def goldens() -> None:
    """Write the lists of your environments' resources into own/golden/, which tests compare."""
    from engine import ProgramError
    from operations.errors import OperationError

    failed: list[str] = []
    TEAM_GOLDEN.mkdir(parents=True, exist_ok=True)
    _remove_stale(PROJECT, TEAM_GOLDEN)
    for stack in stacks_of(PROJECT):
        try:
            path = _write_list(PROJECT, stack, TEAM_GOLDEN)
        except ProgramError as error:
            print(f"{stack}: {error}", file=sys.stderr)
            failed.append(stack)
        else:
            print(f"Wrote {path.relative_to(PROJECT)}", file=sys.stderr)
    if failed:
        raise OperationError(f"the list of {' and of '.join(failed)} could not be written")


def golden(project: Path, stack: str) -> str:
    """Returns the resources of a stack, `<type> <name>` in each line, sorted. In a review, a
    renamed or lost resource shows as one line."""
    from backends import PlanBackend
    from engine import run

    outcome = run(project, stack, PlanBackend(), config=WITHOUT_OWN_FILE)
    names = sorted(each.urn.split("::", 2)[2] for each in outcome.registrations)
    return "\n".join(name.replace("::", " ") for name in names) + "\n"


def _write_lists(project: Path, folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    _remove_stale(project, folder)
    for stack in stacks_of(project):
        yield _write_list(project, stack, folder)


def _write_list(project: Path, stack: str, folder: Path) -> Path:
    path = folder / f"{stack}.txt"
    path.write_text(golden(project, stack), encoding="utf-8")
    return path


def _remove_stale(project: Path, folder: Path) -> None:
    """Removes the lists of stacks that the project no longer has."""
    known = stacks_of(project)
    for path in folder.glob("*.txt"):
        if path.stem not in known:
            path.unlink()


def _write_local() -> Iterator[Path]:
    from operations.docker.desk import files as local_files

    files = local_files.generated(EXAMPLE, "dev")
    for path in LOCAL.rglob("*"):
        if path.is_file() and str(path.relative_to(LOCAL)) not in files:
            path.unlink()
    for name, text in files.items():
        path = LOCAL / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield path
