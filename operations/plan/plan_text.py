"""A run or a comparison as text for people: a tree, tables, and lists of changes."""

import difflib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from engine import Outcome, Registration
from engine.values import ABSENT, blind, has_secret
from operations.errors import OperationError
from operations.plan.changes import Change, Comparison
from operations.plan.compare import shown, shown_pair
from operations.plan.differences import Difference, opened
from operations.plan.document import Document, references

_SIGNS: Mapping[str, tuple[str, str]] = {
    "created": ("+", "green"),
    "updated": ("~", "yellow"),
    "replaced": ("±", "magenta"),
    "deleted": ("-", "red"),
}

_NO_END = 100_000
"""Width that no line reaches."""


def show(parts: Iterable[RenderableType], file: TextIO) -> None:
    """Prints the parts. In a file or a pipe it uses no colours and does not break long lines."""
    console = Console(file=file, highlight=False)
    if not console.is_terminal:
        console.width = _NO_END
    for part in parts:
        console.print(part)


def short_type(type_: str) -> str:
    """Returns a type as the CLI shows it: `aws:ec2:Subnet` for `aws:ec2/subnet:Subnet`."""
    package, module, name = type_.split(":") if type_.count(":") == 2 else ("", "", type_)
    return ":".join((package, module.rpartition("/")[0], name)) if "/" in module else type_


def plan(outcome: Outcome) -> Iterator[RenderableType]:
    """Yields the tree of components and resources, the number of each type, and the outputs."""
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


def comparison(
    found: Comparison, renamed: Mapping[str, str] | None = None
) -> Iterator[RenderableType]:
    """Yields the resources that differ, with each property's old and new value, most dangerous
    first. `renamed` has the old URN of each resource that the program's aliases keep."""
    if renamed:
        yield from _renamed(renamed)
    if found.unreadable:
        yield Text(
            f"{found.unreadable} inputs hold what neither document knows, and count as unchanged; "
            "documents of `make preview JSON=FILE` say what stands in them\n"
        )
    if found.encrypted:
        yield Text(
            f"{found.encrypted} inputs hold secrets, which the state encrypts; they count as "
            "unchanged\n"
        )
    if not found.changes:
        yield Text("nothing changed")
        return
    moved = [change for change in found.changes if change.moved]
    if moved:
        yield from _move(moved)
    ordered = 0
    for change in found.changes:
        ordered += change.is_order_only
        if not change.is_order_only and not change.moved:
            yield from _change(change)
    if ordered:
        yield Text(f"  {ordered} more differ in the order of work only, which AWS does not see")
    yield Text(f"\n{_summary(found)}")


def _renamed(old_urns: Mapping[str, str]) -> Iterator[Text]:
    names = [f"{old.split('::', 3)[3]} -> {new.split('::', 3)[3]}" for new, old in old_urns.items()]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    yield Text(
        f"{len(names)} renamed, and kept as they are by `aliases`: {', '.join(names[:3])}{more}\n"
    )


def _move(moved: list[Change]) -> Iterator[Text]:
    """Yields one line for all resources that move to another region or account and differ in
    nothing else."""
    place = moved[0].differences[0]
    refused = sum(change.protected for change in moved)
    yield Text.assemble(
        ("± ", _SIGNS["replaced"][1]),
        f"everything anew: {len(moved)} resources go from {place.old} to {place.new} and begin "
        "empty there; what they hold is not moved",
    )
    if refused:
        yield Text(f"    {refused} of them are protected, so `up` refuses")


def _change(change: Change) -> Iterator[Text]:
    sign, style = _SIGNS[change.kind]
    line = Text.assemble((f"{sign} ", style), f"{short_type(change.type)}  ", (change.name, "bold"))
    notes = []
    if change.kind == "replaced":
        notes.append(f"replaced, by {', '.join(change.replaced_by)}")
    if change.protected and change.kind in ("replaced", "deleted"):
        notes.append("protected: `up` refuses")
    if notes:
        line.append(f"  {'; '.join(notes)}", style="italic magenta")
    yield line
    for reason in change.refused:
        yield Text(f"    AWS refuses: {reason}", style="bold red")
    yield from _differences(change)
    for input_ in change.because:
        yield Text(f"    ~ {input_}, which is replaced")


def _summary(found: Comparison) -> str:
    kinds = Counter(change.kind for change in found.changes)
    parts = []
    for kind, number in kinds.items():
        refused = sum(each.protected and each.kind == kind for each in found.changes)
        told = kind in ("replaced", "deleted") and refused
        parts.append(f"{number} {kind}" + (f" ({refused} protected)" if told else ""))
    by_aws = sum(bool(change.refused) for change in found.changes)
    end = f"; AWS refuses {by_aws} of them" if by_aws else ""
    return f"{', '.join(parts)}, {found.unchanged} unchanged{end}"


def inputs(document: Document, name: str) -> Iterator[RenderableType]:
    """Yields the inputs of all resources with a name, or of one URN, in readable form: policies as
    documents, and values that are not known yet as `${resource.property}`."""
    known = references(document)
    steps = [
        step
        for step in document["steps"]
        if step["urn"] == name or step["urn"].split("::", 3)[3] == name
    ]
    if not steps:
        names = sorted({step["urn"].split("::", 3)[3] for step in document["steps"]})
        likely = difflib.get_close_matches(name, names, n=3)
        raise OperationError(
            f"no resource is called {name}",
            remedy=f"did you mean {', '.join(likely)}?" if likely else "`preview` lists all names",
        )
    for step in steps:
        type_ = short_type(step["urn"].split("::")[2].rpartition("$")[2])
        yield Text.assemble((f"{type_}  ", ""), (name, "bold"))
        values = {**step["newState"].get("inputs", {}), **known.get(step["urn"], {})}
        for key, value in values.items():
            yield Text.assemble("  ", (key, "bold"), ": ", _readable(value))
        yield Text()


def _readable(value: Any) -> str:
    """Returns a value as lines, with JSON texts opened."""
    content = opened(value)
    if isinstance(content, str):
        return content if "\n" not in content else "\n    " + content.replace("\n", "\n    ")
    indented = json.dumps(content, indent=2, ensure_ascii=False)
    return indented.replace("\n", "\n  ")


def _differences(change: Change) -> Iterator[Text]:
    for difference in change.differences:
        if difference.path == "(dependencies)" and not change.is_order_only:
            continue  # The order of work follows from the other options.
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
    """Yields only the lines that differ, for a text of several lines such as a function's code."""
    old, new = difference.old, difference.new
    if isinstance(old, str) and isinstance(new, str) and "\n" in old and "\n" in new:
        yield "changed lines"
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm=""):
            if not line.startswith(("---", "+++", "@@")):
                yield f"        {line}"


def totals(outcome: Outcome) -> str:
    """Returns the number of resources, and the time that the preview took."""
    return f"{len(outcome.registrations)} resources in {outcome.seconds:.1f} s"
