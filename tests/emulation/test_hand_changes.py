"""Each change by hand in an account is reported, with what it is now; and nothing else is."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from aws_account.drift.drift import Difference
from emulation.emulation import Emulation, emulate
from tests.emulation import changes_at_rest, changes_of_network, changes_of_programs
from tests.emulation.environments import client, one
from tests.factories import SHOP

pytestmark = pytest.mark.xdist_group("changes by hand")

Change = Callable[[Emulation], Difference]


def _changes(module: ModuleType) -> list[Change]:
    found = inspect.getmembers(module, inspect.isfunction)
    return [
        change
        for name, change in found
        if change.__module__ == module.__name__ and not name.startswith("_")
    ]


HAND_CHANGES = [
    change
    for module in (changes_at_rest, changes_of_network, changes_of_programs)
    for change in _changes(module)
]


def scale_a_service(prod: Emulation) -> None:
    service = one(prod, "aws:ecs/service:Service", "web")
    client(prod, "ecs").update_service(
        cluster=service.inputs["cluster"], service=service.id, desiredCount=9
    )


def finish_a_blue_green_deployment(prod: Emulation) -> None:
    rule = one(prod, "aws:lb/listenerRule:ListenerRule", "gateway-orders.api-orders")
    rules = client(prod, "elbv2")
    actions = rules.describe_rules(RuleArns=[rule.id])["Rules"][0]["Actions"]
    groups = actions[-1]["ForwardConfig"]["TargetGroups"]
    for group, weight in zip(groups, (0, 1), strict=True):
        group["Weight"] = weight
    rules.modify_rule(RuleArn=rule.id, Actions=actions)


def upgrade_the_database_by_a_minor_version(prod: Emulation) -> None:
    database = one(prod, "aws:rds/instance:Instance", "database")
    # RDS takes replicas first.
    replica = one(prod, "aws:rds/instance:Instance", "database-replica-1")
    client(prod, "rds").modify_db_instance(
        DBInstanceIdentifier=replica.outputs["identifier"],
        EngineVersion="16.11",
        ApplyImmediately=True,
    )
    client(prod, "rds").modify_db_instance(
        DBInstanceIdentifier=database.outputs["identifier"],
        EngineVersion="16.11",
        AllocatedStorage=150,
        ApplyImmediately=True,
    )


CONTROLLERS_CHANGES = (
    scale_a_service,
    finish_a_blue_green_deployment,
    upgrade_the_database_by_a_minor_version,
)


@pytest.fixture(scope="module")
def reported() -> Iterator[tuple[dict[str, Difference], list[Difference]]]:
    """What each change should be reported as, and what is reported after all of them."""
    with emulate(SHOP, "prod") as prod:
        assert prod.differences() == []
        for change in CONTROLLERS_CHANGES:
            change(prod)
        assert prod.differences() == []
        expected = {change.__name__: change(prod) for change in HAND_CHANGES}
        yield expected, prod.differences()


@pytest.mark.parametrize("change", [change.__name__ for change in HAND_CHANGES])
def test_a_change_by_hand_is_reported(
    change: str, reported: tuple[dict[str, Difference], list[Difference]]
) -> None:
    expected, found = reported
    assert expected[change] in found, [each for each in found if each.urn == expected[change].urn]


def test_nothing_else_is_reported(
    reported: tuple[dict[str, Difference], list[Difference]],
) -> None:
    expected, found = reported
    assert [each for each in found if each not in expected.values()] == []
