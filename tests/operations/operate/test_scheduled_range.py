"""The range of a program with schedules is theirs."""

from types import SimpleNamespace
from typing import Any

import pytest

from operations.operate.services import scaling


def site(*actions: str) -> Any:
    found = [SimpleNamespace(name=name) for name in actions]
    kinds = {"appautoscaling.ScheduledAction": found}
    return SimpleNamespace(resources=SimpleNamespace(of=kinds.__getitem__))


@pytest.mark.parametrize(
    ("actions", "owned"),
    [
        (["orders-scaling-0-20-any-every-every-every"], True),
        (["reorders-scaling-0-20-any-every-every-every"], False),
        ([], False),
    ],
)
def test_schedules_own_the_range_of_their_program_only(actions: list[str], owned: bool) -> None:
    program: Any = SimpleNamespace(name="orders")
    assert scaling.scheduled(site(*actions), program) is owned
