"""Estimates as text for people."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

import prices
from config.values import STALE_DAYS
from operations.cost.cheaper import Saving
from operations.cost.difference import Difference
from operations.cost.estimate import Estimate
from operations.cost.levels import NOTHING, Levels
from wording import counted

_ROWS = 60
"""Most rows of a table; what is left is one row."""
_DOMINATING = 5


def table(name: str, estimate: Estimate, by: str) -> Iterator[RenderableType]:
    """Yields the estimate of one environment."""
    if not estimate.region:
        yield Text(f"{name}: 0 USD. It runs in containers on this machine.")
        return
    yield Text(f"{name}, {estimate.region}: US dollars a month", style="bold")
    sums = estimate.by_component if by == "component" else estimate.by_resource
    yield _sums(by, sums, estimate.total)
    yield from notes(estimate)


def beside(estimates: Mapping[str, Estimate]) -> Iterator[RenderableType]:
    """Yields the estimates of several environments, side by side."""
    yield Text("US dollars a month at expected usage", style="bold")
    shown = Table(box=None, pad_edge=False, show_footer=True)
    shown.add_column("component", footer="total")
    for name, each in estimates.items():
        shown.add_column(name, footer=_usd(each.total.expected), justify="right")
    every = {name: each.by_component for name, each in estimates.items()}
    order: dict[str, float] = {}
    for sums in every.values():
        for component, usd in sums.items():
            order[component] = max(order.get(component, 0.0), usd.expected)
    for component in sorted(order, key=lambda each: (-order[each], each)):
        cells = (sums.get(component, NOTHING).expected for sums in every.values())
        shown.add_row(component, *(_usd(cell) if cell else "" for cell in cells))
    yield shown
    for name, each in estimates.items():
        low, expected, high = each.total
        if not each.region:
            yield Text(f"{name}: 0 USD. It runs in containers on this machine.")
            continue
        yield Text(f"{name}: {_usd(low)} low, {_usd(expected)} expected, {_usd(high)} high")
    for name, each in estimates.items():
        if each.region:
            yield Text(f"\n{name}", style="bold")
            yield from notes(each)


def moved(found: Difference) -> Iterator[RenderableType]:
    """Yields the difference between two estimates, with the lines that make it."""
    before, after = found.before.total, found.after.total
    yield Text(
        f"{_usd(before.expected)} -> {_usd(after.expected)} USD a month ({found.usd:+,.2f}); "
        f"low {_usd(before.low)} -> {_usd(after.low)}, high {_usd(before.high)} -> "
        f"{_usd(after.high)}",
        style="bold",
    )
    for each in found.lines[:_ROWS]:
        yield Text(f"  {each}")
    if len(found.lines) > _ROWS:
        yield Text(f"  {len(found.lines) - _ROWS} more lines: --json has them")
    for each_unpriced in found.after.unpriced:
        yield Text(f"Not priced: {each_unpriced.resource}: {each_unpriced.why}", style="bold red")
    yield Text(age(found.after, date.today()))


def cheaper(savings: Iterable[Saving]) -> Iterator[RenderableType]:
    """Yields the cheaper ways, the one that saves most first."""
    yield Text("\nWhat would be cheaper, in US dollars a month", style="bold")
    for each in sorted(savings, key=lambda each: (bool(each.refused), -each.usd)):
        if each.refused:
            yield Text(f"{'refused':>9}  {each.how}: {each.refused}")
        else:
            yield Text(f"{-each.usd:>9,.2f}  {each.how} ({each.but})")


def notes(estimate: Estimate) -> Iterator[RenderableType]:
    """Yields what dominates, what has no price, and how old the prices are."""
    yield Text(f"What dominates: {dominating(estimate)}")
    for each in estimate.unpriced:
        yield Text(f"Not priced: {each.resource}: {each.why}", style="bold red")
    yield Text(
        f"{counted(estimate.free, 'resource')} cost nothing by themselves, "
        f"{counted(len(estimate.unpriced), 'amount')} without a price"
    )
    yield Text(age(estimate, date.today()))
    if estimate.unread:
        yield Text(
            f"{estimate.unread:.0%} of the total rests on prices that nobody has read at AWS again"
        )


def dominating(estimate: Estimate) -> str:
    """Returns the products that are most of the cost, each with its share."""
    whole = estimate.total.expected
    sums = estimate.by(lambda line: product(line.key))
    return ", ".join(
        f"{name} {usd.expected / whole:.0%}" for name, usd in [*sums.items()][:_DOMINATING] if whole
    )


def product(key: str) -> str:
    """Returns the name of a product for people."""
    found = prices.product(key)
    return found.about if found else key


def age(estimate: Estimate, today: date) -> str:
    """Returns how old the prices are, and what to do about it if they are too old."""
    if estimate.read is None:
        return "No price was used"
    days = (today - estimate.read).days
    told = f"Prices of {estimate.read}, without tax and discounts"
    if days > STALE_DAYS:
        told += (
            f"; they are {days} days old: `python -m operations prices refresh` asks AWS for new "
            "ones"
        )
    return told


def _sums(by: str, sums: Mapping[str, Levels], whole: Levels) -> Table:
    shown = Table(box=None, pad_edge=False, show_footer=True)
    shown.add_column(by, footer="total")
    for title, usd in zip(("low", "expected", "high"), whole, strict=True):
        shown.add_column(title, footer=_usd(usd), justify="right")
    rows = list(sums.items())
    for name, levels in rows[:_ROWS]:
        shown.add_row(name, *map(_usd, levels))
    if len(rows) > _ROWS:
        rest = NOTHING
        for _, levels in rows[_ROWS:]:
            rest = rest.plus(levels)
        shown.add_row(f"{len(rows) - _ROWS} more", *map(_usd, rest))
    return shown


def _usd(value: float) -> str:
    return f"{value:,.2f}"
