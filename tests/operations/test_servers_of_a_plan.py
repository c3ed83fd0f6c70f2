"""Commands that read a plan see each database server apart: the company that has a ledger."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from operations.alarms import listing
from operations.alarms.trial import alarm
from operations.backups.planned import stores
from operations.cost.rules.data import RULES
from operations.cost.scene import Scene
from operations.cost.usage import usage_in
from operations.errors import OperationError
from operations.folder import PROJECT
from operations.loss import Losses
from operations.plan import Resources
from operations.pulumi_cli import cloud_platform
from operations.recovery.evacuation.evacuated import Evacuation
from operations.sites import Site
from operations.topology.reading import whole
from tests.documents import document_in

FOLDER = PROJECT / "examples" / "ledger"

pytestmark = pytest.mark.xdist_group("servers of a plan")


@pytest.fixture(scope="module")
def resources() -> Resources:
    return Resources(document_in(FOLDER, "prod"))


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


def test_an_aurora_server_is_listed_lost_and_backed_up_by_its_own_words() -> None:
    folder = PROJECT / "examples" / "video"
    found = Resources(document_in(folder, "prod"))
    platform = cloud_platform(folder, "prod")
    planned = alarm.planned(found)
    for each in listing.unwatched(platform, found, planned):
        assert "no reason is known" not in each.reason, each
    [cluster] = Losses(found).worst("rds.Cluster")
    assert (cluster.resource.name, cluster.effect) == ("history-database", "fails over")
    [store] = [each for each in stores(platform, found) if each.name == "database history-database"]
    assert store.kept == "30 days, to any second"
    assert (store.elsewhere, store.locked) == ("daily copies", "daily copies in a locked vault")
    [drawn] = [each for each in whole(found).nodes if each.title == "history-database"]
    assert drawn.what == "database cluster (Aurora)"
    assert "2 instances of 1 to 32 ACUs" in drawn.facts
    assert "a writer and 1 reader" in drawn.facts


def test_servers_come_back_by_themselves_beside_an_aurora_that_does_not() -> None:
    copied = {"backup": "arn", "at": "2026-11-27T14:00:00+00:00"}
    brought = Evacuation._brought
    assert brought({"backup": "", "at": ""}) == {}
    assert brought({"backup": "", "at": "", "others": {"press": copied}}) == {"press": copied}
    assert [*brought({**copied, "others": {"press": copied}})] == ["", "press"]


def test_commands_about_instances_refuse_an_aurora_server() -> None:
    folder = PROJECT / "examples" / "video"
    found = Resources(document_in(folder, "prod"))
    site = SimpleNamespace(resources=found, server="history", server_name="history-database")
    site.aurora = Site.aurora.__get__(site)
    with pytest.raises(
        OperationError, match="history-database is an Aurora server, and this is about RDS"
    ):
        Site.primary.__get__(site)
