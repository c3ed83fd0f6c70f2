"""A promotion's differences, as tables for people and as JSON."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from engine.values import ABSENT
from operations.plan import shown
from operations.release.differing import HAZARDS, Difference
from operations.review import blocks, report, review_text

_NAMES = 6


def parts(found: Difference) -> Iterator[RenderableType]:
    """Yields the answer, what has to be looked at first."""
    yield Text(f"From {found.source} to {found.target}", style="bold underline")
    yield Text(_verdict(found))
    yield from _images(found)
    yield from _review(found)
    yield from _keys(found)
    yield from _resources(found)


def _verdict(found: Difference) -> str:
    going = sum(each.differs for each in found.images)
    told = f"{going} of {len(found.images)} images go over"
    if found.status == HAZARDS:
        return (
            f"{told}; {found.dangers} hazards that nobody granted, and {len(found.undeclared)} "
            "keys differ that config/promote.yaml does not expect."
        )
    return f"{told}; nothing stands in the way."


def _images(found: Difference) -> Iterator[RenderableType]:
    yield Text("\nImages", style="bold")
    runs = any(each.old_runs or each.new_runs for each in found.images)
    columns = ["image", f"{found.source}'s file", f"{found.target}'s file"]
    columns += [f"runs in {found.source}", f"runs in {found.target}"] if runs else []
    table = _table(*columns, "")
    for each in found.images:
        row = [each.name, each.old, each.new]
        row += [each.old_runs or "?", each.new_runs or "?"] if runs else []
        table.add_row(*(Text(cell) for cell in (*row, "goes over" if each.differs else "same")))
    yield table


def _review(found: Difference) -> Iterator[RenderableType]:
    yield Text(f"\nWhat that does to {found.target}", style="bold")
    if not found.review.graded:
        yield Text("Nothing: it is there already.")
        return
    whole = report.Report(f"{found.target} as it is", (found.review,))
    yield from review_text.parts(
        block for block in blocks.blocks(whole) if getattr(block, "level", 2) > 1
    )


def _keys(found: Difference) -> Iterator[RenderableType]:
    if not found.keys:
        return
    yield Text("\nSettings that differ", style="bold")
    if not found.declared:
        yield Text("No config/promote.yaml says which are meant; docs/deploy.md has its form.")
    table = _table("key", found.source, found.target, "")
    for each in sorted(found.keys, key=lambda key: (key.expected is not None, key.key)):
        says = each.expected or ("not expected" if found.declared else "")
        table.add_row(*(Text(t) for t in (each.key, shown(each.old), shown(each.new), says)))
    yield table


def _resources(found: Difference) -> Iterator[RenderableType]:
    if not found.resources:
        return
    yield Text("\nResources that only one of them has", style="bold")
    table = _table("type", found.source, found.target)
    for kind, names in found.resources.items():
        table.add_row(*(Text(text) for text in (kind, *map(_few, names))))
    yield table


def _few(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def as_json(found: Difference) -> dict[str, Any]:
    """Returns the answer for machines."""
    reviewed = report.as_json(report.Report(found.target, (found.review,)))
    return {
        "from": found.source,
        "to": found.target,
        "status": found.status,
        "images": [
            {
                "image": each.name,
                "from": each.old,
                "to": each.new,
                "runsInFrom": each.old_runs or None,
                "runsInTo": each.new_runs or None,
                "goesOver": each.promoted if each.differs else None,
            }
            for each in found.images
        ],
        "configuration": [
            {
                "key": each.key,
                **{
                    side: value
                    for side, value in (("from", each.old), ("to", each.new))
                    if value is not ABSENT
                },
                "expected": each.expected,
            }
            for each in found.keys
        ],
        "resources": {
            kind: {"onlyFrom": list(names[0]), "onlyTo": list(names[1])}
            for kind, names in found.resources.items()
        },
        "review": reviewed["environments"][0],
    }
