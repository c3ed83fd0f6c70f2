"""A run or a comparison as text for people: a tree, tables, and lists of changes."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from emulator.program import Outcome
from emulator.registration import Registration
from emulator.values import blind, has_secret
from operations.compare import ABSENT, Change, Comparison, Difference, shown, shown_pair

_SIGNS: Mapping[str, tuple[str, str]] = {
    "created": ("+", "green"),
    "updated": ("~", "yellow"),
    "deleted": ("-", "red"),
}

_NO_END = 100_000
"""A width that no line reaches."""


def show(parts: Iterable[RenderableType], file: TextIO) -> None:
    """Prints the parts; in a file or a pipe without colours, and without breaking long lines."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = _NO_END
    for part in parts:
        console.print(part)


def short_type(type_: str) -> str:
    """A type as the CLI shows it: `aws:ec2:Subnet` for `aws:ec2/subnet:Subnet`."""
    package, module, name = type_.split(":") if type_.count(":") == 2 else ("", "", type_)
    return ":".join((package, module.rpartition("/")[0], name)) if "/" in module else type_


def plan(outcome: Outcome) -> Iterator[RenderableType]:
    """The tree of components and resources, the number of each type, and what is exported."""
    yield _tree(outcome.registrations)
    yield Text()
    yield _counts(outcome.registrations)
    if outcome.outputs:
        yield Text("\nOutputs", style="bold")
        for name, value in outcome.outputs.items():
            yield Text.assemble("  ", (name, "bold"), ": ", shown(blind(value)))


def _tree(registrations: Iterable[Registration]) -> Tree:
    branches: dict[str, Tree] = {}
    root = Tree("", hide_root=True)
    for registration in registrations:
        branch = branches.get(registration.parent, root)
        branches[registration.urn] = branch.add(_line(registration))
    return branches[next(iter(branches))] if len(root.children) == 1 else root


def _line(registration: Registration) -> Text:
    line = Text.assemble(f"{short_type(registration.type)}  ", (registration.name, "bold"))
    if marks := list(_marks(registration)):
        line.append(f"  {'; '.join(marks)}", style="italic magenta")
    return line


def _marks(registration: Registration) -> Iterator[str]:
    if registration.external:
        yield f"read {registration.id}"
    if registration.import_id:
        yield f"import {registration.import_id}"
    if registration.protect:
        yield "protected"
    if registration.retain_on_delete:
        yield "retained on delete"
    if secrets := [key for key, value in registration.inputs.items() if has_secret(value)]:
        yield f"secret: {', '.join(sorted(secrets))}"


def _counts(registrations: Iterable[Registration]) -> Table:
    counts = Counter(short_type(registration.type) for registration in registrations)
    table = Table(box=None, pad_edge=False, show_footer=True)
    table.add_column("Type", footer="total")
    table.add_column("Number", footer=str(counts.total()), justify="right")
    for type_, number in sorted(counts.items()):
        table.add_row(type_, str(number))
    return table


def comparison(found: Comparison) -> Iterator[RenderableType]:
    """The resources that differ, with each property's old and new value."""
    if not found.changes:
        yield Text("nothing changed")
        return
    for change in found.changes:
        sign, style = _SIGNS[change.kind]
        type_ = short_type(change.type)
        yield Text.assemble((f"{sign} ", style), f"{type_}  ", (change.name, "bold"))
        yield from _differences(change)
    kinds = Counter(change.kind for change in found.changes)
    numbers = [f"{number} {kind}" for kind, number in kinds.items()]
    yield Text(f"\n{', '.join(numbers)}, {found.unchanged} unchanged")


def _differences(change: Change) -> Iterator[Text]:
    for difference in change.differences:
        old, new = shown_pair(difference)
        kind, values = "updated", f"{old} -> {new}"
        if difference.old is ABSENT:
            kind, values = "created", new
        elif difference.new is ABSENT:
            kind, values = "deleted", old
        elif lines := list(_changed_lines(difference)):
            values = "\n".join(lines)
        yield Text.assemble(
            "    ", (f"{_SIGNS[kind][0]} ", _SIGNS[kind][1]), difference.path, ": ", values
        )


def _changed_lines(difference: Difference) -> Iterator[str]:
    """Of a text of several lines, such as a function's code, only the lines that differ."""
    old, new = difference.old, difference.new
    if isinstance(old, str) and isinstance(new, str) and "\n" in old and "\n" in new:
        yield "changed lines"
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""):
            if not line.startswith(("---", "+++", "@@")):
                yield f"        {line}"


def totals(outcome: Outcome) -> str:
    """How much there is, and how long it took to find out."""
    return f"{len(outcome.registrations)} resources in {outcome.seconds:.1f} s"
