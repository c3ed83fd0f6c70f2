"""Statements of policies: read from their JSON, and evaluated as IAM does.

An explicit Deny wins over every Allow, and what no statement allows is denied:
docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

A condition is not evaluated, for a plan has no request: it stays beside the answer, as what must
hold.

This is ours because no kept package of Python does it: policyuniverse expands actions, parliament
and cloudsplaining look for faults, moto answers for its own account only, and
@cloud-copilot/iam-simulate runs on Node.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from operations.rights.patterns import covers, matches, meet

Condition = tuple[str, str, tuple[str, ...]]
"""Operator, key, and values."""


@dataclass(frozen=True)
class Scope:
    """Either of the patterns of a statement, or everything other than them (NotAction and so
    on)."""

    patterns: tuple[str, ...]
    other_than: bool = False
    any_case: bool = False

    def has(self, text: str) -> bool:
        """Returns true if the statement is about a text."""
        found = any(matches(each, text, any_case=self.any_case) for each in self.patterns)
        return found != self.other_than

    def covers(self, inner: "Scope") -> bool:
        """Returns true if all that another scope is about is in this one."""
        if inner.other_than:
            if self.other_than:
                return all(
                    any(self._covers(excluded, each) for excluded in inner.patterns)
                    for each in self.patterns
                )
            return "*" in self.patterns
        return all(self._has_all(each) for each in inner.patterns)

    def _has_all(self, pattern: str) -> bool:
        if self.other_than:
            return not any(meet(each, pattern, any_case=self.any_case) for each in self.patterns)
        return any(self._covers(each, pattern) for each in self.patterns)

    def _covers(self, outer: str, inner: str) -> bool:
        return covers(outer, inner, any_case=self.any_case)

    def split(self) -> Iterator["Scope"]:
        """Yields the scope in parts that can be compared on their own."""
        if self.other_than:
            yield self
        else:
            for each in self.patterns:
                yield Scope((each,), any_case=self.any_case)

    def __str__(self) -> str:
        """Returns the scope for people."""
        said = ", ".join(self.patterns)
        return f"everything but {said}" if self.other_than else said


@dataclass(frozen=True)
class Statement:
    """One statement of a policy."""

    allows: bool
    actions: Scope
    resources: Scope
    principals: Scope | None = None
    """Callers as `AWS arn:...` or `Service ecs.amazonaws.com`; * is everybody. None in a role's own
    policy."""
    conditions: tuple[Condition, ...] = ()
    sid: str = ""


def statements(policy: Mapping[str, Any]) -> list[Statement]:
    """Returns the statements of a policy."""
    given = policy.get("Statement") or []
    rows = given if isinstance(given, list) else [given]
    return [_statement(row) for row in rows if isinstance(row, Mapping)]


def _statement(row: Mapping[str, Any]) -> Statement:
    callers: Scope | None = None
    for key in ("Principal", "NotPrincipal"):
        if key in row:
            callers = Scope(_callers(row[key]), other_than=key.startswith("Not"))
    conditions = [
        (operator, key, tuple(sorted(_listed(values))))
        for operator, keys in (row.get("Condition") or {}).items()
        for key, values in keys.items()
    ]
    return Statement(
        allows=row.get("Effect") == "Allow",
        actions=_scope(row, "Action", any_case=True),
        # A trust policy is about its own role, and names no resource.
        resources=_scope(row, "Resource"),
        principals=callers,
        conditions=tuple(sorted(conditions)),
        sid=str(row.get("Sid") or ""),
    )


def _scope(row: Mapping[str, Any], key: str, *, any_case: bool = False) -> Scope:
    if f"Not{key}" in row:
        return Scope(_listed(row[f"Not{key}"]), other_than=True, any_case=any_case)
    return Scope(_listed(row.get(key, "*")), any_case=any_case)


def _listed(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in given)


def _callers(value: Any) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return _listed(value)
    return tuple(
        "*" if each == "*" and kind == "AWS" else f"{kind} {each}"
        for kind, given in value.items()
        for each in _listed(given)
    )


@dataclass(frozen=True)
class Decision:
    """IAM's answer to one request."""

    answer: Literal["allowed", "denied", "denied explicitly"]
    only_if: tuple[tuple[Condition, ...], ...] = ()
    """Sets of conditions of which one must hold. Empty: none is needed."""
    unless: tuple[tuple[Condition, ...], ...] = ()
    """Sets of conditions of which none may hold, because a Deny has them."""


def evaluate(
    found: Iterable[Statement], action: str, resource: str, caller: str | None = None
) -> Decision:
    """Returns the answer of some policies to a request, which together decide within one account.
    `caller` is asked only of statements with a principal."""
    about = [
        each
        for each in found
        if each.actions.has(action)
        and each.resources.has(resource)
        and (each.principals is None or (caller is not None and each.principals.has(caller)))
    ]
    unless = tuple(each.conditions for each in about if not each.allows)
    if () in unless:
        return Decision("denied explicitly")
    allowed = tuple(each.conditions for each in about if each.allows)
    if not allowed:
        return Decision("denied")
    return Decision("allowed", () if () in allowed else allowed, unless)


BINDING = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:username",
        "aws:resourceaccount",
        "kms:calleraccount",
        "kms:viaservice",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "sns:endpoint",
        "lambda:functionurlauthtype",
    }
)
"""Condition keys that limit who calls, or what is reached; the list follows S3's meaning of public:
docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"""

_LIMITING = ("equals", "like", "ipaddress")


def is_public(statement: Statement) -> bool:
    """Returns true for a statement that lets everybody in."""
    callers = statement.principals
    if not statement.allows or callers is None:
        return False
    everybody = callers.other_than or any(each in ("*", "AWS *") for each in callers.patterns)
    return everybody and not any(map(_limits, statement.conditions))


def _limits(condition: Condition) -> bool:
    operator, key, values = condition
    kind = operator.rpartition(":")[2].lower()
    limits = (
        any(each in kind for each in _LIMITING) and "not" not in kind and "ifexists" not in kind
    )
    return limits and key.lower() in BINDING and not any(map(_is_wide, values))


def _is_wide(value: str) -> bool:
    """Returns true for a value that takes callers of every account, or from everywhere."""
    if value.startswith("arn:"):
        parts = value.split(":", 5)
        return parts[4:5] == ["*"] or not set("".join(parts[2:])) - set("*:")
    return not set(value) - set("*?") or value.endswith(("/0", "/1"))
