"""Filter policies that SNS takes, and those it refuses."""

from typing import Any

import pytest

from config.values.filters import combinations, filter_problems


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
    assert list(filter_problems({"type": [value]}, nested=False)) == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"starts-with": "order"}, "an operator that AWS does not know"),
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
    [broken] = filter_problems({"type": [value]}, nested=False)
    assert (broken.key, broken.value) == ("type", value)
    assert says in broken.remedy


BODY = {"order": {"customer": {"tier": ["gold", "silver"]}, "total": [{"numeric": [">", 100]}]}}


def test_a_body_is_filtered_by_names_below_names() -> None:
    assert list(filter_problems(BODY, nested=True)) == []


def test_each_list_counts_as_often_as_it_is_deep() -> None:
    assert combinations(BODY) == (2 * 3) * (1 * 2)
    assert combinations({"a": {"b": {"c": [1, 2, 3, 4]}}, "d": {"e": [1, 2, 3]}}) == 72


@pytest.mark.parametrize(
    ("policy", "key", "says"),
    [
        ({"a": {"b": {"c": [1, 2, 3, 4]}}, "d": {"e": [1, 2, 3]}, "f": [1, 2, 3]}, "", "150"),
        ({str(number): [1] for number in range(6)}, "", "5 at most"),
        ({"order": {}}, "order", "at least one name"),
        ({"order": {"total": 5}}, "order.total", "a list of accepted values"),
        ({"order": {"total": []}}, "order.total", "at least one accepted value"),
        ({"order": {"total": [{"above": 5}]}}, "order.total", "operator that AWS does not know"),
        ({"$or": [{"type": ["paid"]}]}, "$or", "two filters or more"),
        ({"$or": [{"type": ["paid"]}, {"total": []}]}, "$or.1.total", "at least one accepted"),
    ],
)
def test_a_filter_of_a_body_is_refused(policy: dict[str, Any], key: str, says: str) -> None:
    [broken] = filter_problems(policy, nested=True)
    assert broken.key == key
    assert says in broken.remedy


def test_a_choice_between_filters_is_taken() -> None:
    policy = {"$or": [{"type": ["paid"]}, {"total": [{"numeric": [">", 0]}]}]}
    assert list(filter_problems(policy, nested=False)) == []


def test_attributes_hold_no_names() -> None:
    [broken] = filter_problems(BODY, nested=False)
    assert broken.key == "order"
    assert "filter_scope: MessageBody" in broken.remedy
