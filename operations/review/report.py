"""The report of a review: for each environment its changes with their grades, what of it nobody
granted, and what could not be told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.decisions import Grant, Grants
from operations.errors import Ended
from operations.plan import Change, short_type, shown_pair
from operations.review import cost_change
from operations.review.cost_change import CostChange
from operations.review.grading import Graded
from operations.review.renames import Rename
from operations.topology import Picture
from provider_facts import Grade

CLEAN, UNTOLD, HAZARDS = Ended.DONE, Ended.UNTOLD, Ended.FOUND
"""Exit statuses: nothing that needs a grant; the review could not be made; a hazard without
one."""


@dataclass(frozen=True)
class Group:
    """Changes of one kind with one consequence, which are told together."""

    items: tuple[Graded, ...]

    @property
    def first(self) -> Graded:
        """The change that stands for all."""
        return self.items[0]

    @property
    def title(self) -> str:
        """The kind of change, and how many resources of which type it concerns."""
        change = self.first.change
        count = f"{len(self.items)} x " if len(self.items) > 1 else ""
        return f"{count}{short_type(change.type)} {change.kind}"

    @property
    def names(self) -> str:
        """The names, at most four of them."""
        names = sorted(item.change.name for item in self.items)
        more = f" and {len(names) - 4} more" if len(names) > 5 else ""
        return ", ".join(names[:4] if more else names) + more


@dataclass(frozen=True)
class Opened:
    """Ways and rights that are there after a change and were not before."""

    to_old: tuple[str, ...] = ()
    """Those of what stood before."""
    to_new: tuple[str, ...] = ()
    """Those of what is new itself."""


@dataclass(frozen=True)
class Environment:
    """The part of the report about one stack."""

    stack: str
    graded: tuple[Graded, ...] = ()
    unchanged: int = 0
    edits: tuple[str, ...] = ()
    """The keys of the files that differ, with both values."""
    renames: tuple[Rename, ...] = ()
    opened: Opened = Opened()
    """Ways and rights that a change opens."""
    holes: tuple[str, ...] = ()
    """Ways that are open after the change although no line of the workload means it."""
    violations: tuple[str, ...] = ()
    """Policies that are violated after the change, and were not before."""
    drawing: Picture | None = None
    """The part of the drawing that changes, with what stands around it."""
    grants: Mapping[str, Grant] = field(default_factory=dict)
    """The grant that covers a change, by the URN of the resource."""
    hazards: tuple[Graded, ...] = ()
    """Changes that nobody granted."""
    cost: CostChange = field(default_factory=CostChange)
    """Cost of both sides, and whether the budget holds."""
    goes: bool = False
    """True if the change removes the stack's file."""
    problem: str = ""
    """Why there is no preview."""
    notes: tuple[str, ...] = ()
    """What else is to be known."""

    @property
    def counts(self) -> str:
        """The number of resources that change, by kind."""
        if self.goes:
            return "its file goes"
        kinds = Counter(item.change.kind for item in self.graded)
        return ", ".join(f"{number} {kind}" for kind, number in kinds.items()) or "nothing changes"

    @property
    def worst(self) -> Grade:
        """The worst grade of all changes."""
        return min((item.grade for item in self.graded), key=lambda g: g.rank, default=Grade.SAFE)

    @property
    def refused(self) -> tuple[Graded, ...]:
        """Changes of protected resources, before which `pulumi up` stops."""
        return tuple(item for item in self.graded if item.is_refused_by_pulumi)

    def groups(self, items: tuple[Graded, ...]) -> Iterator[Group]:
        """Yields changes of one kind with one consequence together, in their order."""
        found: dict[tuple[Any, ...], list[Graded]] = {}
        for item in items:
            found.setdefault(_alike(item), []).append(item)
        for group in found.values():
            yield Group(tuple(group))


@dataclass(frozen=True)
class Report:
    """The whole report."""

    base: str
    """What the change is compared with."""
    environments: tuple[Environment, ...]
    unused: tuple[str, ...] = ()
    """Grants that cover nothing in this change."""
    way: str = "without credentials: plan against plan"
    """How both sides were learnt."""

    @property
    def status(self) -> int:
        """The exit status of the command."""
        if any(each.problem for each in self.environments):
            return UNTOLD
        bad = any(
            each.hazards or each.holes or each.violations or each.cost.passed
            for each in self.environments
        )
        return HAZARDS if bad else CLEAN


def environment(stack: str, graded: tuple[Graded, ...], grants: Grants, **rest: Any) -> Environment:
    """Returns the part of one stack, with the hazards that the grants do not cover."""
    covered = {item.change.urn: grant for item in graded if (grant := _grant(item, stack, grants))}
    hazards = tuple(
        item for item in graded if is_hazard(item, grants) and item.change.urn not in covered
    )
    return Environment(stack, graded=graded, grants=covered, hazards=hazards, **rest)


def is_hazard(item: Graded, grants: Grants) -> bool:
    """Returns true if a change needs a grant. The creation of a resource of an unknown type does
    not: it is shown, and nothing depends on it yet."""
    if item.is_refused_by_pulumi:
        return True
    is_new = item.grade is Grade.UNKNOWN and item.change.kind == "created"
    return str(item.grade) in grants.hazards and not is_new


def _grant(item: Graded, stack: str, grants: Grants) -> Grant | None:
    if not is_hazard(item, grants) or item.grade is Grade.SAFE:
        return None
    change = item.change
    return next(
        (
            grant
            for grant in grants.grants
            if grant.covers(
                stack=stack,
                type_=short_type(change.type),
                name=change.name,
                urn=change.urn,
                grade=str(item.grade),
            )
        ),
        None,
    )


def _alike(item: Graded) -> tuple[Any, ...]:
    change = item.change
    told = tuple(
        (reason.input.partition(" of ")[0], reason.case.says) for reason in item.bad_reasons
    )
    return item.is_refused_by_pulumi, item.grade.rank, change.type, change.kind, told


def property_lines(change: Change) -> Iterator[str]:
    """Yields the properties of a change with both values, each on one line."""
    for each in change.differences:
        if each.path != "(dependencies)":
            old, new = (_short(text) for text in shown_pair(each))
            yield f"{each.path}: {old} -> {new}"
    for cause in change.because:
        yield f"{cause}, which is replaced"


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}..."


def as_json(report: Report) -> dict[str, Any]:
    """Returns the report for machines."""
    return {
        "base": report.base,
        "status": report.status,
        "environments": [_environment(each) for each in report.environments],
        "unusedGrants": list(report.unused),
    }


def _environment(found: Environment) -> dict[str, Any]:
    hazards = {item.change.urn for item in found.hazards}
    return {
        "stack": found.stack,
        "problem": found.problem or None,
        "worst": str(found.worst),
        "unchanged": found.unchanged,
        "edits": list(found.edits),
        "changes": [
            {
                "urn": item.change.urn,
                "type": short_type(item.change.type),
                "name": item.change.name,
                "kind": item.change.kind,
                "grade": str(item.grade),
                "refusedByPulumi": item.is_refused_by_pulumi,
                "hazard": item.change.urn in hazards,
                "replacedBy": list(item.change.replaced_by),
                "reasons": [
                    {"input": reason.input, **reason.case.model_dump(mode="json")}
                    for reason in item.reasons
                ],
                "properties": list(property_lines(item.change)),
            }
            for item in found.graded
        ],
        "renames": [
            {"old": each.old, "new": each.new, "alias": each.alias} for each in found.renames
        ],
        "opened": list(found.opened.to_old),
        "openedForNew": list(found.opened.to_new),
        "holes": list(found.holes),
        "violations": list(found.violations),
        "grants": {urn: each.model_dump(mode="json") for urn, each in found.grants.items()},
        "cost": cost_change.as_json(found.cost),
        "notes": list(found.notes),
    }
