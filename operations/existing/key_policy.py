"""Comparison of a key's policy with the one that an environment needs; pure."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

Statement = Mapping[str, Any]


def lacking(policy: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Statement]:
    """Yields the wanted statements that a policy does not have: none of its own allows the same to
    the same callers, under the same condition or none. One that says so in other words is not
    recognised."""
    there = _list(policy.get("Statement"))
    for statement in _list(wanted.get("Statement")):
        if not any(_allows(each, statement) for each in there):
            yield statement


def _allows(own: Statement, wanted: Statement) -> bool:
    if own.get("Effect") != "Allow" or own.get("Resource") not in ("*", ["*"]):
        return False
    limits = _plain(own.get("Condition"))
    if limits and limits != _plain(wanted.get("Condition")):
        return False
    actions = [str(each).lower() for each in _list(own.get("Action"))]
    covered = all(
        any(fnmatchcase(action.lower(), pattern) for pattern in actions)
        for action in _list(wanted.get("Action"))
    )
    return covered and _callers(wanted) <= _callers(own)


def _plain(condition: Mapping[str, Any] | None) -> dict[str, Any]:
    """Returns a condition with every value as a list: AWS writes a list of one as its one value."""
    return {
        operator: {key: sorted(map(str, _list(value))) for key, value in keys.items()}
        for operator, keys in (condition or {}).items()
    }


def _callers(statement: Statement) -> set[tuple[str, str]]:
    principal = statement.get("Principal") or {}
    if not isinstance(principal, Mapping):
        return {("AWS", str(principal))}
    return {(kind, _root(str(each))) for kind, names in principal.items() for each in _list(names)}


def _root(name: str) -> str:
    """Returns the ARN for an account that a policy names by its number alone."""
    return f"arn:aws:iam::{name}:root" if name.isdigit() else name


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
