"""The whole of staging in an emulated AWS, twice."""

from collections import Counter

import pytest

from aws_account.resources.resources import Resource
from emulation.emulation import emulate
from tests.factories import SHOP

pytestmark = pytest.mark.xdist_group("emulated staging")


@pytest.fixture(scope="module")
def runs() -> list[tuple[Resource, ...]]:
    found = []
    for _ in range(2):
        with emulate(SHOP, "staging") as emulation:
            assert [each.problem for each in emulation.attempts if each.problem] == []
            found.append(emulation.resources)
    return found


def test_nine_in_ten_resources_are_truly_in_the_account(runs: list[tuple[Resource, ...]]) -> None:
    recorded = Counter(resource.is_recorded_only for resource in runs[0])
    assert recorded[False] / recorded.total() >= 0.9


def test_ids_are_the_same_on_every_run(runs: list[tuple[Resource, ...]]) -> None:
    first, second = ({each.urn: each.id for each in run} for run in runs)
    assert first == second


def test_names_and_addresses_are_the_same_on_every_run(runs: list[tuple[Resource, ...]]) -> None:
    first, second = ({each.urn: _names(each) for each in run} for run in runs)
    assert first == second


def _names(resource: Resource) -> dict[str, object]:
    kinds = ("name", "Name", "arn", "Arn", "address", "Address", "endpoint", "publicIp", "uniqueId")
    return {name: value for name, value in resource.outputs.items() if name.endswith(kinds)}
