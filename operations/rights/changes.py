"""Rights that a plan adds or widens against an earlier one.

A right is wider if an action, a resource or a caller is in it that was not, if a condition is gone
or takes more, or if a Deny is gone or takes less. A narrower one is no difference here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from operations.plan import Resources
from operations.rights.grants import Grant, grants
from operations.rights.statements import Condition, Scope, Statement, statements


@dataclass(frozen=True)
class Widened:
    """One right that is new or wider."""

    kind: Literal["added", "widened", "no longer denied", "boundary removed"]
    owner: str
    """The role that may do more, or the resource with which more may be done: `iam.Role orders`."""
    owner_urn: str
    source_urn: str
    """The policy that says so, or that no longer denies it."""
    actions: str
    resources: str
    callers: str
    """Who may do it, for a resource's policy; empty for a role."""
    conditions: tuple[Condition, ...]
    before: tuple[Condition, ...] = ()
    """Conditions of the former right, where only they were lost."""

    def __str__(self) -> str:
        """Returns the right as one line."""
        who = f"{self.callers} on {self.owner}" if self.callers else self.owner
        only = "; ".join(said(each) for each in self.conditions)
        end = f" if {only}" if only else ""
        if self.before:
            end += f" (before: if {'; '.join(map(said, self.before))})"
        return f"{self.kind}: {who}: {self.actions} on {self.resources}{end}"


def said(condition: Condition) -> str:
    """Returns a condition for people: `aws:SourceAccount StringEquals 111122223333`."""
    operator, key, values = condition
    return f"{key} {operator} {' or '.join(values)}"


def widened(before: Resources, after: Resources) -> list[Widened]:
    """Returns the rights of `after` that `before` did not give."""
    old, new = _by_owner(before, after), _by_owner(after, before)
    stood, stand = _names(before), _names(after)
    found = [
        row
        for owner, granted in new.items()
        for row in _more_allowed(granted, old.get(owner, []), existed=owner in stood)
    ]
    for owner, granted in old.items():
        if owner in stand:
            found += _less_denied(granted, new.get(owner, []))
    return [*found, *_unbound(before, after)]


def _names(resources: Resources) -> set[str]:
    return {str(each) for each in resources.all}


def _by_owner(resources: Resources, other: Resources) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    for grant in grants(resources, other):
        found.setdefault(str(grant.owner), []).append(grant)
    return found


def _more_allowed(
    granted: Sequence[Grant], former: Sequence[Grant], *, existed: bool
) -> Iterator[Widened]:
    allowed = [each.statement for each in former if each.statement.allows]
    for grant in granted:
        if not grant.statement.allows:
            continue
        parts = [part for part in _parts(grant.statement) if not _within(part, allowed)]
        for row in _joined(parts):
            near = [each for each in allowed if _about(each, row)]
            lost = next((each.conditions for each in near if each.conditions), ())
            yield _row(
                "widened" if existed and (near or _shares(allowed, row)) else "added",
                grant,
                row,
                before=lost if near else (),
            )


def _less_denied(former: Sequence[Grant], granted: Sequence[Grant]) -> Iterator[Widened]:
    denied = [each.statement for each in granted if not each.statement.allows]
    for grant in former:
        if grant.statement.allows:
            continue
        parts = [part for part in _parts(grant.statement) if not _within(part, denied)]
        for row in _joined(parts):
            yield _row("no longer denied", grant, row, before=())


def _unbound(before: Resources, after: Resources) -> Iterator[Widened]:
    """Yields roles that lost their permissions boundary."""
    old = {str(role): role.inputs.get("permissionsBoundary") for role in before.of("iam.Role")}
    for role in after.of("iam.Role"):
        if old.get(str(role)) and not role.inputs.get("permissionsBoundary"):
            yield Widened(
                "boundary removed",
                str(role),
                role.urn,
                role.urn,
                "what its policies allow",
                "*",
                "",
                (),
            )


def _parts(statement: Statement) -> Iterator[Statement]:
    """Yields a statement for each action, resource and caller on its own."""
    callers = list(statement.principals.split()) if statement.principals else [None]
    for action in statement.actions.split():
        for resource in statement.resources.split():
            for caller in callers:
                yield Statement(
                    statement.allows, action, resource, caller, statement.conditions, statement.sid
                )


def _within(part: Statement, former: Sequence[Statement]) -> bool:
    return any(
        _about(each, part) and _at_least_as_open(each.conditions, part.conditions)
        for each in former
    )


def _about(outer: Statement, inner: Statement) -> bool:
    """Returns true if the outer statement is about all that the inner one is about, conditions
    aside."""
    if outer.principals is None or inner.principals is None:
        callers = outer.principals is inner.principals
    else:
        callers = outer.principals.covers(inner.principals)
    return (
        callers and outer.actions.covers(inner.actions) and outer.resources.covers(inner.resources)
    )


def _shares(former: Sequence[Statement], row: Statement) -> bool:
    """Returns true if a former statement was about the same actions or resources."""
    return any(
        each.actions.covers(row.actions) or row.actions.covers(each.actions) for each in former
    ) and any(row.resources.covers(each.resources) for each in former)


def _at_least_as_open(outer: Sequence[Condition], inner: Sequence[Condition]) -> bool:
    """Returns true if whatever meets the inner conditions meets the outer ones. The more conditions
    and the fewer accepted values, the narrower."""
    return all(any(_implies(each, wanted) for each in inner) for wanted in outer)


def _implies(given: Condition, wanted: Condition) -> bool:
    """Returns true if whatever meets the first condition meets the second one."""
    if given[1].lower() != wanted[1].lower():
        return False
    first, second = set(given[2]), set(wanted[2])
    # What must be there and equal is also equal where it is there, and also alike.
    operators = {given[0], f"{given[0]}IfExists"}
    operators |= {each.replace("Equals", "Like") for each in operators if "Not" not in each}
    if wanted[0] not in operators:
        return False
    if "not" in wanted[0].lower():
        # The condition lists what is refused: with more of it, less passes.
        return first >= second
    if "like" in wanted[0].lower():
        return Scope(tuple(second)).covers(Scope(tuple(first)))
    return first <= second


def _joined(parts: Sequence[Statement]) -> Iterator[Statement]:
    """Yields the parts of one statement with their actions together, for fewer lines."""
    by_rest: dict[tuple[Scope, Scope | None], list[Statement]] = {}
    for part in parts:
        by_rest.setdefault((part.resources, part.principals), []).append(part)
    for (resource, caller), found in by_rest.items():
        first = found[0]
        if any(each.actions.other_than for each in found):
            yield from found
            continue
        actions = Scope(tuple(each.actions.patterns[0] for each in found), any_case=True)
        yield Statement(first.allows, actions, resource, caller, first.conditions, first.sid)


def _row(
    kind: Literal["added", "widened", "no longer denied"],
    grant: Grant,
    row: Statement,
    *,
    before: tuple[Condition, ...],
) -> Widened:
    return Widened(
        kind=kind,
        owner=str(grant.owner),
        owner_urn=grant.owner.urn,
        source_urn=grant.source.urn,
        actions=str(row.actions),
        resources=str(row.resources),
        callers=str(row.principals) if row.principals else "",
        conditions=row.conditions,
        before=before,
    )


def is_wider(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Returns true if a policy allows what another one did not, or no longer denies what that one
    did."""
    before, after = statements(old), statements(new)
    allowed = [each for each in before if each.allows]
    denied = [each for each in after if not each.allows]
    return any(
        not _within(part, allowed) for each in after if each.allows for part in _parts(each)
    ) or any(
        not _within(part, denied) for each in before if not each.allows for part in _parts(each)
    )
