"""Commands that read a plan see each database server apart: the company that has a ledger."""

from collections.abc import Callable
from typing import Any

import pytest

from operations.alarms import listing
from operations.alarms.trial import alarm
from operations.cost.rules.data import RULES
from operations.cost.scene import Scene
from operations.cost.usage import usage_in
from operations.folder import PROJECT
from operations.plan import Resources, document, preview
from operations.pulumi_cli import cloud_platform

FOLDER = PROJECT / "examples" / "ledger"

pytestmark = pytest.mark.xdist_group("servers of a plan")


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources(document.build(preview.run_for_references(FOLDER, "prod")))


def test_each_part_of_each_server_has_its_alarms(resources: Resources) -> None:
    planned = alarm.planned(resources)
    platform = cloud_platform(FOLDER, "prod")
    for each in listing.unwatched(platform, resources, planned):
        assert "no reason is known" not in each.reason, each
    parts = {each.part for each in listing.lines(resources, planned) if each.key == "database-cpu"}
    assert parts == {"", "ledger-database"}


def test_a_proxy_and_copies_cost_by_their_own_server(resources: Resources) -> None:
    scene = Scene(resources, usage_in(resources))

    def said(kind: str, name: str) -> list[str]:
        rule: Callable[[Any, Scene], Any] = RULES[kind]
        (resource,) = (each for each in resources.of(kind) if each.name == name)
        return [str(amount) for amount in rule(resource, scene)]

    assert said("rds.Proxy", "database-proxy") != said("rds.Proxy", "ledger-database-proxy")
    copies = "rds.InstanceAutomatedBackupsReplication"
    assert said(copies, "database-recovery") != said(copies, "ledger-database-recovery")
