"""Amounts for which the network, its ways out and the load balancer are billed."""

from collections.abc import Iterator

from operations.cost.levels import HOURS, Levels, always
from operations.cost.rules.amount import Amount, Rules, hours
from operations.cost.scene import Scene, entries, number
from operations.plan import Resource

_SECONDS = HOURS * 3600
RULES_FREE = 10
"""Rules of a listener that count for nothing (aws.amazon.com/elasticloadbalancing/pricing)."""
REQUESTS_OF_CONNECTION = 10
"""Requests that share one connection to the load balancer: CloudFront and browsers keep them
open."""


def _nat(resource: Resource, scene: Scene) -> Iterator[Amount]:
    zones = len(entries(resource.inputs.get("availabilityZoneAddresses"))) or 1
    regional = resource.inputs.get("availabilityMode") == "regional"
    count = zones if regional else 1
    yield hours("nat.hour", count, f"{count} zones" if regional else "")
    gateways = scene.resources.of("ec2.NatGateway")
    data = scene.nat_gb.times(1 / len(gateways))
    yield Amount("nat.gb", data)
    yield Amount("transfer.out.gb", data.times(0.5), "half of the data goes out")


def _machines(resource: Resource, scene: Scene) -> Iterator[Amount]:
    """Yields a group's machines with their disks, and what they carry as the way out."""
    named = (resource.inputs.get("launchTemplate") or {}).get("id")
    count = number(resource.inputs.get("maxSize"))
    for template in scene.resources.referred(named, "ec2.LaunchTemplate"):
        yield hours(f"ec2.linux.{template.inputs.get('instanceType')}", count)
        disks = entries(template.inputs.get("blockDeviceMappings"))
        size = sum(number((each.get("ebs") or {}).get("volumeSize")) for each in disks)
        yield Amount("ebs.gp3", always(size * count))
        yield from _carried(template, scene)


def _carried(template: Resource, scene: Scene) -> Iterator[Amount]:
    routes = [e for e in scene.resources.of("ec2.Route") if e.inputs.get("networkInterfaceId")]
    ours = scene.resources.referred(
        template.inputs.get("networkInterfaces"), "ec2.NetworkInterface"
    )
    here = [
        each
        for each in routes
        if set(ours)
        & set(scene.resources.referred(each.inputs["networkInterfaceId"], "ec2.NetworkInterface"))
    ]
    if not here:
        return
    data = scene.nat_gb.times(len(here) / len(routes))
    yield Amount("transfer.out.gb", data.times(0.5), "half of the data goes out")
    if others := len(here) - 1:
        says = "both ways of what comes from another zone"
        yield Amount("transfer.zone.gb", data.times(2 * others / len(here)), says)


def _address(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield hours("ipv4.hour")


def _endpoint(resource: Resource, scene: Scene) -> Iterator[Amount]:
    if resource.inputs.get("vpcEndpointType") in (None, "Gateway"):
        return
    zones = len(entries(resource.inputs.get("subnetIds"))) or scene.zones
    yield hours("endpoint.hour", zones, f"{zones} zones")
    endpoints = scene.resources.of("ec2.VpcEndpoint")
    others = [e for e in endpoints if e.inputs.get("vpcEndpointType") not in (None, "Gateway")]
    yield Amount("endpoint.gb", scene.endpoint_gb.times(1 / len(others)))


def _balancer(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield hours("alb.hour")
    reserved = int(
        (resource.inputs.get("minimumLoadBalancerCapacity") or {}).get("capacityUnits", 0)
    )
    capacity = Levels(*(max(level, reserved) for level in _capacity(resource, scene)))
    says = (
        f"capacity units, {reserved} of them reserved" if reserved else "capacity units on average"
    )
    yield Amount("alb.lcu", capacity.times(HOURS), says)
    if not resource.inputs.get("internal"):
        yield hours("ipv4.hour", len(entries(resource.inputs.get("subnets"))) or scene.zones)
        yield Amount("transfer.out.gb", scene.answers_gb, "answers")


def _trust_store(resource: Resource, scene: Scene) -> Iterator[Amount]:
    del resource, scene  # one load balancer uses it, at however many listeners
    yield hours("alb.trust.hour")


def _capacity(resource: Resource, scene: Scene) -> Levels:
    """Returns the capacity units: the largest of connections, data and evaluated rules."""
    share = scene.origin_share
    a_second = scene.requests_million.times(1e6 * share / _SECONDS)
    an_hour = scene.answers_gb.times(share / HOURS)
    rules = max(0, len(scene.resources.of("lb.ListenerRule")) - RULES_FREE)
    parts = (
        a_second.times(1 / REQUESTS_OF_CONNECTION / 25),
        an_hour,
        a_second.times(rules / 1000),
    )
    return Levels(*(max(levels) for levels in zip(*parts, strict=True)))


def _network(resource: Resource, scene: Scene) -> Iterator[Amount]:
    between = (scene.zones - 1) / scene.zones
    says = "both ways of what goes to another zone"
    yield Amount("transfer.zone.gb", scene.internal_gb.times(2 * between), says)


def _flow_log(resource: Resource, scene: Scene) -> Iterator[Amount]:
    yield Amount("cloudwatch.log-vended", scene.flow_log_gb)


RULES: Rules = {
    "autoscaling.Group": _machines,
    "ec2.Eip": _address,
    "ec2.FlowLog": _flow_log,
    "ec2.NatGateway": _nat,
    "ec2.Vpc": _network,
    "ec2.VpcEndpoint": _endpoint,
    "lb.LoadBalancer": _balancer,
    "lb.TrustStore": _trust_store,
}
