"""Guesses at what somebody meant: none is better than a wrong one."""

import pytest

from wording import closest, closest_key


@pytest.mark.parametrize(
    ("value", "allowed", "meant"),
    [
        ("ordrs", ["orders", "accounts"], "orders"),
        ("production", ["dev", "prod", "staging"], "prod"),
        ("qa", ["dev", "prod", "staging"], None),
        ("stag", ["dev", "prod", "staging"], "staging"),
        ("moon", ["eu-central-1"], None),
    ],
)
def test_a_value(value: str, allowed: list[str], meant: str | None) -> None:
    assert closest(value, allowed) == (f"; did you mean {meant}?" if meant else "")


@pytest.mark.parametrize(
    ("key", "allowed", "meant"),
    [
        ("databse", ["database", "cache"], "database"),
        ("vpc_cidr", ["cidr", "zones"], "cidr"),
        ("cronjobs", ["jobs", "services"], "jobs"),
        ("engine", ["engine_version", "storage_gib"], None),
        ("routes", ["uses"], None),
    ],
)
def test_a_key(key: str, allowed: list[str], meant: str | None) -> None:
    assert closest_key(key, allowed) == meant
