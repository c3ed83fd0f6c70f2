"""Calculation of the WAF capacity that a web ACL needs, and of the number of its rate limits; pure.

Source: docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html
"""

from collections.abc import Iterable, Mapping, Sequence

from config.edge import WafSettings
from config.values import aws_facts
from config.workload import Requests, Restriction, Route, Service, restrictions

_RATE_BASED, _AND, _REGEX, _TRANSFORMATION, _ADDRESSES = 2, 1, 3, 10, 1


def limited_routes(services: Mapping[str, Service]) -> list[tuple[str, Route]]:
    """Returns the routes with a rate limit of their own, each after its service's name."""
    return [
        (name, route)
        for name, service in services.items()
        for route in service.routes
        if route.rate_limit is not None
    ]


def rate_limits(services: Mapping[str, Service]) -> int:
    """Returns the number of rate-based statements: one for all addresses, and one for each limited
    route."""
    return 1 + len(limited_routes(services))


def capacity(
    settings: WafSettings, services: Mapping[str, Service], static_prefixes: Sequence[str] = ()
) -> int:
    """Returns the capacity units of the web ACL."""
    # The capacity of a group that a person has overruled (`overrules`) is unknown.
    known = aws_facts.WAF_MANAGED_GROUPS
    groups = sum(known.get(group, 0) for group in settings.managed_groups)
    limits = _RATE_BASED + _of_routes(route for _, route in limited_routes(services))
    return groups + limits + sum(map(_of_restriction, restrictions(services, static_prefixes)))


def _of_routes(routes: Iterable[Route]) -> int:
    return sum(_RATE_BASED + _of_scope(route) for route in routes)


def _of_scope(route: Route) -> int:
    """Returns the capacity units of a route's conditions. A path is decoded and normalized before
    it is compared, and a host is lower-cased."""
    return _of(bool(route.hosts), route.paths != ["/"])


def _of_restriction(restriction: Restriction) -> int:
    """Returns the capacity units of a rule: its requests, the others among them, and a set of
    addresses for each version of IP."""
    versions = len({":" in each for each in restriction.allow_from})
    others = sum(map(_of_requests, restriction.others))
    asked = _of(bool(restriction.requests.hosts), bool(restriction.requests.paths), alone=False)
    parts = versions + len(restriction.others)
    parts += bool(restriction.requests.hosts) + bool(restriction.requests.paths)
    return asked + others + versions * _ADDRESSES + (_AND if parts > 1 else 0)


def _of_requests(requests: Requests) -> int:
    """Returns the capacity units of requests that everybody may make, with one transformation of
    each part."""
    parts = bool(requests.hosts) + bool(requests.paths)
    return parts * (_REGEX + _TRANSFORMATION) + (_AND if parts > 1 else 0)


def _of(hosts: bool, paths: bool, *, alone: bool = True) -> int:
    units = (_REGEX + 2 * _TRANSFORMATION) * paths + (_REGEX + _TRANSFORMATION) * hosts
    return units + (_AND if alone and paths and hosts else 0)
