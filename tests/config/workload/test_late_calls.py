"""Circles of calls: who comes first in them, stable by name, and late only what must be."""

from hypothesis import given
from hypothesis import strategies as st

from config.workload import Workload

NAMES = "abcdef"
CALLS = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), unique=True, max_size=4)
)


def workload(calls: dict[str, list[str]]) -> Workload:
    services = {
        name: {
            "image": "a:1",
            "port": 80,
            "uses": {"services": [each for each in calls.get(name, ()) if each != name]},
        }
        for name in NAMES
    }
    return Workload.model_validate({"services": services})


def test_of_two_that_call_each_other_the_first_by_name_calls_late() -> None:
    both = workload({"a": ["b"], "b": ["a"]})
    assert both.late_calls() == {"a": ["b"]}
    assert both.call_order().index("a") < both.call_order().index("b")


def test_without_a_circle_nobody_calls_late() -> None:
    assert workload({"a": ["b", "c"], "b": ["c"]}).late_calls() == {}


def test_a_call_from_or_to_a_circle_waits_as_ever() -> None:
    found = workload({"a": ["b"], "b": ["c"], "c": ["b", "d"]})
    assert found.late_calls() == {"b": ["c"]}
    order = found.call_order()
    assert order.index("d") < order.index("c")
    assert order.index("b") < order.index("a")


@given(CALLS)
def test_all_are_ordered_and_only_late_calls_go_backwards(calls: dict[str, list[str]]) -> None:
    found = workload(calls)
    order, late = found.call_order(), found.late_calls()
    assert sorted(order) == sorted(NAMES)
    for name, service in found.services.items():
        for each in service.uses.services:
            is_late = each in late.get(name, ())
            assert is_late or order.index(each) < order.index(name)


@given(CALLS, st.sampled_from(NAMES))
def test_a_service_outside_of_circles_changes_none_of_them(
    calls: dict[str, list[str]], other: str
) -> None:
    before = workload({name: [e for e in to if e != other] for name, to in calls.items()})
    alone = {**{n: list(s.uses.services) for n, s in before.services.items()}, other: []}
    callers = workload({**alone, other: [name for name in NAMES if name != other]})
    assert callers.late_calls() == workload(alone).late_calls()
