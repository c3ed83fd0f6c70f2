"""Statements of IAM's policy documents, as rules ask about them."""

import json
from collections.abc import Iterator, Mapping

from policies.node import Node, NotKnown
from policies.rule import Fault, Faults

_BOUNDS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:resourceaccount",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "kms:calleraccount",
    }
)
"""Condition keys that name who may ask, or from where, so that `*` is not everyone."""

_EQUAL = ("stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike")
"""Operators that ask for a value. A negation, or one that also holds where the key is missing,
bounds nothing."""


def statements(document: Node, effect: str) -> Iterator[tuple[str, Node]]:
    """Yields each statement with an effect, with the name by which people find it: its `Sid`, or
    else its first action, because its position changes with others."""
    for statement in document.blocks("Statement"):
        if statement.get("Effect") == effect:
            first = next(iter(statement.texts("Action")), "")
            yield f"Statement[{statement.get('Sid', first)}]", statement


def is_public(statement: Node) -> bool:
    """Returns true if everyone may do what a statement allows."""
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, Mapping) else principal
    everyone = "*" in (named if isinstance(named, list) else [named])
    return everyone and not any(_bounds(*each) for each in _conditions(statement))


def denies_plain_text(document: Node) -> bool:
    """Returns true if a policy refuses everyone's requests that come without TLS."""
    return any(
        statement.get("Principal") in ("*", {"AWS": "*"})
        and any(
            operator == "bool" and key == "aws:securetransport" and "false" in values
            for operator, key, values in _conditions(statement)
        )
        for _, statement in statements(document, "Deny")
    )


def open_to_all(node: Node, path: str) -> Faults:
    """Yields a fault for each statement of a policy that lets everyone in."""
    for place, statement in statements(node.document(path), "Allow"):
        if is_public(statement):
            yield Fault(f"{path}.{place}", "lets everyone in: Principal is '*' without a condition")


def _conditions(statement: Node) -> Iterator[tuple[str, str, list[str]]]:
    """Yields operator, key and values of each condition, in lower case."""
    for operator, tests in (statement.get("Condition") or {}).items():
        for key, given in tests.items() if isinstance(tests, Mapping) else ():
            values = given if isinstance(given, list) else [given]
            lower = [json.dumps(each) if isinstance(each, bool) else str(each) for each in values]
            yield operator.lower(), key.lower(), [each.lower() for each in lower]


def _bounds(operator: str, key: str, values: list[str]) -> bool:
    plain = operator.removeprefix("foranyvalue:")
    return plain in _EQUAL and key in _BOUNDS and "*" not in values


def tls_only(policies: list[tuple[Node, str]], place: str) -> Faults:
    """Yields a fault unless one of some policies, each a node and its property, refuses requests
    without TLS. A policy that is not known yet may do so."""
    for node, path in policies:
        try:
            if denies_plain_text(node.document(path)):
                return
        except NotKnown:
            return
    yield Fault(place, "refuses no request that comes without TLS")
