"""The doors of a plan: how a request from outside passes the edge and the load balancer.

internet -> edge               a distribution of CloudFront
edge -> load balancer          an origin of the distribution, and the balancer's security group
edge -> bucket                 an origin, and the bucket's policy
load balancer -> service       a rule of a listener, and both security groups
proxy -> database              the proxy's target, and both security groups
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from operations.plan import Resource, Resources
from operations.reach import addresses
from operations.reach.hops import Hop, Permit, Stop
from operations.reach.network import Network
from operations.reach.places import Place

_FORWARDS = ("forward", "targetGroupArn")


class Doors:
    """Hops of requests that are handed on as they came."""

    def __init__(self, resources: Resources, network: Network, places: list[Place]) -> None:
        self._resources, self._network = resources, network
        self._by_urn = {place.urn: place for place in places if place.urn}

    def hops(self) -> Iterator[Hop | Stop]:
        """Yields every hop of a door, and what stops one that a door is made for."""
        for each in self._resources.of("cloudfront.Distribution"):
            yield from self._edge(each)
        for each in self._resources.of("lb.LoadBalancer"):
            yield from self._balancer(each)
        for each in self._resources.of("rds.ProxyTarget"):
            yield from self._proxy(each)

    def _edge(self, each: Resource) -> Iterator[Hop | Stop]:
        edge = self._by_urn[each.urn].name
        if each.inputs.get("enabled") is False:
            yield Stop("internet", edge, "the distribution is switched off", each.urn)
            return
        hosts = ", ".join(each.inputs.get("aliases") or [])
        yield Hop("internet", edge, 443, (Permit(str(each), each.urn),), hosts)
        for origin in each.inputs.get("origins") or []:
            domain = origin.get("domainName")
            for balancer in self._resources.referred(domain, "lb.LoadBalancer"):
                yield self._to_balancer(each, origin, self._by_urn[balancer.urn])
            for bucket in self._resources.referred(domain, "s3.Bucket"):
                permits = [Permit(f"{each} (origin {origin.get('originId')})", each.urn)]
                for policy in self._resources.of("s3.BucketPolicy"):
                    if bucket in self._resources.referred(policy.inputs.get("bucket"), "s3.Bucket"):
                        permits.append(Permit(str(policy), policy.urn))
                yield Hop(edge, f"bucket {bucket.name}", 443, tuple(permits), forwards=True)

    def _to_balancer(
        self, each: Resource, origin: Mapping[str, Any], balancer: Place
    ) -> Hop | Stop:
        edge = self._by_urn[each.urn].name
        private = (origin.get("vpcOriginConfig") or {}).get("vpcOriginId")
        port = int((origin.get("customOriginConfig") or {}).get("httpsPort") or 443)
        permits = [Permit(f"{each} (origin {origin.get('originId')})", each.urn)]
        for door in self._resources.referred(private, "cloudfront.VpcOrigin"):
            port = int((door.inputs.get("vpcOriginEndpointConfig") or {}).get("httpsPort") or 443)
            permits.append(Permit(str(door), door.urn))
        if not private:
            found = self._network.arrive(balancer, at=[port])
            if isinstance(found, Stop):
                return Stop(edge, balancer.name, found.why, found.urn)
            return Hop(edge, balancer.name, port, (*permits, *found.by), forwards=True)
        own = self._network.subnets.ranges(balancer.subnets)
        for rule in self._network.rules.of(balancer.groups, inward=True):
            # CloudFront's addresses are a list that AWS keeps; its group is one that AWS makes.
            known = [peer for peer in rule.peers if not self._resources.get(peer)]
            near = any(addresses.overlap(one, other) for one in rule.ranges for other in own)
            if rule.has(port) and (rule.lists or known or near):
                permit = Permit(f"{rule.name} ({rule.said} in)", rule.urn)
                return Hop(edge, balancer.name, port, (*permits, permit), forwards=True)
        why = f"no rule of the security group admits CloudFront at {port}"
        return Stop(edge, balancer.name, why, balancer.urn)

    def _balancer(self, each: Resource) -> Iterator[Hop | Stop]:
        balancer = self._by_urn[each.urn]
        for listener in self._resources.of("lb.Listener"):
            if each not in self._resources.referred(
                listener.inputs.get("loadBalancerArn"), each.kind
            ):
                continue
            port = int(listener.inputs.get("port") or 443)
            for rule in rules_of(self._resources, listener):
                for place in self._targets(rule):
                    yield self._forward(balancer, place, port, rule)

    def _forward(self, balancer: Place, place: Place, port: int, rule: Resource) -> Hop | Stop:
        said = conditions(self._resources, rule)
        permit = Permit(f"{rule} ({said})", rule.urn)
        if not place.subnets:
            by: tuple[Permit, ...] = (permit,)
            return Hop(balancer.name, place.name, 443, by, said, port, forwards=True)
        found = self._network.connect(balancer, place)
        if isinstance(found, Stop):
            return found
        by = (permit, *found.by)
        return Hop(balancer.name, place.name, found.port, by, said, port, forwards=True)

    def _targets(self, rule: Resource) -> Iterator[Place]:
        """Yields the places to which a rule forwards."""
        found = (self._registered.get(each.urn, []) for each in forwarded(self._resources, rule))
        yield from dict.fromkeys(place for places in found for place in places)

    @cached_property
    def _registered(self) -> dict[str, list[Place]]:
        """The places behind each target group, by its URN."""
        found: dict[str, list[Place]] = {}
        for each in self._resources.of("ecs.Service"):
            named = _target_groups(each.inputs.get("loadBalancers"))
            for group in self._resources.referred(named, _GROUP):
                found.setdefault(group.urn, []).append(self._by_urn[each.urn])
        for each in self._resources.of("lb.TargetGroupAttachment"):
            for group in self._resources.referred(each.inputs.get("targetGroupArn"), _GROUP):
                for kind in ("lambda.Function", "ec2.Instance"):
                    for target in self._resources.referred(each.inputs.get("targetId"), kind):
                        if place := self._by_urn.get(target.urn):
                            found.setdefault(group.urn, []).append(place)
        return found

    def _proxy(self, each: Resource) -> Iterator[Hop | Stop]:
        named = each.inputs.get("dbProxyName")
        target = each.inputs.get("dbInstanceIdentifier")
        for proxy in self._resources.referred(named, "rds.Proxy"):
            for database in self._resources.referred(target, "rds.Instance"):
                found = self._network.connect(self._by_urn[proxy.urn], self._by_urn[database.urn])
                if isinstance(found, Stop):
                    yield found
                else:
                    by = (Permit(str(each), each.urn), *found.by)
                    yield Hop(found.source, found.target, found.port, by, forwards=True)


_GROUP = "lb.TargetGroup"
_LISTENER = "lb.Listener"
_PUBLIC = {80, 443}
"""Ports for everybody. At others new versions are tried before they get traffic."""


def rules_of(resources: Resources, listener: Resource) -> list[Resource]:
    """Returns the rules of a listener in the order in which they are asked; its default actions are
    the last."""
    found = [
        each
        for each in resources.of("lb.ListenerRule")
        if listener in resources.referred(each.inputs.get("listenerArn"), listener.kind)
    ]
    found.sort(key=lambda rule: int(rule.inputs.get("priority") or 50_001))
    return [*found, listener]


def actions_of(rule: Resource) -> list[Mapping[str, Any]]:
    """Returns the actions of a rule, or the default ones of a listener."""
    return list(rule.inputs.get("actions") or rule.inputs.get("defaultActions") or [])


def forwarded(resources: Resources, rule: Resource) -> list[Resource]:
    """Returns the target groups to which a rule forwards."""
    given = [action.get(key) for action in actions_of(rule) for key in _FORWARDS]
    return resources.referred([each for each in given if each], _GROUP)


def asks_for_token(rule: Resource) -> bool:
    """Returns true if a rule checks who asks before it forwards."""
    kinds = {str(action.get("type")) for action in actions_of(rule)}
    return bool(kinds & {"jwt-validation", "authenticate-oidc", "authenticate-cognito"})


def asks_for_certificate(resources: Resources, rule: Resource) -> bool:
    """Returns true if the listener of a rule, or a listener itself, lets in only those who show
    a certificate of its trust store."""
    found = [rule] if rule.kind == _LISTENER else []
    found += resources.referred(rule.inputs.get("listenerArn"), _LISTENER)
    asks = [(each.inputs.get("mutualAuthentication") or {}).get("mode") for each in found]
    return bool(asks) and set(asks) == {"verify"}


def of_the_internet(resources: Resources) -> dict[str, frozenset[int]]:
    """Returns the load balancers that the internet is meant to reach, by URN, with their public
    ports: those that ask everybody for a certificate, and without an edge all that face it."""
    edge = bool(resources.of("cloudfront.Distribution"))
    found: dict[str, frozenset[int]] = {}
    for each in resources.of("lb.LoadBalancer"):
        listeners = [
            one
            for one in resources.of(_LISTENER)
            if each in resources.referred(one.inputs.get("loadBalancerArn"), each.kind)
        ]
        asks = all(asks_for_certificate(resources, one) for one in listeners)
        if listeners and each.inputs.get("internal") is not True and (asks or not edge):
            ports = {int(one.inputs.get("port") or 443) for one in listeners}
            found[each.urn] = frozenset(ports & _PUBLIC)
    return found


def conditions(resources: Resources, rule: Resource) -> str:
    """Returns what a request must be like for a rule, for people."""
    parts = []
    for condition in rule.inputs.get("conditions") or []:
        for kind in ("hostHeader", "pathPattern", "httpRequestMethod", "sourceIp"):
            values = (condition.get(kind) or {}).get("values") or []
            if values:
                parts.append(" or ".join(value for value in values if not value.endswith("/*")))
                parts[-1] = parts[-1] or " or ".join(values)
    asks = "token required" if asks_for_token(rule) else "no token"
    if asks_for_certificate(resources, rule):
        asks = "certificate required"
    return ", ".join([*parts, asks])


def _target_groups(rows: Any) -> list[Any]:
    found = []
    for row in rows or []:
        advanced = row.get("advancedConfiguration") or {}
        found += [row.get("targetGroupArn"), advanced.get("alternateTargetGroupArn")]
    return [each for each in found if each]
