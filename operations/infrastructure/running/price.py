"""Cost: what each environment costs in a month, by what it is spent on."""

from operations.cost import Estimate, Levels, cost_text, estimate
from operations.errors import OperationError
from operations.infrastructure.architecture import resources
from operations.infrastructure.markdown import NONE, bullets, folded, joined, link, part, table
from operations.infrastructure.project import Environment, Project

_OTHERS = "Logs, metrics, alarms and all else"
_MOST = 40
"""Most rows of the table of single resources."""


def together(project: Project) -> str:
    """Returns the estimates side by side."""
    found = {each.stack: estimated(each) for each in project.environments}
    known = {name: each for name, each in found.items() if isinstance(each, Estimate)}
    unknown = [f"`{name}`: {each}" for name, each in found.items() if isinstance(each, str)]
    rows = _rows(known)
    total = [
        (
            f"**{title}**",
            *(f"**{usd(getattr(each.total, level))}**" for each in known.values()),
        )
        for title, level in (
            ("All, as expected", "expected"),
            ("All, with low usage", "low"),
            ("All, with high usage", "high"),
        )
    ]
    dates = sorted({f"{each.read}" for each in known.values() if each.read})
    about = (
        f"In US dollars a month, by the price list of {' and '.join(dates)}, without tax and "
        "discounts. What is used is assumed, under `usage` in the stack's file."
        if dates
        else "Containers on a machine cost nothing."
    )
    return joined(
        about,
        bullets(unknown),
        table(("Spent on", *known), [*rows, *total]) if rows else "",
        bullets(
            f"`{name}` is spent mostly on: {cost_text.dominating(each)}"
            for name, each in known.items()
            if each.lines
        ),
        _unpriced(known),
        f"Budgets are under {link('monitoring', 'docs/infrastructure.md#monitoring')}. `make cost` "
        "shows components and single resources, and with `JSON=FILE` the arithmetic of each amount."
        if rows
        else "",
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the cost of each component and resource of one environment."""
    found = estimated(environment)
    if isinstance(found, str):
        return found
    if not found.lines:
        return ""
    parts = [
        (f"`{name}`", usd(each.low), usd(each.expected), usd(each.high))
        for name, each in found.by_component.items()
    ]
    each_ = list(found.by_resource.items())[:_MOST]
    single = [(f"`{name}`", usd(of.low), usd(of.expected), usd(of.high)) for name, of in each_]
    columns = ("Low", "Expected", "High")
    return joined(
        part("By component", table(("US dollars a month", *columns), parts)),
        folded(
            f"The {len(single)} resources that cost most",
            table(("US dollars a month", *columns), single),
        ),
    )


def answer(environment: Environment) -> str:
    """Returns the price in one clause. Empty where nothing is paid."""
    found = estimated(environment)
    if isinstance(found, str):
        return found
    if not found.lines:
        return ""
    low, expected, high = (usd(each) for each in found.total)
    return f"about {expected} USD a month ({low} with low usage, {high} with high)"


def estimated(environment: Environment) -> Estimate | str:
    """Returns the estimate of an environment, or why there is none."""
    try:
        return estimate(environment.resources)
    except OperationError as error:
        return f"no estimate: {error}"


def usd(value: float) -> str:
    """Returns an amount in whole US dollars."""
    return f"{value:,.0f}" if value >= 1 or not value else "< 1"


def _rows(known: dict[str, Estimate]) -> list[tuple[str, ...]]:
    sums: dict[str, dict[str, Levels]] = {
        name: each.by(lambda line: resources.group_of(line.kind) or _OTHERS)
        for name, each in known.items()
    }
    titles = dict.fromkeys(title for each in reversed(sums.values()) for title in each)
    return [
        (title, *(usd(each[title].expected) if title in each else NONE for each in sums.values()))
        for title in titles
    ]


def _unpriced(known: dict[str, Estimate]) -> str:
    lines = [
        f"`{name}`: {each.resource} ({each.why})"
        for name, found in known.items()
        for each in found.unpriced
    ]
    return joined("Without a price, and so not in these sums:", bullets(lines)) if lines else ""
