"""Filter policies that SNS takes, and those it refuses."""

from typing import Any

import pytest

from config.values.filters import accepted_value_problems


@pytest.mark.parametrize(
    "value",
    [
        "order-placed",
        7,
        True,
        None,
        {"prefix": "order-"},
        {"suffix": "-placed"},
        {"equals-ignore-case": "ORDER"},
        {"anything-but": ["a", "b"]},
        {"anything-but": {"prefix": "test-"}},
        {"exists": False},
        {"numeric": [">", 0, "<=", 100]},
        {"numeric": ["=", 3.5]},
        {"cidr": "10.0.0.0/24"},
    ],
)
def test_a_value_is_taken(value: Any) -> None:
    assert list(accepted_value_problems([value])) == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"starts-with": "order"}, "an operator that SNS does not know"),
        ({"prefix": 3}, "must be given a text"),
        ({"prefix": "a", "suffix": "b"}, "must hold one operator"),
        ({"exists": "yes"}, "true or false"),
        ({"numeric": [">", "ten"]}, "a comparison or two"),
        ({"numeric": ["~", 10]}, "a comparison or two"),
        ({"numeric": ["<", 1, ">", 10]}, "the lower bound first"),
        ({"numeric": ["=", 10**10]}, "must lie between"),
        ({"cidr": "10.0.0.0/33"}, "a network such as"),
        ({"anything-but": []}, "a text, a number"),
        ([["nested"]], "must be text, a number"),
        (10**10, "must lie between"),
    ],
)
def test_a_value_is_refused(value: Any, says: str) -> None:
    [(told, problem)] = accepted_value_problems([value])
    assert told == value
    assert says in problem
