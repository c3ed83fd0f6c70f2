"""Grades each change of a comparison by the table of consequences in provider_facts/."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import provider_facts
from operations.plan import Change, Comparison
from operations.review import existing
from operations.review.conditions import CONDITIONS
from provider_facts import Case, Effect, Grade

State = Mapping[str, Any]

_NO_INPUT = ("(dependencies)", "(provider)", "(parent)")
"""Options whose change nobody outside of the state notices."""
_UNPROTECTED = Case(
    grade=Grade.WIDER_RIGHTS, says="Pulumi no longer refuses to delete or replace it."
)
_OPTION = Case(grade=Grade.SAFE, says="It counts for Pulumi only.")
_KEPT = Case(
    grade=Grade.SAFE, says="AWS keeps the former value, because leaving it out takes nothing away."
)
_NOT_JUDGED = Case(grade=Grade.UNKNOWN, says="Nobody has read what AWS does with this change.")
_MOVED = Case(
    grade=Grade.DATA_LOSS,
    says="It begins empty in another place; what it holds is not moved.",
)
_OTHER_KIND = Case(
    grade=Grade.DATA_LOSS,
    says="An RDS instance does not become Aurora, nor the other way round: the other server begins "
    "empty. Place the databases on a further server of that kind, by names of their own, and move "
    "the rows (docs/aurora.md).",
)
_SERVERS = {"aws:rds/instance:Instance", "aws:rds/cluster:Cluster"}
_ALONG = Case(grade=Grade.SAFE, says="It goes along with what it belongs to.")
_TAKEN_OVER = Case(grade=Grade.SAFE, says="Another one that is created takes its place.")


@dataclass(frozen=True)
class Reason:
    """One cause of a grade: the input, and what its change means."""

    input: str
    """The input or option. Empty if the whole resource is created or deleted."""
    case: Case


@dataclass(frozen=True)
class Graded:
    """A change with its grade."""

    change: Change
    reasons: tuple[Reason, ...] = field(default=())
    """The causes, the worst first. A change without one is safe."""

    @property
    def grade(self) -> Grade:
        """The worst of its causes."""
        return self.reasons[0].case.grade if self.reasons else Grade.SAFE

    @property
    def bad_reasons(self) -> tuple[Reason, ...]:
        """The causes that a reader should know; the first one if all are harmless."""
        harmless = (Grade.SAFE, Grade.REPLACED)
        bad = tuple(each for each in self.reasons if each.case.grade not in harmless)
        return bad or self.reasons[:1]

    @property
    def is_refused_by_pulumi(self) -> bool:
        """True if `pulumi up` stops before it, because the resource is protected."""
        return self.change.protected and self.change.kind in ("deleted", "replaced")


def graded(found: Comparison) -> tuple[Graded, ...]:
    """Returns every change with its grade, the worst first."""
    judge = _Judge(found)
    return in_order(Graded(change, judge.reasons(change)) for change in found.changes)


def in_order(judged: Iterable[Graded]) -> tuple[Graded, ...]:
    """Returns changes with the worst first. What `pulumi up` refuses comes before all others."""
    return tuple(sorted(judged, key=lambda each: (not each.is_refused_by_pulumi, each.grade.rank)))


class _Judge:
    """Judges the changes of one comparison."""

    def __init__(self, found: Comparison) -> None:
        self._found = found
        self._kinds = {change.urn: change.kind for change in found.changes}

    def reasons(self, change: Change) -> tuple[Reason, ...]:
        reasons = [*self._refusals(change), *self._own(change)]
        return tuple(sorted(reasons, key=lambda reason: reason.case.grade.rank))

    def _refusals(self, change: Change) -> Iterator[Reason]:
        for text in change.refused:
            yield Reason("", Case(grade=Grade.REFUSED, says=f"{text[:1].upper()}{text[1:]}."))

    def _own(self, change: Change) -> Iterator[Reason]:
        old = self._found.before.get(change.urn, {})
        new = self._found.after.get(change.urn, {})
        for name, case in existing.cases(change, old, new):
            yield Reason(name, case)
        if not (new or old).get("custom", True) or change.type.startswith("pulumi:"):
            return
        row = provider_facts.find(change.type)
        table = row.consequences if row else None
        if table is None:
            yield Reason(", ".join(change.replaced_by), _NOT_JUDGED)
        elif change.kind == "created":
            yield self._whole(change, table.created, table.belongs_to, {}, new)
        elif change.kind == "deleted" and self._is_taken_over(change, table.taken_over_by, old):
            yield Reason("", _TAKEN_OVER)
        elif change.kind == "deleted" and self._is_of_another_kind(change):
            yield Reason("", _OTHER_KIND)
        elif change.kind == "deleted":
            yield self._whole(change, table.deleted, table.belongs_to, old, {})
        elif change.kind == "replaced":
            yield self._whole(change, table.replaced, table.belongs_to, old, new)
        else:
            yield from self._in_place(change, old, new)

    def _whole(
        self,
        change: Change,
        cases: tuple[Case, ...],
        owner: str,
        old: State,
        new: State,
    ) -> Reason:
        inputs = [side.get("inputs", {}) for side in (old, new)]
        causes = [*change.replaced_by, *(each for each in change.because)]
        cause = ", ".join(causes) if change.kind == "replaced" else ""
        if change.moved:
            case = _matching(cases, inputs[0], inputs[1], "")
            return Reason(cause, _MOVED if case.grade is Grade.DATA_LOSS else case)
        name = change.replaced_by[0] if change.replaced_by else ""
        case = _matching(cases, inputs[0], inputs[1], name)
        if owner and self._goes_along(change, owner, new or old):
            return Reason(cause, _ALONG)
        return Reason(cause, case)

    def _goes_along(self, change: Change, owner: str, state: State) -> bool:
        """Returns true if the resource that this one is a part of changes in the same way."""
        owners = state.get("propertyDependencies", {}).get(owner, ())
        found = [self._kinds.get(urn) for urn in owners]
        return bool(found) and all(kind == change.kind for kind in found)

    def _is_of_another_kind(self, change: Change) -> bool:
        """Returns true if a database server becomes Aurora, or an instance."""
        return change.type in _SERVERS and any(
            (other.kind, other.name) == ("created", change.name)
            and other.type in _SERVERS - {change.type}
            for other in self._found.changes
        )

    def _is_taken_over(self, change: Change, names: tuple[str, ...], state: State) -> bool:
        """Returns true if a resource is created that answers for the same."""
        wanted = _values(state, names)
        return bool(names) and any(
            other.kind == "created"
            and other.type == change.type
            and _values(self._found.after[other.urn], names) == wanted
            for other in self._found.changes
        )

    def _in_place(self, change: Change, old: State, new: State) -> Iterator[Reason]:
        before, after = old.get("inputs", {}), new.get("inputs", {})
        row = provider_facts.find(change.type)
        effects = provider_facts.effects(change.type, before, after)
        for name in dict.fromkeys(_top(each.path) for each in change.differences):
            if name in _NO_INPUT:
                continue
            if name.startswith("("):
                weaker = name == "(protect)" and not new.get("protect")
                yield Reason(name, _UNPROTECTED if weaker else _OPTION)
            elif effects.get(name) is Effect.KEPT:
                yield Reason(name, _KEPT)
            else:
                yield Reason(name, _of_input(row, name, before, after))
        for cause in change.because:
            yield Reason(cause, _of_input(row, cause.partition(" ")[0], before, after))


def _values(state: State, names: tuple[str, ...]) -> list[Any]:
    return [state.get("inputs", {}).get(name) for name in names]


def _of_input(
    row: provider_facts.Row | None, name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Case:
    table = row.consequences if row else None
    cases = table.of_input(name) if table else ()
    return _matching(cases, before, after, name)


def _matching(
    cases: tuple[Case, ...], before: Mapping[str, Any], after: Mapping[str, Any], name: str
) -> Case:
    return next(
        (each for each in cases if not each.when or CONDITIONS[each.when](before, after, name)),
        _NOT_JUDGED,
    )


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]
