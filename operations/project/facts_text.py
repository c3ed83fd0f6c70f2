"""Rows of the table of the provider's behaviour, as text for people and as values for machines."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

import provider_facts
from provider_facts import KINDS, Row


def short(type_: str) -> str:
    """Returns `rds.Instance` for `aws:rds/instance:Instance`."""
    module, _, name = type_.removeprefix("aws:").rpartition(":")
    return f"{module.partition('/')[0]}.{name}"


def overview(types: Iterable[str]) -> Iterator[RenderableType]:
    """Yields a line for each type, with the number of inputs for each effect."""
    table = Table(box=None, pad_edge=False)
    for heading in ("type", "replace", "in place", "kept", "remarks", "unread"):
        table.add_column(heading, justify="left" if heading == "type" else "right")
    table.add_column("read")
    unread = 0
    for type_ in types:
        row = _row(type_)
        unread += len(row.unread)
        lists = (row.replaces, row.in_place, row.kept, row.remarks, row.unread)
        table.add_row(short(type_), *(str(len(each) or "") for each in lists), _read(type_))
    yield table
    yield Text(f"{table.row_count} types; {unread} inputs of them were not read")


def details(type_: str) -> Iterator[RenderableType]:
    """Yields everything that is known of one type."""
    row = _row(type_)
    yield Text(type_, style="bold")
    yield Text(str(provider_facts.source(type_)))
    table = Table(box=None, pad_edge=False)
    for heading in ("input", "a change", "left out", "accepted"):
        table.add_column(heading)
    for path in _paths(row):
        table.add_row(path, _change(row, path), _absence(row, path), str(row.ranges.get(path, "")))
    yield table
    if row.waits:
        waits = ", ".join(f"{name} {minutes:g}" for name, minutes in row.waits.items())
        yield Text(f"waits at most, in minutes: {waits}")
    for remark in row.remarks:
        about = ", ".join(remark.inputs) or "the resource"
        where = f" ({remark.source})" if remark.source else ""
        yield Text.assemble((about, "bold"), f": {KINDS[remark.kind]}. {remark.says}{where}")


def plain(type_: str) -> dict[str, Any]:
    """Returns a row for machines: the fields of the file, and the source in full."""
    source = provider_facts.source(type_)
    row = _row(type_).model_dump(mode="json", exclude={"source", "ranges"}, exclude_defaults=True)
    ranges = {path: str(each) for path, each in _row(type_).ranges.items()}
    return {**row, "ranges": ranges, "source": str(source)}


def _row(type_: str) -> Row:
    row = provider_facts.find(type_)
    assert row
    return row


def _read(type_: str) -> str:
    source = provider_facts.source(type_)
    return f"v{source.release}, {source.read}" if source else ""


def _paths(row: Row) -> list[str]:
    said = {*row.replaces, *row.in_place, *row.unread, *row.kept, *row.zeros, *row.ranges}
    return sorted({*said, *row.conditions})


def _change(row: Row, path: str) -> str:
    top = path.partition(".")[0]
    if top in row.unread:
        return f"unknown: {row.unread[top]}"
    if path in row.conditions:
        return f"in place; replaces: {row.conditions[path]}"
    parents = [path[:at] for at, letter in enumerate(path) if letter == "."]
    return "replaces" if {path, *parents} & set(row.replaces) else "in place"


def _absence(row: Row, path: str) -> str:
    said = (("keeps its value", row.kept), ("sent as zero", row.zeros))
    return ", ".join(words for words, paths in said if path in paths)
