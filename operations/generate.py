"""`generate`: the files that are written from others, so that none of them is ever stale."""

from collections.abc import Iterator
from pathlib import Path

from config import own_file
from operations.folder import PROJECT

GOLDEN = PROJECT / "tests" / "golden"
LOCAL = GOLDEN / "local"
WITHOUT_OWN_FILE = {"plinth:own-file": "false"}
"""Configuration under which a program ignores `Pulumi.<stack>.local.yaml`: what is generated is the
same on every machine."""


def generate() -> None:
    """Write the JSON schemas, the reference pages, the list of each stack's resources, and the
    files that containers on Docker are given."""
    from config import reference, schema

    for path in [*schema.write(), *reference.write(), *_write_golden(), *_write_local()]:
        print(path.relative_to(PROJECT))


def golden(stack: str) -> str:
    """The resources of a stack, `<type> <name>` a line, sorted: a renamed or lost resource shows
    in review as one line."""
    from emulator.plan_backend import PlanBackend
    from emulator.program import run

    outcome = run(PROJECT, stack, PlanBackend(), config=WITHOUT_OWN_FILE)
    names = sorted(each.urn.split("::", 2)[2] for each in outcome.registrations)
    return "\n".join(name.replace("::", " ") for name in names) + "\n"


def stacks() -> list[str]:
    """The stacks that have a list: those with a file of settings."""
    files = (path for path in PROJECT.glob("Pulumi.*.yaml") if not own_file.is_own(path))
    return sorted(path.name.split(".")[1] for path in files)


def _write_golden() -> Iterator[Path]:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for stack in stacks():
        path = GOLDEN / f"{stack}.txt"
        path.write_text(golden(stack), encoding="utf-8")
        yield path


def _write_local() -> Iterator[Path]:
    from operations import local_files

    files = local_files.generated(PROJECT, "dev")
    for path in LOCAL.rglob("*"):
        if path.is_file() and str(path.relative_to(LOCAL)) not in files:
            path.unlink()
    for name, text in files.items():
        path = LOCAL / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield path
