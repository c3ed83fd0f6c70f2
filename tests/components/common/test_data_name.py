"""Fixed names for RDS and ElastiCache."""

import re
from typing import Any

import pulumi
import pytest

from components.common.data_name import data_name, final_snapshot
from tests.factories import make_environment
from tests.graph import deploy


def name(text: str, limit: int = 40, **environment: Any) -> str:
    return data_name(make_environment(**environment), text, limit)


def test_a_name_is_project_stack_and_its_own() -> None:
    assert name("orders", stack="prod") == "shop-prod-orders"


@pytest.mark.parametrize("text", ["a", "orders", "nightly-report", "x" * 40, "9-lives"])
@pytest.mark.parametrize("project", ["shop", "The Shop!", "9lives", "a_b.c/d", "--", "s" * 60])
@pytest.mark.parametrize("limit", [40, 50, 60])
def test_every_name_is_one_that_aws_takes(text: str, project: str, limit: int) -> None:
    made = name(text, limit, project=project, stack="Prod_eu")
    assert len(made) <= limit
    assert re.fullmatch("[a-z][a-z0-9]*(-[a-z0-9]+)*", made)


def test_names_that_are_shortened_stay_different() -> None:
    long = "customer-notification-preferences-"
    made = {name(f"{letter}{long}{number}") for letter in "abc" for number in range(3)}
    assert len(made) == 9


def final(subnet_group: str = "database-prod-a1b2c3", key: str = "key/1") -> str:
    def program() -> None:
        pulumi.export("final", final_snapshot("shop-prod-database", subnet_group, key))

    return str(deploy(program).outputs["final"])


def test_the_final_snapshot_of_what_is_built_anew_has_another_name() -> None:
    assert len({final(), final(subnet_group="database-prod-d4e5f6"), final(key="key/2")}) == 3
    assert final() == final()
