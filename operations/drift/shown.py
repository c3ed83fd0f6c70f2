"""The report of drift in Markdown, as the text of an issue, and on a terminal."""

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from operations.drift.found import Finding, line, styled, values
from operations.drift.report import Item, Report, count
from operations.plan import short_type
from operations.report import Block, Folded, Heading, Paragraph, Table

_ROWS = 60
"""Most rows of a table. The rest is folded."""


def head(stack: str) -> str:
    """Returns the first two lines: the mark by which a workflow finds the issue of a stack, and the
    issue's title. Neither ever changes."""
    return f"<!-- plinth drift {stack} -->\n# Drift in {stack}"


def blocks(report: Report, names: Mapping[str, str]) -> Iterator[Block]:
    """Yields the report as blocks, the most important first."""
    yield Paragraph(f"{_sentence(count(report))} {report.number} resources were read.")
    if report.unread:
        yield Heading("Could not be told", 2)
        yield Table(("what",), tuple((each,) for each in report.unread))
    if report.open:
        yield Heading("Differs from what was declared", 2)
        yield from _table(report.open, names)
        yield Paragraph(
            f"`python -m operations drift {report.stack} --revert NAME` plans the repair, and "
            "`config/drift.yaml` records what is meant (docs/drift.md)."
        )
    if report.recorded:
        yield Heading("Recorded", 2)
        yield Table(
            ("resource", "difference", "why", "who decided", "until"),
            tuple(_recorded(item, names) for item in report.recorded[:_ROWS]),
        )
        yield from _rest(report.recorded, names)
    yield from _remarks(report, names)


def _table(items: tuple[Item, ...], names: Mapping[str, str]) -> Iterator[Block]:
    rows = tuple((*_cells(item.finding, names), _knows(item)) for item in items[:_ROWS])
    yield Table(("resource", "what", "declared", "now", "known"), rows)
    yield from _rest(items, names)


def _rest(items: tuple[Item, ...], names: Mapping[str, str]) -> Iterator[Block]:
    if len(items) > _ROWS:
        lines = tuple(_short(line(item.finding, names), 300) for item in items[_ROWS:])
        yield Folded(f"{len(lines)} more", lines)


def _cells(finding: Finding, names: Mapping[str, str]) -> tuple[str, str, str, str]:
    where = f"{short_type(finding.type)} {finding.name}".strip()
    if finding.kind == "gone":
        return where, "is gone", "", ""
    declared, found = (_short(text) for text in values(finding, names))
    if finding.kind == "appeared":
        return where if finding.urn else "", f"{finding.path} that nobody declared", "", found
    return where, finding.path, declared, found


def _knows(item: Item) -> str:
    parts = [f"last changed by {item.changed_by}"] if item.changed_by else []
    if item.decision:
        parts.append(f"to be repaired: {item.decision.reason} ({item.decision.owner})")
    return "; ".join(parts)


def _recorded(item: Item, names: Mapping[str, str]) -> tuple[str, ...]:
    where, what, declared, found = _cells(item.finding, names)
    change = f"{what}: {declared} -> {found}" if declared else f"{what} {found}".strip()
    decision = item.decision
    if decision is None:
        return where, change, "", "", ""
    return where, change, decision.reason, decision.owner, str(decision.until)


def _remarks(report: Report, names: Mapping[str, str]) -> Iterator[Block]:
    if report.unused:
        gone = "; ".join(
            f"{each.resource} {each.property} ({each.owner}, until {each.until})"
            for each in report.unused
        )
        yield Paragraph(f"Decisions about what differs no more: {gone}")
    for note in report.notes:
        yield Paragraph(_sentence(note))
    if report.left_out:
        lines = tuple(
            f"{_short(line(each.finding, names), 300)}  ({each.reason})" for each in report.left_out
        )
        yield Folded(f"{len(lines)} left out as harmless", lines)


def on_terminal(report: Report, names: Mapping[str, str]) -> Iterator[RenderableType]:
    """Yields a line for each difference, and the number of them."""
    for item in report.open:
        yield styled(item.finding, names)
        if told := _knows(item):
            yield Text(f"    {told}", style="dim")
    for item in report.recorded:
        yield styled(item.finding, names)
        if item.decision:
            known = f"    recorded: {item.decision.reason} ({item.decision.owner})"
            yield Text(known, style="dim")
    for problem in report.unread:
        yield Text(f"? {problem}", style="magenta")
    yield Text(count(report))


def talk(report: Report) -> Iterator[str]:
    """Yields what else is to be known, for stderr."""
    yield from report.notes
    if report.left_out:
        reasons = "; ".join(dict.fromkeys(each.reason for each in report.left_out))
        yield f"{len(report.left_out)} left out as harmless: {reasons}"
    for each in report.unused:
        yield f"nothing differs any more at {each.resource} {each.property}: remove its decision"


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith(".") else f"{text}."


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
