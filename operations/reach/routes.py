"""The subnets of a plan: where their routes lead, and what their access lists let through."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from operations.plan import Resource, Resources
from operations.reach import addresses

Way = Literal[
    "internet gateway",
    "NAT gateway",
    "NAT instance",
    "egress-only gateway",
    "another network",
    "the way of its owner",
]

_TARGETS: Mapping[str, Way] = {
    "gatewayId": "internet gateway",
    "natGatewayId": "NAT gateway",
    "egressOnlyGatewayId": "egress-only gateway",
    "egressOnlyInternetGatewayId": "egress-only gateway",
    "transitGatewayId": "another network",
    "vpcPeeringConnectionId": "another network",
    "virtualPrivateGatewayId": "another network",
    "coreNetworkArn": "another network",
    "networkInterfaceId": "another network",
    "vpcEndpointId": "another network",
    "localGatewayId": "another network",
    "carrierGatewayId": "internet gateway",
}
"""Arguments of a route that say where it leads."""
_DESTINATIONS = (
    "destinationCidrBlock",
    "destinationIpv6CidrBlock",
    "cidrBlock",
    "ipv6CidrBlock",
)
_ANSWERS = (1024, 65535)
"""Ports to which answers return: an access list does not remember who asked."""


@dataclass(frozen=True)
class Route:
    """One route of a table."""

    table: str
    """The table that has it, by URN."""
    to: str
    """The range of addresses that it is for; a prefix list stands as AWS names it."""
    way: Way
    target: str
    """What it names as its target."""
    urn: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One entry of a network access list."""

    number: int
    inward: bool
    allows: bool
    protocol: str
    first: int
    last: int
    range: str
    urn: str


class Subnets:
    """The subnets of a plan with their tables and access lists."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._tables = self._associated("ec2.RouteTableAssociation", "routeTableId")
        self.routes = list(_routes(resources))
        for subnet, route in _of_another_owner(resources):
            self._tables[subnet] = route.table
            self.routes.append(route)
        self._lists = self._access_lists()

    def ranges(self, urns: Iterable[str]) -> list[str]:
        """Returns the addresses of subnets."""
        found = [self._resources.get(urn) for urn in urns]
        keys = ("cidrBlock", "ipv6CidrBlock")
        return [
            str(each.inputs[key]) for each in found if each for key in keys if key in each.inputs
        ]

    def has_ipv6(self, urn: str) -> bool:
        """Returns true if a subnet gives addresses of IPv6, all of which are public."""
        each = self._resources.get(urn)
        return bool(each and each.inputs.get("assignIpv6AddressOnCreation"))

    def vpcs(self, urns: Iterable[str]) -> set[str]:
        """Returns the networks that subnets are part of."""
        found = [self._resources.get(urn) for urn in urns]
        return {str(each.inputs.get("vpcId")) for each in found if each}

    def routes_of(self, urn: str) -> list[Route]:
        """Returns the routes of a subnet, other than those inside of its network."""
        table = self._tables.get(urn) or self._main(urn)
        return [route for route in self.routes if route.table == table]

    def stops(
        self, sender: str, receiver: str, source: str, target: str, port: int
    ) -> Entry | None:
        """Returns the entry of an access list that stops requests or their answers between two
        subnets; "" is the internet. `source` and `target` are the addresses of both."""
        if sender == receiver:
            return None
        first, last = _ANSWERS
        checks = (
            (sender, False, target, port, port),
            (receiver, True, source, port, port),
            (receiver, False, source, first, last),
            (sender, True, target, first, last),
        )
        for subnet, inward, peer, low, high in checks:
            if subnet in self._lists and (entry := self._refuses(subnet, inward, peer, low, high)):
                return entry
        return None

    def entries(self, urn: str) -> list[Entry]:
        """Returns the entries of a subnet's access list; none if AWS's own lets all through."""
        return self._lists.get(urn, ("", []))[1]

    def _refuses(self, subnet: str, inward: bool, peer: str, low: int, high: int) -> Entry | None:
        owner, entries = self._lists[subnet]
        for entry in entries:
            about = entry.inward == inward and entry.protocol in ("-1", "tcp")
            if not about or entry.first > high or entry.last < low:
                continue
            if entry.allows and addresses.overlap(entry.range, peer):
                return None
            whole = entry.first <= low and entry.last >= high
            if not entry.allows and whole and addresses.covers(entry.range, peer):
                return entry
        # The last entry of every list refuses what no other is about.
        return Entry(32767, inward, False, "-1", 0, 65535, "0.0.0.0/0", owner)

    def _associated(self, kind: str, key: str) -> dict[str, str]:
        tables = ("ec2.RouteTable", "ec2.DefaultRouteTable", "ec2.NetworkAcl")
        return {
            subnet.urn: table.urn
            for each in self._resources.of(kind)
            for subnet in self._resources.referred(each.inputs.get("subnetId"), "ec2.Subnet")
            for other in tables
            for table in self._resources.referred(each.inputs.get(key), other)
        }

    def _main(self, urn: str) -> str:
        """Returns the table of a subnet that is associated with none."""
        vpcs = self.vpcs([urn])
        for each in self._resources.of("ec2.MainRouteTableAssociation"):
            if str(each.inputs.get("vpcId")) in vpcs:
                for table in self._resources.referred(each.inputs.get("routeTableId"), _TABLE):
                    return table.urn
        return next((each.urn for each in self._resources.of("ec2.DefaultRouteTable")), "")

    def _access_lists(self) -> dict[str, tuple[str, list[Entry]]]:
        """Returns the access list of each subnet that has one of the plan's, with its entries in
        the order in which AWS reads them."""
        apart = self._associated("ec2.NetworkAclAssociation", "networkAclId")
        found: dict[str, tuple[str, list[Entry]]] = {}
        for each in self._resources.of("ec2.DefaultNetworkAcl", "ec2.NetworkAcl"):
            named = self._resources.referred(each.inputs.get("subnetIds"), "ec2.Subnet")
            entries = sorted(_entries(self._resources, each), key=lambda entry: entry.number)
            for subnet in named:
                found[subnet.urn] = (each.urn, entries)
            for urn, owner in apart.items():
                if owner == each.urn:
                    found[urn] = (each.urn, entries)
        return found


_TABLE = "ec2.RouteTable"


def _routes(resources: Resources) -> Iterator[Route]:
    for each in resources.of("ec2.Route"):
        for table in (_TABLE, "ec2.DefaultRouteTable"):
            for owner in resources.referred(each.inputs.get("routeTableId"), table):
                yield from _route(resources, owner.urn, each, each.inputs)
    for each in resources.of(_TABLE, "ec2.DefaultRouteTable"):
        for row in each.inputs.get("routes") or []:
            yield from _route(resources, each.urn, each, row)


def _of_another_owner(resources: Resources) -> Iterator[tuple[str, Route]]:
    """Yields the routes to the internet that the subnets of an existing network have as far as the
    settings say: the public ones, and the private ones unless there is no way out."""
    networks = {each.inputs["id"]: each for each in resources.of("ec2.Vpc") if each.given}
    for subnet in (each for each in resources.of("ec2.Subnet") if each.given):
        vpc, tier = networks[subnet.inputs["vpcId"]], subnet.inputs["tier"]
        ways: dict[str, Way] = {"public": "internet gateway"}
        if vpc.inputs["nat"] != "none":
            ways["private"] = "the way of its owner"
        if way := ways.get(tier):
            name = "network.existing of the settings"
            yield subnet.urn, Route(subnet.urn, "0.0.0.0/0", way, "", vpc.urn, name)


def translators(resources: Resources, target: Any) -> list[Resource]:
    """Returns the network interfaces that a route names and that carry packets of others: those of
    NAT instances."""
    found = resources.referred(target, "ec2.NetworkInterface")
    return [each for each in found if each.inputs.get("sourceDestCheck") is False]


def _route(
    resources: Resources, table: str, each: Resource, given: Mapping[str, Any]
) -> Iterator[Route]:
    to = next((given[key] for key in _DESTINATIONS if given.get(key)), None)
    listed = given.get("destinationPrefixListId")
    for key, way in _TARGETS.items():
        target = given.get(key)
        if not target or target == "local":
            continue
        if key == "gatewayId" and ("VpnGateway" in str(target) or str(target)[:4] == "vgw-"):
            way = "another network"
        if translators(resources, target):
            way = "NAT instance"
        yield Route(table, str(to or listed), way, str(target), each.urn, str(each))


def _entries(resources: Resources, each: Resource) -> Iterator[Entry]:
    for key, inward in (("ingress", True), ("egress", False)):
        for row in each.inputs.get(key) or []:
            allows = row.get("action") == "allow"
            yield from _entry(each, row, row.get("ruleNo"), inward=inward, allows=allows)
    for rule in resources.of("ec2.NetworkAclRule"):
        if each in resources.referred(rule.inputs.get("networkAclId"), each.kind):
            allows = rule.inputs.get("ruleAction") == "allow"
            inward = not rule.inputs.get("egress")
            number = rule.inputs.get("ruleNumber")
            yield from _entry(rule, rule.inputs, number, inward=inward, allows=allows)


def _entry(
    each: Resource, row: Mapping[str, Any], number: Any, *, inward: bool, allows: bool
) -> Iterator[Entry]:
    protocol = {"6": "tcp", "17": "udp", "all": "-1"}.get(str(row.get("protocol")).lower())
    protocol = protocol or str(row.get("protocol")).lower()
    every = protocol == "-1"
    first = 0 if every else int(row.get("fromPort") or 0)
    last = 65535 if every else int(row.get("toPort") or 65535)
    for key in ("cidrBlock", "ipv6CidrBlock"):
        if row.get(key):
            yield Entry(
                int(number or 0), inward, allows, protocol, first, last, str(row[key]), each.urn
            )
