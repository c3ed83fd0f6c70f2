"""The way in: users, DNS, the firewall, the edge and load balancers."""

from collections.abc import Iterator
from typing import Any

from operations.plan import Resource
from operations.topology.model import Flow, Group, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames
from wording import counted

USERS = "users"
_NETWORKS = "networks"
_DOORS = ("cloudfront.Distribution", "lb.LoadBalancer")


def draw(frames: Frames) -> None:
    """Adds everything that a request from outside meets before a program."""
    outside = frames.canvas.group(Group("internet", "outside", "Internet"))
    frames.canvas.node(Node(USERS, "users", "people and their programs", "Users", outside))
    for each in frames.resources.of("cloudfront.Distribution"):
        _edge(frames, each)
    for each in frames.resources.of("lb.LoadBalancer"):
        _load_balancer(frames, each)
    for each in frames.resources.of("wafv2.WebAcl"):
        _firewall(frames, each)
    _dns(frames)


def _networks(frames: Frames) -> str:
    """Returns the node of the other networks whose programs call private services."""
    outside = frames.canvas.group(Group(_NETWORKS, "outside", "Other networks"))
    said = "programs and people by peering, VPN or Transit Gateway"
    return frames.canvas.node(Node(_NETWORKS, "users", said, "Networks", outside))


def _edge(frames: Frames, each: Resource) -> None:
    given = each.inputs
    paths = len(given.get("orderedCacheBehaviors") or []) + 1
    facts = [
        counted(len(given.get("aliases") or []), "host name"),
        counted(paths, "path rule"),
        *(["switched off"] if given.get("enabled") is False else []),
    ]
    frames.canvas.node(
        Node(
            slug(f"edge-{each.name}"),
            "cdn",
            "CDN (CloudFront)",
            each.name,
            frames.edge(),
            tuple(facts),
            each.urn,
        )
    )


def _load_balancer(frames: Frames, each: Resource) -> None:
    place = next(found for found in frames.graph.places.values() if found.urn == each.urn)
    rules = [
        rule
        for rule in frames.resources.of("lb.ListenerRule")
        for listener in frames.resources.referred(rule.inputs.get("listenerArn"), "lb.Listener")
        if each in frames.resources.referred(listener.inputs.get("loadBalancerArn"), each.kind)
    ]
    ranges = frames.graph.callers(place)
    kind = str(each.inputs.get("loadBalancerType") or "application")
    facts = (
        "faces the internet" if place.public else "internal: no public address",
        f"listens at {', '.join(map(str, place.ports))}",
        counted(len(rules), "rule"),
        *((f"admits {', '.join(ranges)}",) if ranges else ()),
    )
    node = frames.canvas.node(
        Node(
            slug(f"load-balancer-{each.name}"),
            "load-balancer",
            f"load balancer ({kind})",
            each.name,
            frames.of_place(place, "entry", "Load balancing"),
            facts,
            each.urn,
        )
    )
    if ranges:
        frames.canvas.flow(Flow(_networks(frames), node, "request", ("HTTPS 443",), ranges))


def _firewall(frames: Frames, each: Resource) -> None:
    guarded = list(_guarded(frames, each))
    group = frames.edge() if each.inputs.get("scope") == "CLOUDFRONT" else frames.region_of(each)
    node = frames.canvas.node(
        Node(
            slug(f"firewall-{each.name}"),
            "firewall",
            "web firewall (WAF)",
            each.name,
            group,
            (counted(len(each.inputs.get("rules") or []), "rule"),),
            each.urn,
        )
    )
    for door in guarded:
        frames.canvas.flow(Flow(node, door, "request", ("what its rules let through",), (), ()))


def _guarded(frames: Frames, acl: Resource) -> Iterator[str]:
    """Yields the doors in front of which a firewall stands."""
    for each in frames.resources.of("cloudfront.Distribution"):
        if acl in frames.resources.referred(each.inputs.get("webAclId"), acl.kind):
            yield frames.canvas.of(each)
    for each in frames.resources.of("wafv2.WebAclAssociation"):
        if acl in frames.resources.referred(each.inputs.get("webAclArn"), acl.kind):
            for kind in _DOORS:
                for door in frames.resources.referred(each.inputs.get("resourceArn"), kind):
                    yield frames.canvas.of(door)


def firewall_of(frames: Frames, door: str) -> str:
    """Returns the firewall in front of a door; "" if there is none."""
    for acl in frames.resources.of("wafv2.WebAcl"):
        if door in _guarded(frames, acl):
            return frames.canvas.of(acl)
    return ""


def _dns(frames: Frames) -> None:
    zones: dict[str, list[Resource]] = {}
    for record in frames.resources.of("route53.Record"):
        zones.setdefault(str(record.inputs.get("zoneId")), []).append(record)
    for each in frames.resources.of("route53.Zone"):
        records = [
            record
            for key, listed in list(zones.items())
            if each in frames.resources.referred(key, each.kind)
            for record in listed
        ]
        zones = {key: kept for key, kept in zones.items() if not records or kept[0] not in records}
        private = bool(each.inputs.get("vpcs"))
        if private and not records:
            continue  # A zone of the team's own, which leads to nothing here.
        title = str(each.inputs.get("name"))
        _zone(frames, slug(f"dns-{each.name}"), title, each.urn, records, private=private)
    for key, records in zones.items():
        # The zone is another's; the plan has no more than its ID.
        _zone(frames, slug(f"dns-{key}"), f"zone {key}", "", records)


def _zone(
    frames: Frames,
    id_: str,
    title: str,
    urn: str,
    records: list[Resource],
    *,
    private: bool = False,
) -> None:
    checks = 0 if private else len(frames.resources.of("route53.HealthCheck"))
    facts = (
        counted(len(records), "record"),
        *([counted(checks, "health check")] if checks else []),
    )
    node = frames.canvas.node(
        Node(
            id_,
            "dns",
            "DNS inside the network (Route 53)" if private else "DNS (Route 53)",
            title,
            frames.edge(),
            tuple(facts),
            urn,
        )
    )
    asks = _networks(frames) if private else USERS
    frames.canvas.flow(Flow(asks, node, "request", ("asks for names",)))
    for record in records:
        for door in _answers(frames, record.inputs.get("aliases") or record.inputs.get("records")):
            name = str(record.inputs.get("name"))
            frames.canvas.flow(Flow(node, door, "request", ("points to",), (name,), (str(record),)))


def _answers(frames: Frames, value: Any) -> Iterator[str]:
    """Yields the doors to which a record leads."""
    names = [row.get("name") if isinstance(row, dict) else row for row in value or []]
    for kind in _DOORS:
        for door in frames.resources.referred(names, kind):
            yield frames.canvas.of(door)
