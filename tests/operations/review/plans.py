"""Plans of the example company, before and after edits of its files, as a review sees them."""

import functools
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from backends import SymbolicBackend
from engine import run
from operations.plan import Comparison, Document, compare, document
from operations.review.grading import Graded, graded
from tests.apart import in_a_child
from tests.factories import ROOT

EXAMPLE = ROOT / "examples/shop"


class Edit(NamedTuple):
    """A text of a file, and what stands there instead."""

    file: str
    old: str
    new: str


def prod(old: str, new: str) -> Edit:
    """An edit of production's settings."""
    return Edit("Pulumi.prod.yaml", old, new)


def workload(old: str, new: str) -> Edit:
    """An edit of the workload."""
    return Edit("config/workload.yaml", old, new)


def plan(edits: Iterable[Edit] = (), stack: str = "prod") -> Document:
    """The document of a stack whose files are edited; outputs are references."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "shop"
        shutil.copytree(EXAMPLE, folder)
        for edit in edits:
            file = folder / edit.file
            text = file.read_text(encoding="utf-8")
            assert edit.old in text, f"{edit.file} has no {edit.old!r}"
            file.write_text(text.replace(edit.old, edit.new, 1), encoding="utf-8")
        return in_a_child(lambda: document.build(run(folder, stack, SymbolicBackend())))


@functools.cache
def base(stack: str = "prod") -> Document:
    """The document of a stack as the example has it."""
    return plan((), stack)


def compared(edits: Iterable[Edit], stack: str = "prod") -> Comparison:
    """The comparison of a stack with the same after edits."""
    return compare(base(stack), plan(edits, stack), before_file="base.json")


def judged(edits: Iterable[Edit]) -> tuple[Graded, ...]:
    """The graded changes that edits of production come to."""
    return graded(compared(edits))
