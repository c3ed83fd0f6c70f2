"""The environment's DNS zone: created, or somebody else's."""

import pytest

from components.dns.hosted_zone import HostedZone, HostedZoneArgs
from tests.factories import make_environment
from tests.graph import Graph, deploy

ZONE = "aws:route53/zone:Zone"


def hosted_zone(hosted_zone_id: str | None, recovery_region: str | None = None) -> Graph:
    environment = make_environment(recovery_region=recovery_region)

    def program() -> None:
        HostedZone("zone", HostedZoneArgs(environment=environment, hosted_zone_id=hosted_zone_id))

    return deploy(program, overrides={ZONE: {"nameServers": ["ns-2.example", "ns-1.example"]}})


def test_without_an_existing_zone_one_is_created_for_the_domain() -> None:
    graph = hosted_zone(None)
    zone = graph.one(ZONE, "zone")
    assert zone.inputs["name"] == "shop.example.com"
    assert not zone.inputs.get("vpcs")
    outputs = graph.one("plinth:dns:HostedZone").outputs
    assert outputs["zone_id"] == zone.outputs["zoneId"]
    assert outputs["name_servers"] == ["ns-1.example", "ns-2.example"]


def test_an_existing_zone_is_used_and_not_touched() -> None:
    graph = hosted_zone("Z0123456")
    assert graph.find(ZONE) == []
    outputs = graph.one("plinth:dns:HostedZone").outputs
    assert outputs == {"zone_id": "Z0123456", "name_servers": []}


@pytest.mark.parametrize(("recovery_region", "enabled"), [(None, False), ("eu-west-1", True)])
def test_records_can_be_changed_in_a_recovery(recovery_region: str | None, enabled: bool) -> None:
    zone = hosted_zone(None, recovery_region).one(ZONE)
    assert zone.inputs["enableAcceleratedRecovery"] is enabled
