"""The network of a plan: whether security groups, routes and access lists let one place connect to
another."""

from collections.abc import Iterable, Iterator

from operations.plan import Resources
from operations.reach import addresses
from operations.reach.hops import Hop, Permit, Stop
from operations.reach.places import INTERNET, Place
from operations.reach.routes import Route, Subnets
from operations.reach.rules import Rule, Rules

EVERYWHERE = ("0.0.0.0/0", "::/0")


class Network:
    """Security groups, subnets, routes and access lists together."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.rules = Rules(resources)
        self.subnets = Subnets(resources)

    def might_connect(self, source: Place, target: Place) -> bool:
        """Returns false if a first look tells that no rule of the source is about the target. It is
        for plans of hundreds of programs, most of which have nothing to do with each other."""
        return any(
            (rule.ranges or not set(target.groups).isdisjoint(rule.peers))
            and (not target.ports or any(map(rule.has, target.ports)))
            for rule in self.rules.of(source.groups, inward=False)
        )

    def connect(self, source: Place, target: Place) -> Hop | Stop:
        """Returns the hop between two places of one network, or what stops it."""
        between = self._apart(source, target)
        if between:
            return between
        outward = self.rules.of(source.groups, inward=False)
        spans = self.subnets.ranges(target.subnets)
        out = list(self.rules.between(outward, target.groups, spans))
        inward = self.rules.of(target.groups, inward=True)
        into = list(self.rules.between(inward, source.groups, self.subnets.ranges(source.subnets)))
        for port in target.ports or _named(into):
            allowed = [rule for rule in out if rule.has(port)]
            admitted = [rule for rule in into if rule.has(port)]
            if allowed and admitted:
                stop = self._stopped(source, target, port)
                return stop or _hop(source, target, port, [allowed[0], admitted[0]])
        return self._no_rule(source, target, out=out, into=into)

    def arrive(self, target: Place, *, at: Iterable[int] | None = None) -> Hop | Stop:
        """Returns the hop from the internet to a place, or what stops it."""
        if not target.subnets:
            return Stop("internet", target.name, f"{target.name} has no address in a network")
        ways = [
            (subnet, route)
            for subnet in target.subnets
            for route in self.subnets.routes_of(subnet)
            if route.way == "internet gateway" and _leads_out(route)
            if target.public or (self.subnets.has_ipv6(subnet) and ":" in route.to)
        ]
        if not ways:
            return self._no_way_in(target)
        if target.kind == "load balancer" and not target.groups:
            # A network load balancer that was made without groups takes requests from everywhere.
            port = next(iter(at or target.ports), 443)
            missing = Permit(f"{target.name} has no security group", target.urn)
            return Hop("internet", target.name, port, (missing, _route_permit(ways[0][1])))
        inward = self.rules.of(target.groups, inward=True)
        open_rules = [rule for rule in inward if any(map(addresses.is_outside, rule.ranges))]
        for port in at or target.ports or _named(open_rules):
            for rule in open_rules:
                outside = [text for text in rule.ranges if addresses.is_outside(text)]
                for subnet, route in ways if rule.has(port) else []:
                    own = self._own(subnet, outside[0])
                    if not self.subnets.stops("", subnet, outside[0], own, port):
                        permits = (_permit(rule, f"from {outside[0]}"), _route_permit(route))
                        return Hop("internet", target.name, port, permits)
        ports = ", ".join(map(str, target.ports)) or "any port"
        why = f"no security group of {target.name} admits the internet at {ports}"
        if open_rules:
            why = f"a rule admits the internet, but not at {ports}, or an access list stops it"
        return Stop("internet", target.name, why, target.urn)

    def leave(self, source: Place) -> Hop | Stop:
        """Returns the hop from a place to the internet, or what stops it."""
        if not source.subnets:
            said = f"{source.name} runs outside of the network, with AWS's own way out"
            return Hop(source.name, "internet", 443, (Permit(said, source.urn),))
        outward = self.rules.of(source.groups, inward=False)
        rules = [rule for rule in outward if any(map(addresses.is_outside, rule.ranges))]
        if not rules:
            why = f"no security group of {source.name} lets out to the internet"
            return Stop(source.name, "internet", why, source.urn)
        for rule in rules:
            for subnet, route in self.ways_out(source):
                port = rule.first if rule.first == rule.last else 443
                outside = next(text for text in rule.ranges if addresses.is_outside(text))
                if self.subnets.stops(subnet, "", self._own(subnet, outside), outside, port):
                    continue
                shown = port if rule.first == rule.last else 0
                permits = (_permit(rule, f"to {outside}"), _route_permit(route))
                return Hop(source.name, "internet", shown, permits)
        why = f"no route of {source.name}'s subnets leads to the internet"
        return Stop(source.name, "internet", why, source.urn)

    def ways_out(self, source: Place) -> Iterator[tuple[str, Route]]:
        """Yields the routes to the internet that a place can take. Through an internet gateway only
        a public address gets out."""
        for subnet in source.subnets:
            for route in self.subnets.routes_of(subnet):
                gateway = route.way == "internet gateway"
                reachable = source.public or (self.subnets.has_ipv6(subnet) and ":" in route.to)
                out = route.way != "another network" and _leads_out(route)
                if out and (reachable or not gateway):
                    yield subnet, route

    def beyond(self, target: Place) -> Iterator[Hop]:
        """Yields the hops to a place from networks behind a peering connection or the like."""
        inward = self.rules.of(target.groups, inward=True)
        for subnet in target.subnets:
            for route in self.subnets.routes_of(subnet):
                if route.way != "another network":
                    continue
                admitted = self.rules.between(inward, (), [route.to])
                for rule in admitted:
                    ports = [port for port in target.ports if rule.has(port)]
                    own = self._own(subnet, route.to)
                    for port in ports or ([] if target.ports else _named([rule])):
                        if not self.subnets.stops("", subnet, route.to, own, port):
                            permits = (_permit(rule, f"from {route.to}"), _route_permit(route))
                            yield Hop(network_name(route), target.name, port, permits)

    def _apart(self, source: Place, target: Place) -> Stop | None:
        if source.subnets and target.unplaced:
            return None
        for place in (source, target):
            if not place.subnets:
                why = f"{place.name} has no address in the network"
                return Stop(source.name, target.name, why, place.urn)
        if not self.subnets.vpcs(source.subnets) & self.subnets.vpcs(target.subnets):
            why = f"{source.name} and {target.name} stand in different networks"
            return Stop(source.name, target.name, why, target.urn)
        return None

    def _stopped(self, source: Place, target: Place, port: int) -> Stop | None:
        """Returns a stop if an access list closes the way between every two of their subnets."""
        entry = None
        for sender in source.subnets:
            for receiver in target.subnets:
                pair = [self.subnets.ranges([urn])[:1] for urn in (sender, receiver)]
                one, other = (found[0] if found else "0.0.0.0/0" for found in pair)
                entry = self.subnets.stops(sender, receiver, one, other, port)
                if entry is None:
                    return None
        if entry is None:
            return None
        way = "into" if entry.inward else "out of"
        number = "its last entry" if entry.number == 32767 else f"entry {entry.number}"
        name = entry.urn.rpartition("::")[2]
        why = f"the access list {name} stops it on the way {way} a subnet ({number})"
        return Stop(source.name, target.name, why, entry.urn)

    def _no_rule(self, source: Place, target: Place, *, out: list[Rule], into: list[Rule]) -> Stop:
        port = f" at {', '.join(map(str, target.ports))}" if target.ports else ""
        names = _names(target.groups)
        if not out:
            why = f"no rule of {_names(source.groups)} lets out to {target.name}{port}"
        elif not into:
            why = f"no rule of {names} admits {source.name}{port}"
        else:
            why = f"no port is open on both sides: {names} admits {into[0].said}"
        return Stop(source.name, target.name, why, (target if out else source).urn)

    def _no_way_in(self, target: Place) -> Stop:
        why = f"{target.name} has no public address"
        routes = [each for urn in target.subnets for each in self.subnets.routes_of(urn)]
        if not any(route.way == "internet gateway" for route in routes):
            why += ", and its subnets have no route to an internet gateway"
        return Stop("internet", target.name, why, target.urn)

    def _own(self, subnet: str, peer: str) -> str:
        """Returns the addresses of a subnet, of the version that the peer has."""
        found = [each for each in self.subnets.ranges([subnet]) if (":" in each) == (":" in peer)]
        return found[0] if found else peer


def network_name(route: Route) -> str:
    """Returns the name of the network to which a route leads: that of the connection."""
    return f"network behind {route.target.strip('${}').removesuffix('.id')}"


def _hop(source: Place, target: Place, port: int, rules: list[Rule]) -> Hop:
    permits = tuple(_permit(rule, "out" if not rule.inward else "in") for rule in rules)
    return Hop(source.name, target.name, port, permits)


def _permit(rule: Rule, what: str) -> Permit:
    return Permit(f"{rule.name} ({rule.said} {what})", rule.urn)


def _route_permit(route: Route) -> Permit:
    return Permit(f"{route.name} ({route.to} by {route.way})", route.urn)


def _leads_out(route: Route) -> bool:
    return addresses.is_outside(route.to)


def _named(rules: Iterable[Rule]) -> list[int]:
    """Returns ports of rules, for a place whose own are not known."""
    return [0 if rule.whole else rule.first for rule in rules]


def _names(groups: Iterable[str]) -> str:
    return ", ".join(urn.rpartition("::")[2] for urn in groups) or "the default group"


__all__ = ["EVERYWHERE", "INTERNET", "Network", "network_name"]
