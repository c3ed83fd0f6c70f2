"""Rights as text for people, and as JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from operations.rights.changes import said
from operations.rights.roles import Right, Role


def listed(roles: Iterable[Role]) -> Iterator[RenderableType]:
    """Yields roles with their rights, each with its causes and the reasons of its wildcards."""
    for role in roles:
        for_whom = ": ".join(each for each in (role.program, role.purpose) if each)
        yield Text.assemble((f"{role.owner}", "bold"), f"  {for_whom}")
        if not role.rights:
            yield Text("  nothing")
        for right in role.rights:
            yield from _right(right)
        yield Text()


def _right(right: Right) -> Iterator[Text]:
    statement = right.grant.statement
    effect = "" if statement.allows else "never "
    who = f"{statement.principals}: " if statement.principals else ""
    yield Text(f"  {who}{effect}{statement.actions}")
    if right.grant.is_of_role or right.grant.owner.kind != "iam.Role":
        yield Text(f"      on {statement.resources}")
    for condition in statement.conditions:
        yield Text(f"      if {said(condition)}")
    for cause in right.causes:
        yield Text(f"      because {cause.said}", style="green")
    by_reason: dict[str, list[str]] = {}
    for wildcard, reason in right.wildcards.items():
        by_reason.setdefault(reason, []).append(wildcard)
    for reason, wildcards in by_reason.items():
        if reason:
            yield Text(f"      * {reason}", style="yellow")
        else:
            yield Text(f"      * has no reason: {', '.join(wildcards)}", style="bold red")


def as_json(roles: Iterable[Role], policies: Iterable[Role]) -> dict[str, Any]:
    """Returns roles and resources' policies for programs."""
    return {"roles": list(map(_role, roles)), "resources": list(map(_role, policies))}


def _role(role: Role) -> dict[str, Any]:
    return {
        "program": role.program,
        "purpose": role.purpose,
        "owner": str(role.owner),
        "urn": role.owner.urn,
        "rights": [_entry(right) for right in role.rights],
    }


def _entry(right: Right) -> dict[str, Any]:
    statement = right.grant.statement
    return {
        "effect": "Allow" if statement.allows else "Deny",
        "principals": list(statement.principals.patterns) if statement.principals else [],
        "not_actions" if statement.actions.other_than else "actions": list(
            statement.actions.patterns
        ),
        "not_resources" if statement.resources.other_than else "resources": list(
            statement.resources.patterns
        ),
        "conditions": [
            {"operator": operator, "key": key, "values": list(values)}
            for operator, key, values in statement.conditions
        ],
        "policy": right.grant.source.urn,
        "because": [cause.said for cause in right.causes],
        "wildcards": right.wildcards,
    }
