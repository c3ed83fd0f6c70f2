"""Indexes that cannot be told apart, and environments without an engine for them, are refused."""

from typing import Any

import pytest

from config import ConfigError
from tests.stacks import example
from tests.stacks.test_search import ALONE, INDEXES, SEARCH

USES = {"workers.mailer.uses.search_indexes": {"products": "read"}}


def refusal(settings: dict[str, Any], workload: dict[str, Any]) -> str:
    with pytest.raises(ConfigError) as raised:
        example.platform(settings, workload)
    return str(raised.value)


@pytest.mark.parametrize(
    ("settings", "workload", "says"),
    [
        ({}, INDEXES, "search: the workload uses search_indexes; say how the engine runs"),
        ({"search": ALONE}, USES, "there are no search_indexes"),
        (
            {"search": ALONE},
            {"search_indexes": {"product": {}}, **USES},
            "is not defined under search_indexes; did you mean product?",
        ),
        (
            {"search": ALONE},
            {**INDEXES, "search_indexes": {"products": {}, "people": {}, "products-old": {}}},
            "begins as products, whose programs would reach it too",
        ),
        (
            {"search": ALONE},
            {**INDEXES, "services.search": {"image": "search:1.0.0", "port": 8080}},
            "is the name of the search engine's own parts",
        ),
        (
            {"search": ALONE},
            {**INDEXES, "workers.mailer.uses.search_indexes": {"products": "all"}},
            "read",
        ),
        (
            {"search": {**SEARCH, "instances": 3}},
            INDEXES,
            "must be even: network.zones has 2",
        ),
        ({"search": {**SEARCH, "instances": 5}}, INDEXES, "must be a multiple of two or three"),
        ({"search": {**SEARCH, "network": 1}}, INDEXES, "search.network"),
        (
            {"search": {**SEARCH, "instance_type": "r7g.large"}},
            INDEXES,
            "an instance type of OpenSearch Service, such as r7g.large.search",
        ),
        (
            {"search": {**SEARCH, "instance_type": "r7g.larger.search"}},
            INDEXES,
            "r7g comes in the sizes large",
        ),
        (
            {"search": {**SEARCH, "master_type": "i4g.large.search"}},
            INDEXES,
            "must be <family>.<size>.search with a family of",
        ),
        ({"search": {**SEARCH, "engine_version": "2.18"}}, INDEXES, "is no version of OpenSearch"),
        ({"search": {**ALONE, "storage_gib": 500}}, INDEXES, "is more than t3.small.search takes"),
        ({"search": {**ALONE, "off_peak_start": "24:00"}}, INDEXES, "a time of the day in UTC"),
        (
            {"search": SEARCH, "network.zones": ["a"], "database.multi_az": False},
            INDEXES,
            "search.multi_az: needs a second zone",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(
    settings: dict[str, Any], workload: dict[str, Any], says: str
) -> None:
    assert says in refusal(settings, workload)


def test_an_engine_that_nobody_uses_is_told() -> None:
    said = " ".join(example.platform({"search": ALONE}).notices)
    assert "no program has uses.search_indexes" in said


def test_indexes_for_which_a_role_has_no_room_are_refused() -> None:
    """IAM takes 10,240 characters of a role's policies, and would say so during `up`."""
    names = [f"index{number}" for number in range(9)]
    workload = {
        "search_indexes": {name: {} for name in names},
        "workers.mailer.uses.search_indexes": dict.fromkeys(names, "read"),
    }
    assert "and IAM takes 10240 for a role" in refusal({"search": ALONE}, workload)
