"""SNS filter policies and patterns of events, checked as AWS checks them; pure.

Source: docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html and the pages
of its operators
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.values.section import Broken, KeyPath

_MOST_NAMES = 5
_MOST_COMBINATIONS = 150
_ATTRIBUTE = re.compile(r"[A-Za-z0-9_.-]{1,256}")
"""Form of the name of a message's attribute. Source:
docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html"""
_OR = "$or"
"""Name that SNS reads as a choice between filters."""
_COMPARISONS = ("=", "<", "<=", ">", ">=")
_LARGEST = 10**9
"""Largest number that SNS compares. The range is -10^9 to 10^9, with five digits after the
point."""


def filter_problems(policy: Mapping[str, Any], *, nested: bool) -> Iterator[Broken]:
    """Yields what SNS refuses in a filter policy, with places below it. `nested` is true for a
    filter of the message's body, whose names may hold names."""
    if len(policy) > _MOST_NAMES:
        yield Broken("", f"{len(policy)} names", f"SNS takes {_MOST_NAMES} at most")
    yield from _level(policy, (), nested=nested)
    if (found := combinations(policy)) > _MOST_COMBINATIONS:
        yield Broken(
            "",
            f"{found} combinations",
            f"SNS takes {_MOST_COMBINATIONS} at most: the numbers of accepted values multiplied, "
            "each times the level at which it stands",
        )


def accepted_problems(names: Mapping[str, Any]) -> Iterator[Broken]:
    """Yields what is wrong with accepted values by name, where names may hold names: the form that
    SNS and EventBridge share."""
    yield from _level(names, (), nested=True)


def combinations(policy: Mapping[str, Any], level: int = 1) -> int:
    """Returns the combinations of values as SNS counts them: a list below two names counts
    twice.

    >>> combinations({"a": [1, 2, 3], "b": {"c": [1, 2]}})
    12
    """
    count = 1
    for name, values in policy.items():
        if isinstance(values, Mapping):
            count *= combinations(values, level + 1)
        elif isinstance(values, list):
            count *= len(values) * level
            for each in values if name == _OR else ():
                count *= combinations(each, level + 1) if isinstance(each, Mapping) else 1
    return count


def _level(policy: Mapping[str, Any], above: KeyPath, *, nested: bool) -> Iterator[Broken]:
    for name, values in policy.items():
        place = (*above, name)
        if problem := _name_problem(name, nested=nested):
            yield Broken(place, name, problem)
        if name == _OR:
            yield from _alternatives(values, place, nested=nested)
        elif isinstance(values, Mapping):
            if not nested:
                yield Broken(
                    place,
                    values,
                    "holds names, but the attributes of a message are flat; write "
                    "`filter_scope: MessageBody` to filter by its body",
                )
            elif not values:
                yield Broken(place, values, "needs at least one name with its accepted values")
            else:
                yield from _level(values, place, nested=nested)
        elif not isinstance(values, list):
            yield Broken(place, values, "must be a list of accepted values, such as [paid, sent]")
        elif not values:
            yield Broken(place, values, "needs at least one accepted value")
        else:
            for value in values:
                if problem := _problem(value):
                    yield Broken(place, value, problem)


def _name_problem(name: str, *, nested: bool) -> str | None:
    """Returns what is wrong with a name: one in a body may be any text."""
    if not name.strip():
        return "must be a name, of which nothing is written here"
    if nested or name == _OR or _ATTRIBUTE.fullmatch(name):
        return None
    return (
        "must be the name of a message's attribute: letters, digits and _ - . alone; write "
        "`filter_scope: MessageBody` to filter by the body"
    )


def _alternatives(given: Any, place: KeyPath, *, nested: bool) -> Iterator[Broken]:
    """Yields what is wrong with a choice between filters."""
    filters = given if isinstance(given, list) else []
    if len(filters) < 2 or not all(isinstance(each, Mapping) and each for each in filters):
        form = "must be a list of two filters or more, such as [{type: [paid]}, {total: [0]}]"
        yield Broken(place, given, form)
        return
    for index, each in enumerate(filters):
        yield from _level(each, (*place, index), nested=nested)


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
        return f"has an operator that AWS does not know; there are {', '.join(_OPERATORS)}"
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
