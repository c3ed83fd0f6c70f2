"""The address plan: properties that hold for every network, whatever is added later."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.network.subnet_plan import plan

LETTERS = "abcdefgh"

networks = st.builds(
    lambda address, prefix: str(IPv4Network((address, prefix), strict=False)),
    st.integers(min_value=0x0A000000, max_value=0x0AFFFFFF),
    st.integers(min_value=16, max_value=21),
)
zone_orders = st.permutations(LETTERS)
tier_orders = st.permutations(["inspection", "partners"])

unhurried = settings(deadline=None)  # a busy machine is no failure


def blocks(subnets: Mapping[str, Mapping[str, str]]) -> dict[tuple[str, str], str]:
    return {(tier, zone): block for tier, zones in subnets.items() for zone, block in zones.items()}


@unhurried
@given(networks, zone_orders, tier_orders)
def test_adding_zones_and_tiers_never_moves_a_subnet(
    cidr: str, zones: list[str], tiers: list[str]
) -> None:
    before: dict[tuple[str, str], str] = {}
    for zone_count in range(1, len(zones) + 1):
        for tier_count in range(len(tiers) + 1):
            now = blocks(plan(cidr, zones[:zone_count], tuple(tiers[:tier_count])))
            moved = {key for key, block in before.items() if now.get(key, block) != block}
            assert moved == set()
            before = {**before, **now}
    assert len(before) == 5 * 8


@unhurried
@given(networks, st.lists(st.sampled_from(LETTERS), min_size=1, unique=True))
def test_a_block_does_not_depend_on_the_other_zones_or_their_order(
    cidr: str, zones: list[str]
) -> None:
    together = plan(cidr, zones)
    for zone in zones:
        alone = plan(cidr, [zone])
        assert {tier: of_tier[zone] for tier, of_tier in together.items()} == {
            tier: of_tier[zone] for tier, of_tier in alone.items()
        }


@unhurried
@given(networks)
def test_subnets_lie_inside_the_network_and_apart_from_each_other(cidr: str) -> None:
    subnets = [
        IPv4Network(block)
        for block in blocks(plan(cidr, LETTERS, ("inspection", "partners"))).values()
    ]
    assert all(subnet.subnet_of(IPv4Network(cidr)) for subnet in subnets)
    assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))


@unhurried
@given(networks, zone_orders)
def test_every_subnet_has_room_for_a_load_balancer(cidr: str, zones: list[str]) -> None:
    # A load balancer needs a /27; AWS itself takes no subnet under /28.
    assert all(IPv4Network(block).prefixlen <= 27 for block in blocks(plan(cidr, zones)).values())


def test_the_plan_of_a_network_is_known() -> None:
    # Written out, so that a change of the arithmetic shows as the outage that it would be.
    assert plan("10.20.0.0/16", ["a", "c"], ("inspection",)) == {
        "private": {"a": "10.20.0.0/20", "c": "10.20.32.0/20"},
        "public": {"a": "10.20.128.0/22", "c": "10.20.136.0/22"},
        "data": {"a": "10.20.160.0/22", "c": "10.20.168.0/22"},
        "inspection": {"a": "10.20.192.0/22", "c": "10.20.200.0/22"},
    }


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/22"])
def test_a_network_of_another_size_is_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match=r"must be /16 to /21, got 10.0.0.0"):
        plan(cidr, ["a"])


def test_a_zone_without_a_slot_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be letters a to h, got a, i"):
        plan("10.0.0.0/16", ["a", "i"])


@pytest.mark.parametrize("tiers", [("one", "two", "three"), ("public",), ("one", "one")])
def test_a_tier_without_a_slot_is_refused(tiers: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="at most two new names"):
        plan("10.0.0.0/16", ["a"], tiers)
