"""SNS filter policies, checked as SNS checks them; pure.

Source: docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html and the pages
of its operators
"""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_COMPARISONS = ("=", "<", "<=", ">", ">=")
_LARGEST = 10**9
"""Largest number that SNS compares. The range is -10^9 to 10^9, with five digits after the
point."""


def accepted_value_problems(values: list[Any]) -> Iterator[tuple[Any, str]]:
    """Yields the accepted values of one name that SNS refuses, each with the reason."""
    for value in values:
        if problem := _problem(value):
            yield value, problem


def _problem(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return _operator_problem(value)
    if _is_number(value):
        return _number_problem(value)
    if isinstance(value, str | bool) or value is None:
        return None
    return "must be text, a number, true, false, null or an operator such as {prefix: order}"


def _operator_problem(value: Mapping[str, Any]) -> str | None:
    if len(value) != 1:
        return "must hold one operator; write several as several accepted values"
    [(name, operand)] = value.items()
    check = _OPERATORS.get(name)
    if check is None:
        return f"has an operator that SNS does not know; there are {', '.join(_OPERATORS)}"
    return check(operand)


def _text(operand: Any) -> str | None:
    return None if isinstance(operand, str) and operand else "must be given a text"


def _exists(operand: Any) -> str | None:
    return None if isinstance(operand, bool) else "must be given true or false"


def _cidr(operand: Any) -> str | None:
    try:
        ipaddress.ip_network(operand if isinstance(operand, str) else "")
    except ValueError:
        return "must be given a network such as 10.0.0.0/24"
    return None


def _numeric(operand: Any) -> str | None:
    form = "must be given a comparison or two, such as ['>=', 10, '<', 100]"
    if not isinstance(operand, list) or len(operand) not in (2, 4):
        return form
    for comparison, number in zip(operand[::2], operand[1::2], strict=True):
        if comparison not in _COMPARISONS or not _is_number(number):
            return form
        if problem := _number_problem(number):
            return problem
    if len(operand) == 4 and (
        not operand[0].startswith(">") or not operand[2].startswith("<") or operand[1] > operand[3]
    ):
        return f"{form}: the lower bound first"
    return None


def _anything_but(operand: Any) -> str | None:
    if isinstance(operand, Mapping):
        if len(operand) == 1 and set(operand) <= {
            "prefix",
            "suffix",
            "equals-ignore-case",
            "wildcard",
        }:
            return None
        return "must be given texts, numbers, or one of prefix, suffix"
    values = operand if isinstance(operand, list) else [operand]
    if not values or not all(isinstance(each, str) or _is_number(each) for each in values):
        return "must be given a text, a number, or a list of one kind of them"
    return None


_OPERATORS: Mapping[str, Callable[[Any], str | None]] = {
    "prefix": _text,
    "suffix": _text,
    "equals-ignore-case": _text,
    "wildcard": _text,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "cidr": _cidr,
    "exists": _exists,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number_problem(value: float) -> str | None:
    if abs(value) > _LARGEST:
        return f"must lie between -{_LARGEST} and {_LARGEST}"
    return None
