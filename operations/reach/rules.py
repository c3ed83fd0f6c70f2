"""The rules of security groups, however a plan declares them, and what they admit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from operations.plan import Resource, Resources
from operations.reach import addresses

_NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
_EVERY_PORT = (0, 65535)


@dataclass(frozen=True)
class Rule:
    """One rule of one security group."""

    group: str
    """The group that has it, by URN."""
    inward: bool
    protocol: str
    """`tcp`, `udp` and so on; -1 for all."""
    first: int
    last: int
    peers: tuple[str, ...]
    """Groups that it names, by URN, or by ID if the plan does not have them."""
    ranges: tuple[str, ...]
    """Addresses that it names, those of the plan's prefix lists included."""
    lists: tuple[str, ...]
    """Prefix lists that AWS keeps, such as the addresses of CloudFront."""
    urn: str
    name: str
    """The resource by its type and name."""

    def has(self, port: int, protocol: str = "tcp") -> bool:
        """Returns true if it is about a port."""
        return self.protocol in ("-1", protocol) and self.first <= port <= self.last

    @property
    def said(self) -> str:
        """The protocol and ports for people: `tcp 5432`, `every port`."""
        if self.protocol == "-1":
            return "every port"
        span = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        return f"{self.protocol} {span}"

    @property
    def whole(self) -> bool:
        """True for a rule about so many ports that it means none of them."""
        return self.protocol == "-1" or self.last - self.first >= 1024


def rules(resources: Resources) -> list[Rule]:
    """Returns the rules of all groups."""
    return [
        *(_own(resources, each, inward=True) for each in resources.of(_INGRESS)),
        *(_own(resources, each, inward=False) for each in resources.of(_EGRESS)),
        *(_older(resources, each) for each in resources.of("ec2.SecurityGroupRule")),
        *_inline(resources),
    ]


_INGRESS, _EGRESS = "vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"
_GROUP_KINDS = ("ec2.SecurityGroup", "ec2.DefaultSecurityGroup")


def groups_of(resources: Resources, value: Any) -> tuple[str, ...]:
    """Returns the groups that a value names: their URNs, or the value where the plan lacks them."""
    found = [each.urn for kind in _GROUP_KINDS for each in resources.referred(value, kind)]
    return tuple(found) or ((value,) if isinstance(value, str) else ())


def _own(resources: Resources, each: Resource, *, inward: bool) -> Rule:
    given = each.inputs
    ranges = [given.get("cidrIpv4"), given.get("cidrIpv6")]
    return _rule(
        resources,
        each,
        group=given.get("securityGroupId"),
        inward=inward,
        protocol=given.get("ipProtocol"),
        ports=(given.get("fromPort"), given.get("toPort")),
        peers=[given.get("referencedSecurityGroupId")],
        ranges=ranges,
        lists=[given.get("prefixListId")],
    )


def _older(resources: Resources, each: Resource) -> Rule:
    given = each.inputs
    itself = given.get("securityGroupId") if given.get("self") else None
    return _rule(
        resources,
        each,
        group=given.get("securityGroupId"),
        inward=given.get("type") == "ingress",
        protocol=given.get("protocol"),
        ports=(given.get("fromPort"), given.get("toPort")),
        peers=[given.get("sourceSecurityGroupId"), itself],
        ranges=[*(given.get("cidrBlocks") or []), *(given.get("ipv6CidrBlocks") or [])],
        lists=given.get("prefixListIds") or [],
    )


def _inline(resources: Resources) -> Iterator[Rule]:
    for each in resources.of(*_GROUP_KINDS):
        for key, inward in (("ingress", True), ("egress", False)):
            for row in each.inputs.get(key) or []:
                yield _rule(
                    resources,
                    each,
                    group=each,
                    inward=inward,
                    protocol=row.get("protocol"),
                    ports=(row.get("fromPort"), row.get("toPort")),
                    peers=[*(row.get("securityGroups") or []), each if row.get("self") else None],
                    ranges=[*(row.get("cidrBlocks") or []), *(row.get("ipv6CidrBlocks") or [])],
                    lists=row.get("prefixListIds") or [],
                )


def _rule(
    resources: Resources,
    each: Resource,
    *,
    group: Any,
    inward: bool,
    protocol: Any,
    ports: tuple[Any, Any],
    peers: Iterable[Any],
    ranges: Iterable[Any],
    lists: Iterable[Any],
) -> Rule:
    named = _NUMBERS.get(str(protocol).lower(), str(protocol).lower())
    given = [int(port) for port in ports if port is not None]
    # All protocols have all ports, whatever a rule says; -1 is every type of ICMP.
    first, last = (
        _EVERY_PORT if named == "-1" or -1 in given or not given else (given[0], given[-1])
    )
    kept, expanded = [], [text for text in ranges if text]
    for name in lists:
        known = resources.referred(name, "ec2.ManagedPrefixList") if name else []
        expanded += [text for listed in known for text in _entries(resources, listed)]
        kept += [str(name)] if name and not known else []
    return Rule(
        group=group.urn if isinstance(group, Resource) else "".join(groups_of(resources, group)),
        inward=inward,
        protocol=named,
        first=first,
        last=last,
        peers=tuple(
            urn
            for peer in peers
            if peer
            for urn in ([peer.urn] if isinstance(peer, Resource) else groups_of(resources, peer))
        ),
        ranges=tuple(expanded),
        lists=tuple(kept),
        urn=each.urn,
        name=str(each),
    )


def _entries(resources: Resources, listed: Resource) -> list[str]:
    """Returns the ranges of a prefix list of the plan."""
    apart = [
        each.inputs
        for each in resources.of("ec2.ManagedPrefixListEntry")
        if listed in resources.referred(each.inputs.get("prefixListId"), listed.kind)
    ]
    entries: list[Mapping[str, Any]] = [*(listed.inputs.get("entries") or []), *apart]
    return [str(entry["cidr"]) for entry in entries if entry.get("cidr")]


class Rules:
    """The rules of a plan, found by their group."""

    def __init__(self, resources: Resources) -> None:
        self.all = rules(resources)
        self._found: dict[tuple[str, bool], list[Rule]] = {}
        self._of_several: dict[tuple[tuple[str, ...], bool], list[Rule]] = {}
        for rule in self.all:
            self._found.setdefault((rule.group, rule.inward), []).append(rule)

    def of(self, groups: tuple[str, ...], *, inward: bool) -> list[Rule]:
        """Returns the rules of some groups in one direction."""
        key = (groups, inward)
        if key not in self._of_several:
            self._of_several[key] = [
                rule for group in groups for rule in self._found.get((group, inward), [])
            ]
        return self._of_several[key]

    @staticmethod
    def between(
        found: Iterable[Rule], groups: Iterable[str], ranges: Iterable[str]
    ) -> Iterator[Rule]:
        """Yields the rules that name one of the groups, or addresses of one of the ranges."""
        named, spans = set(groups), list(ranges)
        for rule in found:
            if named.intersection(rule.peers) or any(
                addresses.overlap(one, other) for one in rule.ranges for other in spans
            ):
                yield rule
