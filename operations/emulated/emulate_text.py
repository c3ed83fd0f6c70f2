"""An emulation as text for people."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from emulation import BECAME, Attempt, Emulation
from engine import STACK_TYPE, Registration
from engine.values import blind
from operations.plan import short_type, shown


def report(emulation: Emulation) -> Iterator[RenderableType]:
    """Yields the created resources of each component, the others, and the program's outputs."""
    yield _components(emulation)
    yield from _section(
        "Recorded only: checked against AWS's model; moto has no such operation",
        _recorded(emulation, unmapped=False),
    )
    yield from _section(
        "Recorded only: no row of aws_account/mapping/ makes it (docs/emulated-aws.md, "
        '"A type without a row"); compared by name with',
        _recorded(emulation, unmapped=True),
    )
    yield from _section("Accepted by moto, and not kept", _lost(emulation))
    yield from _section("Refused", _problems(emulation, tried=True))
    yield from _section("Not tried", _problems(emulation, tried=False))
    outputs = emulation.outcome.outputs.items()
    yield from _section(
        "Outputs",
        (Text.assemble("  ", (name, "bold"), ": ", shown(blind(value))) for name, value in outputs),
    )


def totals(emulation: Emulation, seconds: float) -> str:
    """Returns the share of resources that were truly created, and the time that it took."""
    numbers = Counter(attempt.became for attempt in emulation.attempts)
    counted = ", ".join(f"{numbers[kind]} {kind}" for kind in BECAME if numbers[kind])
    share = numbers["created"] / max(1, numbers.total())
    return f"{counted} ({share:.1%} truly created) in {seconds:.1f} s"


def _components(emulation: Emulation) -> Table:
    tops = _tops({each.urn: each for each in emulation.outcome.registrations})
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for attempt in emulation.attempts:
        counts[tops[attempt.registration.urn]][attempt.became] += 1
    kinds = [kind for kind in BECAME if any(count[kind] for count in counts.values())]
    table = Table(box=None, pad_edge=False, show_footer=True)
    table.add_column("Component", footer="total")
    for kind in kinds:
        total = sum(count[kind] for count in counts.values())
        table.add_column(kind.capitalize(), footer=str(total), justify="right")
    for name, count in sorted(counts.items()):
        table.add_row(name, *(str(count[kind] or "") for kind in kinds))
    return table


def _tops(registrations: Mapping[str, Registration]) -> dict[str, str]:
    """Returns, for each resource, the name of the component directly below the stack to which it
    belongs."""
    tops: dict[str, str] = {}
    for urn, registration in registrations.items():
        parent = registrations.get(registration.parent)
        is_top = parent is None or parent.type == STACK_TYPE
        tops[urn] = registration.name if is_top else tops[registration.parent]
    return tops


def _section(title: str, lines: Iterable[Text]) -> Iterator[Text]:
    """Yields the lines under a title. If there are no lines, it yields nothing."""
    for number, line in enumerate(lines):
        if number == 0:
            yield Text(f"\n{title}", style="bold")
        yield line


def _recorded(emulation: Emulation, *, unmapped: bool) -> Iterator[Text]:
    for attempt in emulation.attempts:
        resource = attempt.resource
        if resource and resource.recorded and resource.is_unmapped == unmapped:
            operations = ", ".join(resource.recorded)
            yield Text(f"  {_named(attempt)}: {operations}")


def _lost(emulation: Emulation) -> Iterator[Text]:
    lost: dict[str, set[str]] = defaultdict(set)
    for resource in emulation.resources:
        for path in resource.row.loses:
            if path.partition(".")[0] in resource.inputs:
                lost[resource.type].add(path)
    for type_, paths in sorted(lost.items()):
        yield Text(f"  {short_type(type_)}: {', '.join(sorted(paths))}")


def _problems(emulation: Emulation, *, tried: bool) -> Iterator[Text]:
    for attempt in emulation.attempts:
        if attempt.problem and attempt.tried == tried:
            yield Text(f"  {_named(attempt)}: {attempt.problem}")


def _named(attempt: Attempt) -> str:
    return f"{short_type(attempt.registration.type)} {attempt.registration.name}"
