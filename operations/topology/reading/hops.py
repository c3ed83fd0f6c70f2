"""Flows of requests: every hop that the reachability of the plan permits."""

from collections.abc import Iterator
from dataclasses import replace

from operations.reach import PROGRAMS, Hop, Place
from operations.topology.model import Flow
from operations.topology.reading import entry, programs
from operations.topology.reading.frames import Frames


def draw(frames: Frames) -> None:
    """Adds a flow for each hop. What leaves the network starts at the tasks of a program, zone by
    zone, because each has its own way."""
    for hop in frames.graph.hops():
        for flow in _flows(frames, hop):
            frames.canvas.flow(replace(flow, hops=((hop.source, hop.target),)))
    _gateway_endpoints(frames)


def node_of(frames: Frames, name: str) -> str:
    """Returns the node of a place; "" if it has none."""
    if name == "internet":
        return entry.USERS
    place = frames.graph.places[name]
    if known := frames.canvas.of(place.urn):
        return known
    # Buckets, queues and so on are places only because a policy opens them.
    kinds = {"bucket": "s3.Bucket", "queue": "sqs.Queue", "topic": "sns.Topic"}
    kinds["secret"] = "secretsmanager.Secret"
    for each in frames.resources.of(kinds.get(place.kind, "")):
        if place.name == f"{place.kind} {each.name}":
            return frames.canvas.of(each)
    return ""


def _flows(frames: Frames, hop: Hop) -> Iterator[Flow]:
    source, target = node_of(frames, hop.source), node_of(frames, hop.target)
    labels = (f"{hop.protocol} {hop.port}" if hop.port else "any port",)
    details = (hop.detail,) if hop.detail and hop.source != "internet" else ()
    by = tuple(permit.said for permit in hop.by)
    if hop.target == "internet":
        yield from _outward(frames, frames.graph.places[hop.source], source, labels, by)
        return
    if hop.source == "internet" or frames.graph.places[hop.source].kind == "edge":
        # A firewall stands in front of its door, so requests meet it first.
        target = entry.firewall_of(frames, target) or target
    yield Flow(source, target, "request", labels, details, by)


def _outward(
    frames: Frames, place: Place, node: str, labels: tuple[str, ...], by: tuple[str, ...]
) -> Iterator[Flow]:
    """Yields the flows by which a place gets out: by a NAT gateway, or straight."""
    starts = programs.tasks_of(frames, place) or [(node, "")]
    ways = list(frames.graph.network.ways_out(place))
    for start, subnet in starts:
        for found, route in ways:
            if subnet in ("", found):
                target = programs.nat(frames, route.target) or programs.elsewhere(frames)
                yield Flow(start, target, "request", labels, (), by)
    if not ways:
        yield Flow(node, programs.elsewhere(frames), "request", labels, (), by)


def _gateway_endpoints(frames: Frames) -> None:
    """Adds the ways of programs to gateway endpoints, which are routes of their subnets' tables."""
    resources = frames.resources
    tables: dict[str, set[str]] = {}
    for each in resources.of("ec2.RouteTableAssociation"):
        for table in resources.referred(each.inputs.get("routeTableId"), "ec2.RouteTable"):
            for subnet in resources.referred(each.inputs.get("subnetId"), "ec2.Subnet"):
                tables.setdefault(table.urn, set()).add(subnet.urn)
    for each in resources.of("ec2.VpcEndpoint"):
        if each.inputs.get("vpcEndpointType") == "Interface":
            continue
        listed = resources.referred(each.inputs.get("routeTableIds"), "ec2.RouteTable")
        routed = {urn for table in listed for urn in tables.get(table.urn, ())}
        for place in frames.graph.places.values():
            if place.kind in PROGRAMS and routed.intersection(place.subnets):
                start, end = frames.canvas.of(place.urn), frames.canvas.of(each)
                frames.canvas.flow(Flow(start, end, "request", ("by a route",)))
