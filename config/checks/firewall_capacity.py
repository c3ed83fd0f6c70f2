"""Calculation of the WAF capacity that a web ACL needs, and of the number of its rate limits; pure.

Source: docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html
"""

from collections.abc import Iterable, Mapping

from config.settings import WafSettings
from config.values import aws_facts
from config.workload import Route, Service

_RATE_BASED, _AND, _REGEX, _TRANSFORMATION = 2, 1, 3, 10


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


def capacity(settings: WafSettings, services: Mapping[str, Service]) -> int:
    """Returns the capacity units of the web ACL."""
    # The capacity of a group that a person has overruled (`overrules`) is unknown.
    known = aws_facts.WAF_MANAGED_GROUPS
    groups = sum(known.get(group, 0) for group in settings.managed_groups)
    return groups + _RATE_BASED + _of_routes(route for _, route in limited_routes(services))


def _of_routes(routes: Iterable[Route]) -> int:
    return sum(_RATE_BASED + _of_scope(route) for route in routes)


def _of_scope(route: Route) -> int:
    """Returns the capacity units of a route's conditions. A path is decoded and normalized before
    it is compared, and a host is lower-cased."""
    paths = _REGEX + 2 * _TRANSFORMATION if route.paths != ["/"] else 0
    hosts = _REGEX + _TRANSFORMATION if route.hosts else 0
    return paths + hosts + (_AND if paths and hosts else 0)
