"""Checks of a workload's counts against AWS's quotas and limits; pure.

Each problem gives the quota's figure, its name at AWS, and the setting that says it was raised. The
counts are those of `components/`; tests compare the two.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from config.checks import firewall_capacity
from config.data import MOST_NODES, ExistingServer, PlacedCache, PlacedServer
from config.edge import EdgeSettings, WafSettings, edge_behaviors
from config.gateway import (
    MUTUAL_BALANCER,
    PRIVATE_BALANCER,
    TABLE_BYTES,
    balancer_name,
    balancer_of,
    balancers_needed,
    load,
    moved,
    mutual_services,
    origin_table,
    other_services,
    private_services,
    written,
)
from config.joint.identity import issuing_pools
from config.joint.servers import all_servers_of, caches_of
from config.settings import CloudSettings, service_sizes
from config.values import Broken, aws_facts
from config.workload import Route, Service, Workload, contract


def quota_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields quotas that AWS would refuse to exceed in the middle of an update, with paths of the
    stack file."""
    # Clients with a certificate, and those of the network, pass a load balancer of their own, and
    # neither edge nor firewall.
    front = workload.model_copy(update={"services": other_services(workload.services)})
    yield from _gateway(front, settings)
    yield from _apart(MUTUAL_BALANCER, mutual_services(workload.services), workload, settings)
    yield from _apart(PRIVATE_BALANCER, private_services(workload.services), workload, settings)
    yield from _reserved(settings)
    yield from _security_groups(workload, settings)
    yield from _data(workload, settings)
    if settings.edge is not None:
        yield from _edge(front, settings, settings.edge)
    if settings.waf is not None:
        yield from _firewall(front, settings.waf)


_ADDRESS_RULES = 50
"""Rules of the firewall for addresses, by their priorities. AWS takes 100 sets of addresses in a
region, of which a rule has two at most."""
_REFUSALS = 1
"""Number of listener rules that refuse crooked paths."""


def gateway_rules(service: Service) -> int:
    """Returns the number of a service's rules at the load balancer. Paths of different depth count
    separately."""
    return sum(len({path.count("/") for path in route.paths}) for route in service.routes)


def _gateway(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    rules = {name: gateway_rules(service) for name, service in workload.services.items()}
    # A second set of tasks needs a second target group for each rule, and a rule of the test
    # listener.
    twice = {name for name, size in service_sizes(workload, settings).items() if size.two_sets}
    groups = {name: count * (2 if name in twice else 1) for name, count in rules.items()}
    balancers, limit = settings.gateway.load_balancers, settings.quotas.target_groups
    most, fullest = _fullest(groups, balancers)
    if most > limit:
        said = f"the routes of {balancer_name(fullest)}" if balancers > 1 else "the routes"
        there = sum(n for name, n in rules.items() if balancer_of(name, balancers) == fullest)
        yield Broken(
            "quotas.target_groups",
            limit,
            f"{said} need {most} target groups, one for each of {there} rules"
            f"{' and another unless deployed rolling' if twice else ''}; AWS "
            'lists "Target Groups per Application Load Balancer" as not adjustable. '
            f"{_more_balancers(groups, settings)} put several "
            "paths of one depth into one route, let services be called by name "
            f"(uses.services) instead of by a route{', or deploy rolling' if twice else ''}",
        )
    preflight = bool(settings.gateway.cors.allowed_origins)
    yield from _over(
        "listener_rules",
        most + (preflight + _REFUSALS) * (2 if twice else 1) + len(workload.redirects),
        settings.quotas.listener_rules,
        "rules of the load balancer" if balancers == 1 else f"rules of {balancer_name(fullest)}",
        "Rules per Application Load Balancer",
    )
    table = len(written(origin_table(workload.services, balancers)))
    if table > TABLE_BYTES:
        yield Broken(
            "gateway.load_balancers",
            balancers,
            f"the list of which path goes where has {table} bytes, and a function of CloudFront "
            f"has room for {TABLE_BYTES}; use shorter paths, or one host for several of a "
            "service's, or fewer load balancers",
        )


def _apart(
    balancer: str, services: Mapping[str, Service], workload: Workload, settings: CloudSettings
) -> Iterator[Broken]:
    """Yields limits of a load balancer that some services have for themselves."""
    sizes = service_sizes(workload, settings)
    twice = any(sizes[name].two_sets for name in services)
    groups = sum(
        gateway_rules(each) * (2 if sizes[name].two_sets else 1) for name, each in services.items()
    )
    yield from _over(
        "target_groups",
        groups,
        settings.quotas.target_groups,
        f"target groups of {balancer}, which AWS may not raise: put several paths of one "
        "depth into one route, or deploy rolling",
        "Target Groups per Application Load Balancer",
    )
    yield from _over(
        "listener_rules",
        groups + (_REFUSALS * (2 if twice else 1) if services else 0),
        settings.quotas.listener_rules,
        f"rules of {balancer}",
        "Rules per Application Load Balancer",
    )


def _reserved(settings: CloudSettings) -> Iterator[Broken]:
    balancers, each = settings.gateway.load_balancers, settings.gateway.minimum_capacity_units or 0
    granted = settings.quotas.reserved_capacity_units
    if balancers * each > granted:
        of = f"{balancers} load balancers with {each} need" if balancers > 1 else f"{each} needs"
        yield Broken(
            "gateway.minimum_capacity_units",
            each,
            f"is more than AWS lets this account reserve in {settings.region}: {of} "
            f"{balancers * each} units, and quotas.reserved_capacity_units is {granted}; ask AWS "
            'for more "Reserved Application Load Balancer Capacity Units (LCUs) per Region" '
            "(Service Quotas), then write the figure that it granted",
            reads=("quotas.reserved_capacity_units",),
        )


def _fullest(weights: Mapping[str, int], balancers: int) -> tuple[int, int]:
    """Returns the largest sum of weights at a load balancer, and its number."""
    sums = load(weights, balancers)
    fullest = max(sums, key=lambda number: sums[number])
    return sums[fullest], fullest


def _more_balancers(groups: Mapping[str, int], settings: CloudSettings) -> str:
    """Returns the remedy for too many target groups that spreads them over more load balancers."""
    before = settings.gateway.load_balancers
    needed = balancers_needed(groups, settings.quotas.target_groups)
    if needed is None or needed <= before:
        return "Or"
    routed = [name for name, count in groups.items() if count]
    moving = len(moved(routed, before, needed))
    edge = "" if settings.edge else " and add edge"
    return (
        f"Set gateway.load_balancers to {needed}{edge}, which moves {moving} of {len(routed)} "
        "services with routes, or"
    )


def _security_groups(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    balancers = settings.gateway.load_balancers
    others = other_services(workload.services)
    routed = {name: bool(each.routes) for name, each in others.items()}
    mutual, private = mutual_services(workload.services), private_services(workload.services)
    issuers = bool(settings.gateway.token_issuers() or issuing_pools(workload))
    callers_of_private = len(settings.gateway.private.allow_from) if settings.gateway.private else 0
    counts = {
        f"load balancer {MUTUAL_BALANCER}": len(mutual),
        # Inbound and outbound rules count apart; one more lets tests in.
        f"load balancer {PRIVATE_BALANCER}": max(len(private) + issuers, callers_of_private + 1),
    }
    for number, services in load(routed, balancers).items():
        who = "the load balancer" if balancers == 1 else f"load balancer {balancer_name(number)}"
        # One rule leads to each service, and one to the token issuer's keys.
        counts[who] = services + issuers
    callers = Counter(name for each in workload.programs() for name in each.program.uses.services)
    for name, service in workload.services.items():
        counts[f"service {name} (who calls it)"] = callers[name] + bool(service.routes)
    for each in workload.programs():
        uses = each.program.uses
        out = len(set(uses.internet)) + len(set(uses.services))
        counts[f"{each} (where it goes)"] = out
    for who, count in counts.items():
        yield from _over(
            "security_group_rules",
            count,
            settings.quotas.security_group_rules,
            f"rules in the security group of {who}",
            "Inbound or outbound rules per security group",
        )


def _data(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    for server in all_servers_of(workload, settings):
        yield from _logins(server)
    for cache in caches_of(settings):
        yield from _cache(workload, settings, cache)


def _cache(workload: Workload, settings: CloudSettings, cache: PlacedCache) -> Iterator[Broken]:
    which = f"the cache {cache.key}" if cache.key else "the cache"
    users = sum(cache.key in contract.cache_uses(each.program.uses) for each in workload.programs())
    yield from _over(
        "cache_users",
        users + 1 if users else 0,
        settings.quotas.cache_users,
        f"users of {which}, one of them nobody's",
        "Users per user group",
    )
    # More than AWS grants at all is refused with the shards (config/data/cache_settings.py).
    if cache.settings.shards and cache.settings.nodes <= MOST_NODES:
        yield from _over(
            "cache_nodes",
            cache.settings.nodes,
            settings.quotas.cache_nodes,
            f"nodes of {which}: shards, each with its replicas",
            "Nodes per cluster per instance type",
        )


def _logins(server: PlacedServer | ExistingServer) -> Iterator[Broken]:
    logins = len(contract.logins(server.workload))
    if isinstance(server, PlacedServer) and server.settings.proxy is not None:
        limit = aws_facts.LOGINS_PER_PROXY
        if logins > limit:
            yield Broken(
                (*server.path, "proxy"),
                f"{logins} programs with a login",
                f"RDS Proxy takes {limit} and AWS raises that for nobody; set it to null, or give "
                "fewer programs a database",
            )
    elif logins > aws_facts.LOGINS:
        yield Broken(
            server.path,
            f"{logins} programs with a login",
            f"one secret holds what the server is told of each, and has room for "
            f"{aws_facts.LOGINS}; give fewer programs a database",
        )


def _edge(workload: Workload, settings: CloudSettings, edge: EdgeSettings) -> Iterator[Broken]:
    # Hosts of private services and of client certificates answer elsewhere.
    routed = {host for route in _front_routes(workload) for host in route.hosts}
    static = {host for bucket in workload.buckets.values() for host in bucket.hosts}
    yield from _over(
        "edge_hosts",
        len({"@", *workload.redirects} | routed | static),
        settings.quotas.edge_hosts,
        "host names of CloudFront",
        "Alternate domain names (CNAMEs) per distribution",
    )
    yield from _over(
        "edge_behaviors",
        edge_behaviors(workload, edge.cache_seconds),
        settings.quotas.edge_behaviors,
        "cache behaviors of CloudFront",
        "Cache behaviors per distribution",
    )


def _firewall(workload: Workload, settings: WafSettings) -> Iterator[Broken]:
    """Yields limits of the firewall that are exceeded. Both are fixed: AWS raises neither."""
    services = other_services(workload.services)
    count = firewall_capacity.rate_limits(services)
    if count > aws_facts.WAF_RATE_LIMITS:
        routes = firewall_capacity.limited_routes(services)
        names = ", ".join(dict.fromkeys(name for name, _ in routes))
        yield Broken(
            "waf",
            f"{count} rate limits",
            f"a web ACL takes {aws_facts.WAF_RATE_LIMITS} and AWS raises that for nobody; one is "
            "gateway.rate_limit_per_address, the others are rate_limit in routes of "
            f"{names}: put paths with one limit into one route, or leave limits out",
        )
    closed = sum(len(route.paths) for route in _front_routes(workload) if route.allow_from)
    if closed > _ADDRESS_RULES:
        yield Broken(
            "waf",
            f"{closed} paths with allow_from",
            f"the firewall has room for {_ADDRESS_RULES} such rules; give one route of a host or a "
            "shorter path to what the same networks may call",
        )
    statics = [bucket.path for bucket in workload.buckets.values() if bucket.path]
    units = firewall_capacity.capacity(settings, services, statics)
    if units > aws_facts.WAF_CAPACITY_LIMIT:
        yield Broken(
            "waf.managed_groups",
            f"{units} capacity units",
            f"a web ACL holds {aws_facts.WAF_CAPACITY_LIMIT}, of groups, rate limits and "
            "allow_from together; leave groups out",
        )


def _front_routes(workload: Workload) -> Iterator[Route]:
    """Yields the routes behind the edge and the firewall."""
    for service in other_services(workload.services).values():
        yield from service.routes


def _over(setting: str, count: int, limit: int, what: str, quota: str) -> Iterator[Broken]:
    if count > limit:
        yield Broken(
            ("quotas", setting),
            limit,
            f'the workload needs {count} {what}; ask AWS to raise "{quota}" (Service Quotas), and '
            "write here what was granted",
        )
