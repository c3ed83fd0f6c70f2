"""The repair of chosen differences: `pulumi up` of these resources and of nothing else.

The state still holds what was declared, so the engine reads the chosen resources first
(`--refresh`, of the targets only) and then changes them back. `up` works on whole resources. If one
of them also differs in something that nobody chose, the repair is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from operations.deploy import engine
from operations.drift.report import Item, Report
from operations.errors import OperationError


@dataclass(frozen=True)
class Repair:
    """The differences that were chosen."""

    urns: tuple[str, ...]
    """Resources that `up` changes back or makes again."""
    by_hand: tuple[Item, ...]
    """Things that nobody declared, which `up` does not know."""


def chosen(report: Report, names: Iterable[str]) -> Repair:
    """Returns the differences with these names or, without names, those that the baseline wants to
    be reverted. Raises OperationError for a name of nothing that differs."""
    wanted = list(names)
    for name in wanted:
        if not any(_is_named(item, [name]) for item in report.items):
            raise OperationError(
                f"{name}: nothing of this name differs in {report.stack}",
                remedy=_offer(report),
            )
    if wanted:
        items = [item for item in report.items if _is_named(item, wanted)]
    else:
        items = [item for item in report.items if item.decision and item.is_open]
    if not items:
        raise OperationError(
            "nothing is chosen for a repair",
            remedy="name resources, or decide `revert` about differences in config/drift.yaml",
        )
    repairable = [item for item in items if item.finding.kind != "appeared"]
    _alone(report, repairable)
    urns = tuple(dict.fromkeys(item.finding.urn for item in repairable))
    return Repair(urns, tuple(item for item in items if item.finding.kind == "appeared"))


def execute(repair: Repair, stack: str, folder: Path, *, emulated: bool, yes: bool) -> None:
    """Shows the plan of the repair and, with `yes`, makes it. Raises Ended if the engine fails."""
    targets = [word for urn in repair.urns for word in ("--target", urn)]
    engine.run(
        "preview", stack, ["--refresh", "--diff", *targets], emulated=emulated, folder=folder
    )
    if yes:
        options = ["--yes", "--skip-preview", "--refresh", *targets]
        engine.run("up", stack, options, emulated=emulated, folder=folder)


def _alone(report: Report, items: list[Item]) -> None:
    """Refuses a choice of a part of what differs in a resource."""
    urns = {item.finding.urn for item in items}
    for item in (*report.items, *report.ignored):
        finding = item.finding
        if finding.urn in urns and finding.kind != "appeared" and item not in items:
            left, remedy = "not chosen", f"choose all of it by `--revert {finding.name}`"
            if item in report.ignored:
                left, remedy = "ignored", "decide `revert` about it in config/drift.yaml too"
            raise OperationError(
                f"{finding.name} also differs in {finding.path}, which is {left}, and `up` repairs"
                " whole resources",
                remedy=remedy,
            )


def _is_named(item: Item, wanted: list[str]) -> bool:
    return any(
        name == each or fnmatchcase(name, each) for name in item.finding.names for each in wanted
    )


def _offer(report: Report) -> str:
    names = sorted({item.finding.name for item in report.items})
    return f"what differs is {', '.join(names[:20])}" if names else "nothing differs at all"
