"""Violations as text for people."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from policies import RULES, Judgement, Violation, waivers

_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


def report(stack: str, judged: Judgement, found: waivers.Sorted) -> Iterator[RenderableType]:
    """Yields a table of the violations, worst first, and a line that counts them."""
    if found.open:
        yield table(found.open)
        yield Text()
    if number := judged.not_known:
        waits = "judgement waits" if number == 1 else "judgements wait"
        yield Text(f"{number} {waits} for a value that is known after `up`", style="yellow")
    waived = f", {len(found.waived)} waived" if found.waived else ""
    number = len(found.open)
    yield Text(f"{stack}: {number or 'no'} violation{'s' * (number != 1)}{waived}", style="bold")
    yield Text(f"{len(RULES)} policies: docs/generated/policies.md", style="dim")


def table(violations: tuple[Violation, ...]) -> Table:
    """Returns violations as a table, with the remedy of each."""
    shown = Table(box=None, pad_edge=False)
    for heading in ("Severity", "Policy", "Resource", "What is wrong", "Remedy"):
        shown.add_column(heading, overflow="fold")
    for each in violations:
        severity = str(each.rule.severity)
        shown.add_row(
            Text(severity, style=_STYLES[severity]),
            each.rule.name,
            Text(each.title),
            Text(each.says),
            Text(each.rule.remedy),
        )
    return shown
