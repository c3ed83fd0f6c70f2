"""Ways that a plan opens and that nothing means: each with the resource that opens it.

The rules hold for every environment of Plinth:

    the internet reaches programs through the edge and the load balancer only, without an edge
    through the load balancer, and with a certificate through that which asks for one
    data has no way to the internet, in or out, and admits groups of programs, never addresses
    a program reaches data or a service only if the workload says that it uses it
    a path that asks for a token is answered by no rule that does not
    no policy lets everybody in
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from operations.reach import addresses, guard
from operations.reach.graph import Graph
from operations.reach.hops import Stop
from operations.reach.intent import Meant
from operations.reach.places import DATA, PROGRAMS, Place
from operations.reach.rules import Rule
from operations.rights import grants, is_public


@dataclass(frozen=True)
class Finding:
    """One way that is open although nothing means it."""

    rule: str
    """The rule that it breaks, by name."""
    place: str
    """The place or resource that is open."""
    said: str
    urn: str
    """The resource that opens it."""

    def __str__(self) -> str:
        """Returns the finding as one line."""
        return f"{self.rule}: {self.place}: {self.said}"


def findings(graph: Graph, meant: Meant | None) -> list[Finding]:
    """Returns the ways that are not meant. Without a workload those that only it can tell are left
    out."""
    checks = [*_CHECKS, *(_FOR_WORKLOAD if meant else ())]
    found = [each for check in checks for each in check(graph, meant or _NOTHING)]
    return list(dict.fromkeys(found))


_NOTHING = Meant(frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), (), ())


def _rules_of_places(graph: Graph) -> Iterator[tuple[Place, Rule]]:
    for place in graph.places.values():
        for rule in graph.network.rules.of(place.groups, inward=True):
            yield place, rule


def _groups(graph: Graph, rule: Rule) -> str:
    """Returns who stands in the group of a rule, or the group if nobody does."""
    carried = [place.name for place in graph.places.values() if rule.group in place.groups]
    return ", ".join(carried) or rule.group.rpartition("::")[2]


def _open_rules(graph: Graph, _: Meant) -> Iterator[Finding]:
    for rule in graph.network.rules.all:
        outside = [text for text in rule.ranges if addresses.is_outside(text)]
        if rule.inward and outside and not _of_doors(graph, rule):
            said = f"{rule.name} admits {', '.join(outside)} at {rule.said}"
            yield Finding("open to the internet", _groups(graph, rule), said, rule.urn)


def _of_doors(graph: Graph, rule: Rule) -> bool:
    """Returns true if a rule is about nothing but ports at which doors of the internet listen."""
    carried = [place for place in graph.places.values() if rule.group in place.groups]
    ports = [graph.doors.get(place.urn, frozenset()) for place in carried]
    span = range(rule.first, rule.last + 1)
    return rule.protocol == "tcp" and bool(ports) and all(set(span) <= each for each in ports)


def _rules_by_address(graph: Graph, _: Meant) -> Iterator[Finding]:
    networks = [each.inputs.get("cidrBlock") for each in graph.resources.of("ec2.Vpc")]
    for place, rule in _rules_of_places(graph):
        inside = [text for text in rule.ranges if not addresses.is_outside(text)]
        if place.kind in DATA | PROGRAMS:
            # Its callers are known, so each has a group.
            wide = inside
            lists = rule.lists
        else:
            within = [str(each) for each in networks if each]
            wide = [one for one in inside if not any(addresses.covers(own, one) for own in within)]
            lists = () if place.kind == "load balancer" else rule.lists
            if graph.callers(place):
                wide = []
        if wide or lists:
            said = f"{rule.name} admits addresses ({', '.join([*wide, *lists])}) instead of a group"
            yield Finding("admits addresses", place.name, said, rule.urn)


def _translates(graph: Graph, rule: Rule) -> bool:
    """Returns true if a rule lets the network out by a NAT instance: to which port is
    a rule of whoever asks, and the instance itself answers at none."""
    carried = [each for each in graph.places.values() if rule.group in each.groups]
    machines = {
        each.urn
        for each in graph.resources.of("ec2.NetworkInterface")
        if each.inputs.get("sourceDestCheck") is False
    }
    inside = not any(map(addresses.is_outside, rule.ranges))
    return inside and bool(carried) and all(each.urn in machines for each in carried)


def _rules_of_every_port(graph: Graph, _: Meant) -> Iterator[Finding]:
    for rule in graph.network.rules.all:
        if rule.inward and rule.whole and not _translates(graph, rule):
            said = f"{rule.name} admits {', '.join(_peers(rule))} at {rule.said}"
            yield Finding("every port", _groups(graph, rule), said, rule.urn)


def _peers(rule: Rule) -> list[str]:
    return [*(urn.rpartition("::")[2] for urn in rule.peers), *rule.ranges, *rule.lists]


def _public_addresses(graph: Graph, _: Meant) -> Iterator[Finding]:
    for place in graph.places.values():
        if place.public and place.urn not in graph.doors and not _is_way_out(graph, place):
            said = "AWS gives it a public address"
            if place.kind == "load balancer":
                said = "it faces the internet itself, beside the edge and its firewall"
            yield Finding("public address", place.name, said, place.urn)


def _is_way_out(graph: Graph, place: Place) -> bool:
    """Returns true if a program gets out by its public address, and nobody gets in by it."""
    routes = [
        route for subnet in place.subnets for route in graph.network.subnets.routes_of(subnet)
    ]
    ways = {route.way for route in routes}
    closed = isinstance(graph.network.arrive(place), Stop)
    return place.kind in PROGRAMS and ways == {"internet gateway"} and closed


def _ways_of_data(graph: Graph, _: Meant) -> Iterator[Finding]:
    for place in graph.places.values():
        if place.kind not in DATA:
            continue
        for subnet in place.subnets:
            for route in graph.network.subnets.routes_of(subnet):
                where = f"to {route.target} ({route.way})" if route.target else f"by {route.way}"
                said = f"{route.name} leads {route.to} {where}"
                yield Finding("data has a way out", place.name, said, route.urn)
            for entry in graph.network.subnets.entries(subnet):
                if entry.allows and entry.inward and addresses.is_outside(entry.range):
                    said = f"its access list lets {entry.range} in (entry {entry.number})"
                    yield Finding("open access list", place.name, said, entry.urn)
        for rule in graph.network.rules.of(place.groups, inward=False):
            if any(map(addresses.is_outside, rule.ranges)):
                said = f"{rule.name} lets out to {', '.join(rule.ranges)}"
                yield Finding("data has a way out", place.name, said, rule.urn)


def _other_networks(graph: Graph, _: Meant) -> Iterator[Finding]:
    for route in graph.network.subnets.routes:
        if route.way == "another network":
            said = f"{route.name} leads {route.to} to {route.target}"
            yield Finding("another network", route.table.rpartition("::")[2], said, route.urn)


def _past_the_doors(graph: Graph, _: Meant) -> Iterator[Finding]:
    for hop in graph.hops():
        source = graph.places[hop.source].kind
        target = graph.places[hop.target]
        meant = source == "internet" and hop.port in graph.doors.get(target.urn, ())
        if source in ("internet", "network") and target.kind != "edge" and not meant:
            by = "; ".join(permit.said for permit in hop.by)
            said = f"{hop.source} reaches it at {hop.port or 'any port'}: {by}"
            yield Finding("past the edge", hop.target, said, hop.by[0].urn)


def _public_policies(graph: Graph, _: Meant) -> Iterator[Finding]:
    for grant in grants(graph.resources):
        # The bound of an endpoint grants nothing by itself; its own check reads it.
        if grant.owner.kind != "ec2.VpcEndpoint" and is_public(grant.statement):
            said = f"{grant.source} lets everybody {grant.statement.actions}"
            yield Finding("open policy", str(grant.owner), said, grant.source.urn)


def _functions(graph: Graph, _: Meant) -> Iterator[Finding]:
    for each in graph.resources.of("lambda.FunctionUrl"):
        if each.inputs.get("authorizationType") == "NONE":
            names = graph.resources.referred(each.inputs.get("functionName"), "lambda.Function")
            said = f"{each} asks nobody who they are (authorizationType NONE)"
            yield Finding("open function", ", ".join(map(str, names)), said, each.urn)


def _access_lists_of_buckets(graph: Graph, _: Meant) -> Iterator[Finding]:
    for each in graph.resources.of("s3.Bucket", "s3.BucketV2", "s3.BucketAcl", "s3.BucketAclV2"):
        acl = str(each.inputs.get("acl") or "")
        if acl.startswith("public-"):
            said = f"{each} lets everybody in (acl {acl})"
            yield Finding("open policy", str(each), said, each.urn)


_NO_POLICY = {
    "ecr.dkr": "a client of the registry asks without credentials first",
    "ssmmessages": "its channel is opened by a token",
    "sts": "it takes requests that a token signs",
}
"""Services whose endpoints have no policy, with the reason why one would stop them."""


def _endpoints(graph: Graph, _: Meant) -> Iterator[Finding]:
    bounded: dict[str, list[bool]] = {}
    for grant in grants(graph.resources):
        if grant.owner.kind == "ec2.VpcEndpoint" and grant.statement.allows:
            everything = "*" in grant.statement.resources.patterns and is_public(grant.statement)
            bounded.setdefault(grant.owner.urn, []).append(not everything)
    for each in graph.resources.of("ec2.VpcEndpoint"):
        service = ".".join(str(each.inputs.get("serviceName", "")).split(".")[3:])
        if not all(bounded.get(each.urn, [service in _NO_POLICY])):
            said = "its policy lets the credentials of every account reach everything"
            yield Finding("open endpoint", each.name, said, each.urn)


def _not_used(graph: Graph, meant: Meant) -> Iterator[Finding]:
    told = set()
    for hop in graph.hops():
        source, target = graph.places[hop.source], graph.places[hop.target]
        if not hop.forwards and not _may(source, target, meant):
            told.add((source.name, target.name))
            by = "; ".join(permit.said for permit in hop.by)
            said = f"{source.name} reaches it, and the workload does not say that it uses it: {by}"
            yield Finding("not used", target.name, said, hop.by[-1].urn)
    carriers: dict[str, list[Place]] = {}
    for place in graph.places.values():
        for group in place.groups:
            carriers.setdefault(group, []).append(place)
    for place, rule in _rules_of_places(graph):
        for source in (each for peer in rule.peers for each in carriers.get(peer, [])):
            if not _may(source, place, meant) and (source.name, place.name) not in told:
                said = f"{rule.name} admits {source.name}, which the workload does not mean"
                yield Finding("not used", place.name, said, rule.urn)


def _may(source: Place, target: Place, meant: Meant) -> bool:
    """Returns true if one place is meant to send requests to another."""
    if target.kind not in DATA | PROGRAMS or source == target:
        return True
    if source.kind in PROGRAMS and source.program not in meant.programs:
        # A task of the platform's own makes databases and logins.
        return target.kind == "database"
    if target.kind in PROGRAMS:
        calls = (source.program, target.program) in meant.calls or source.program == target.program
        return source.kind == "load balancer" or calls
    if target.kind == "cache":
        return (source.program, target.name) in meant.caches
    if target.kind == "search":
        return source.program in meant.search
    return source.kind == "proxy" or source.program in meant.databases


def _strangers(graph: Graph, _: Meant) -> Iterator[Finding]:
    for place, rule in _rules_of_places(graph):
        for peer in rule.peers if place.kind in DATA | PROGRAMS else ():
            if graph.resources.get(peer) is None:
                said = f"{rule.name} admits the group {peer}, which is not of this plan"
                yield Finding("admits a stranger", place.name, said, rule.urn)


def _without_token(graph: Graph, meant: Meant) -> Iterator[Finding]:
    for rule, guarded in guard.unguarded(graph.resources, meant):
        said = f"{rule} answers {guarded.path} without a token, which the workload asks for"
        yield Finding("no token", guarded.service, said, rule.urn)
    for hop in graph.hops():
        door, target = graph.resources.get(hop.by[0].urn), graph.places[hop.target]
        if door and target.kind in PROGRAMS and door.kind in ("lb.ListenerRule", "lb.Listener"):
            for path in guard.undeclared(door, target.program, graph.resources, meant):
                said = f"{door} answers {path} without a token, and no route opens it"
                yield Finding("no token", target.name, said, door.urn)


_Check = Callable[[Graph, Meant], Iterator[Finding]]
_CHECKS: tuple[_Check, ...] = (
    _open_rules,
    _past_the_doors,
    _public_addresses,
    _ways_of_data,
    _rules_by_address,
    _rules_of_every_port,
    _strangers,
    _other_networks,
    _public_policies,
    _access_lists_of_buckets,
    _functions,
    _endpoints,
)
_FOR_WORKLOAD: tuple[_Check, ...] = (_not_used, _without_token)
