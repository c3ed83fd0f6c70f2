"""The report of a review as blocks, the most important part first."""

from collections import Counter
from collections.abc import Iterator

from operations.plan import short_type
from operations.report import Block, Code, Diagram, Folded, Heading, Paragraph, Table
from operations.review import cost_change
from operations.review.report import Environment, Group, Report, property_lines
from operations.topology import mermaid, told
from provider_facts import Grade
from wording import counted

_ROWS = 40
"""Most rows of a table. A change that touches more kinds of resources is read in the JSON."""
_STEPS = "docs/operations.md#removing-what-is-protected"


def blocks(report: Report) -> Iterator[Block]:
    """Yields the report, the most important part first."""
    yield Heading("What this change does", 1)
    yield Paragraph(_verdict(report))
    rows = tuple(
        (each.stack, "could not be previewed", "", "", "")
        if each.problem
        else (each.stack, each.counts, _worst(each), _hazards(each), _cost(each))
        for each in report.environments
    )
    yield Table(("environment", "resources", "worst", "hazards", "USD a month"), rows)
    if report.unused:
        yield Paragraph("Grants that nothing in this change needs: " + "; ".join(report.unused))
    order = sorted(
        report.environments, key=lambda each: (not each.problem, each.worst.rank, each.stack)
    )
    for each in order:
        if (
            each.problem
            or each.graded
            or each.notes
            or each.holes
            or each.violations
            or each.cost.passed
        ):
            yield from _environment(each)


def _verdict(report: Report) -> str:
    compared = f"Compared with {report.base}, {report.way}."
    if any(each.problem for each in report.environments):
        return f"It could not be told for every environment. {compared}"
    hazards = sum(len(each.hazards) for each in report.environments)
    holes = sum(len(each.holes) for each in report.environments)
    violations = sum(len(each.violations) for each in report.environments)
    passed = [each.stack for each in report.environments if each.cost.passed]
    if holes or violations or passed:
        parts = [f"{counted(hazards, 'hazard')} without a grant"]
        parts += [f"{counted(holes, 'way')} open that nobody means"] if holes else []
        parts += [f"{counted(violations, 'violation')} of policies"] if violations else []
        parts += [f"`{cost_change.KEY}` passed in {', '.join(passed)}"] if passed else []
        return f"{', and '.join(parts)}. {compared}"
    if hazards:
        return (
            f"{counted(hazards, 'hazard')} without a grant. Take the safe way where one is given, "
            f"or let somebody grant it in `config/grants.yaml` (docs/review.md). {compared}"
        )
    if gone := [each.stack for each in report.environments if each.goes]:
        return (
            f"Nothing needs a grant, but nobody can change {', '.join(gone)} any more. {compared}"
        )
    if not any(each.graded for each in report.environments):
        return f"Nothing changes in any environment. {compared}"
    return f"Nothing needs a grant. {compared}"


def _worst(found: Environment) -> str:
    return str(found.worst) if found.graded else ""


def _cost(found: Environment) -> str:
    change = found.cost.found
    return f"{change.after.total.expected:,.0f} ({change.usd:+,.0f})" if change else ""


def _hazards(found: Environment) -> str:
    parts = [f"{len(found.hazards)} not granted"] if found.hazards else []
    parts += [f"{len(found.grants)} granted"] if found.grants else []
    return ", ".join(parts)


def _environment(found: Environment) -> Iterator[Block]:
    yield Heading(found.stack, 2)
    if found.problem:
        yield Paragraph("There is no preview of it:")
        yield Code(tuple(found.problem.splitlines()[:60]))
        return
    for note in found.notes:
        yield Paragraph(note)
    if found.edits:
        yield Folded(f"{counted(len(found.edits), 'key')} of its files changed", found.edits)
    yield from _refused(found)
    yield from _dangers(found)
    yield from cost_change.blocks(found.cost) if found.graded or found.cost.passed else ()
    yield from _renames(found)
    yield from _list("Open although no line of the workload means it", found.holes)
    yield from _list("Policies violated from now on", found.violations)
    yield from _list("Reachable or permitted from now on", found.opened.to_old)
    if found.opened.to_new:
        yield Folded("Reached by, or permitted to, what is new", found.opened.to_new)
    yield from _drawing(found)
    yield from _granted(found)
    yield from _all(found)


def _drawing(found: Environment) -> Iterator[Block]:
    if picture := found.drawing:
        yield Diagram(
            "The drawing, where it changes",
            tuple(mermaid(picture).splitlines()),
            tuple(told(picture).splitlines()),
        )


def _list(title: str, lines: tuple[str, ...]) -> Iterator[Block]:
    if lines:
        yield Heading(title, 3)
        yield Table((counted(len(lines), "entry"),), tuple((each,) for each in lines[:_ROWS]))
    if len(lines) > _ROWS:
        yield Folded(f"{len(lines) - _ROWS} more", lines[_ROWS:])


def _refused(found: Environment) -> Iterator[Block]:
    refused = found.refused
    if not refused:
        return
    yield Heading("Protected: `pulumi up` stops before these", 3)
    yield _table(list(found.groups(refused)))
    yield Paragraph(
        f"If it is meant: {_STEPS} has the steps for each kind. The protection is lifted by"
    )
    urns = [item.change.urn for item in refused]
    lines = [f"pulumi state unprotect -s {found.stack} '{urn}'" for urn in urns[:8]]
    if len(urns) > 8:
        lines.append(f"# and {len(urns) - 8} more")
    yield Code(tuple(lines))


def _dangers(found: Environment) -> Iterator[Block]:
    open_ = tuple(item for item in found.hazards if not item.is_refused_by_pulumi)
    if open_:
        yield Heading("Hazards that nobody granted", 3)
        yield _table(list(found.groups(open_)))


def _table(groups: list[Group]) -> Table:
    rows = []
    for group in groups[:_ROWS]:
        cases = [reason.case for reason in group.first.bad_reasons]
        rows.append(
            (
                str(group.first.grade),
                f"{group.title}: {group.names}",
                _cause(group),
                " ".join(dict.fromkeys(case.says for case in cases)),
                "; ".join(dict.fromkeys(case.takes for case in cases if case.takes)),
                " ".join(dict.fromkeys(_sentence(case.instead) for case in cases if case.instead)),
            )
        )
    if len(groups) > _ROWS:
        rows.append(("...", f"and {len(groups) - _ROWS} more kinds", "", "", "", ""))
    return Table(
        ("grade", "resource", "by", "what happens", "how long", "the safe way"),
        tuple(rows),
        wide=True,
    )


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _cause(group: Group) -> str:
    """Returns the inputs that cause a group, with the values if one resource stands for it."""
    item = group.first
    causes = [
        part for reason in item.bad_reasons for part in reason.input.split(", ") if reason.input
    ]
    if len(group.items) > 1:
        return ", ".join(dict.fromkeys(part.partition(" of ")[0] for part in causes))
    lines = [
        line
        for line in property_lines(item.change)
        if line.partition(":")[0].partition(".")[0].partition("[")[0] in causes
    ]
    told = "; ".join(lines)
    return told if lines and len(told) < 120 else ", ".join(dict.fromkeys(causes))


def _renames(found: Environment) -> Iterator[Block]:
    if not found.renames:
        return
    yield Heading("Only renamed?", 3)
    yield Paragraph(
        "Another name is another resource. If it is the same one, tell the engine where it is "
        "built (docs/operations.md#another-name): `pulumi.ResourceOptions(aliases=[...])` with"
    )
    yield Table(
        ("renamed", "alias", "below it"),
        tuple((str(each), each.alias, str(each.children)) for each in found.renames[:_ROWS]),
    )


def _granted(found: Environment) -> Iterator[Block]:
    if not found.grants:
        return
    items = [item for item in found.graded if item.change.urn in found.grants]
    lines = []
    for item in items:
        grant = found.grants[item.change.urn]
        lines.append(
            f"{item.grade}: {short_type(item.change.type)} {item.change.name}: {grant.reason} "
            f"({grant.owner}, until {grant.until})"
        )
    yield Folded(f"{len(lines)} granted", tuple(lines))


def _all(found: Environment) -> Iterator[Block]:
    lines: list[str] = []
    for group in found.groups(found.graded):
        lines.append(f"{group.first.grade}: {group.title}: {group.names}")
        shown = Counter(line for item in group.items for line in property_lines(item.change))
        for line, number in list(shown.items())[:12]:
            times = f"  ({number} times)" if number > 1 else ""
            lines.append(f"    {line}{times}")
        if len(shown) > 12:
            lines.append(f"    and {len(shown) - 12} more properties")
    if lines:
        total = f"{counted(len(found.graded), 'change')}, {found.unchanged} resources unchanged"
        yield Folded(total, tuple(lines))


def is_bad(grade: str) -> bool:
    """Returns true for a grade that a reader should look at first."""
    return grade not in (str(Grade.SAFE), str(Grade.REPLACED), "")
