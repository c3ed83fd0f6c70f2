"""Where services stand when there are several load balancers, and what moves them."""

import random

import pytest

from config.gateway import (
    MOST_BALANCERS,
    answers,
    balancer_name,
    balancer_of,
    balancers_needed,
    load,
    moved,
    origin_table,
)
from config.workload import Service

PLACES = {"shop": 1, "prices": 1, "orders": 2, "web": 4}
NAMES = [f"team-service-{number:03}" for number in range(200)]


def services(*routes: tuple[str, list[str], list[str]]) -> dict[str, Service]:
    """Services by name, with the hosts and paths of a route each."""
    return {
        name: Service.model_validate(
            {"image": "a:1", "port": 80, "routes": [{"hosts": hosts, "paths": paths}]}
        )
        for name, hosts, paths in routes
    }


def test_one_load_balancer_has_every_service_and_the_name_it_always_had() -> None:
    assert {balancer_of(name, 1) for name in NAMES} == {1}
    assert [balancer_name(number) for number in (1, 2, 20)] == [
        "gateway",
        "gateway-2",
        "gateway-20",
    ]


def test_places_are_those_of_every_earlier_release() -> None:
    # They follow from the names for ever: another hash would move services of all environments.
    assert {name: balancer_of(name, 4) for name in ("shop", "prices", "orders", "web")} == PLACES


def test_random_additions_and_removals_move_no_other_service() -> None:
    chance = random.Random(16)
    for _ in range(200):
        count = chance.randint(2, MOST_BALANCERS)
        before = {name: balancer_of(name, count) for name in chance.sample(NAMES, 50)}
        names = [*chance.sample(sorted(before), 40), *(f"new-{n}" for n in range(60))]
        chance.shuffle(names)
        after = {name: balancer_of(name, count) for name in names}
        assert {n: after[n] for n in before.keys() & after} == {
            n: before[n] for n in before.keys() & after
        }


@pytest.mark.parametrize("before", [1, 2, 3, 4, 9])
def test_a_load_balancer_more_only_takes_its_share(before: int) -> None:
    moving = moved(NAMES, before, before + 1)
    # All of them go to the new one, none between the others.
    assert {balancer_of(name, before + 1) for name in moving} == {before + 1}
    assert 0.5 < len(moving) * (before + 1) / len(NAMES) < 1.5
    assert moved(NAMES, before, before) == []


def test_the_number_that_suffices_is_the_least_one() -> None:
    weights = dict.fromkeys(NAMES, 2)
    needed = balancers_needed(weights, 100)
    assert needed is not None
    assert max(load(weights, needed).values()) <= 100 < max(load(weights, needed - 1).values())
    assert sum(load(weights, needed).values()) == 400
    assert balancers_needed({"a": 101}, 100) is None
    assert balancers_needed({}, 100) == 1


def test_the_table_answers_as_the_listeners_would_and_names_no_more_than_it_must() -> None:
    chance = random.Random(3)
    paths = ["/", "/a", "/a/b", "/a/b/c", "/d"]
    for _ in range(100):
        routes = {
            (chance.choice(["", "app", "api"]), chance.choice(paths)): f"s{number}"
            for number in range(8)
        }
        made = services(*((name, [h] if h else [], [path]) for (h, path), name in routes.items()))
        count = chance.randint(2, 4)
        table = origin_table(made, count)
        for host in ("app", "api", "other"):
            for path in (*paths, "/a/b/c/d", "/ab"):
                expected = _rule(routes, host, path)
                place = balancer_of(expected, count) if expected else 1
                assert answers(table, host, path) == place
        for key in table:
            label, _, rest = key.partition("/")
            hosts = [label] if label else ["app", "api", ""]
            assert any(
                answers(table, host, f"/{rest}", without=key) != table[key] for host in hosts
            )


def _rule(routes: dict[tuple[str, str], str], host: str, path: str) -> str | None:
    """The service of the longest prefix; of two equal ones, that of the request's host."""
    fit = [
        (len(prefix.rstrip("/")), bool(named), name)
        for (named, prefix), name in routes.items()
        if named in ("", host)
        and (prefix == "/" or path == prefix or path.startswith(f"{prefix}/"))
    ]
    return max(fit)[2] if fit else None
