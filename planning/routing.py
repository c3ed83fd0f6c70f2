"""Turns the workload's routes into the rules of a listener, with their order; pure, without Pulumi.

A request belongs to the route with the longest prefix of its path. Of two with the same prefix, it
belongs to the one that names the request's host. So `/api/orders` without hosts is reached under
every host name, also under that of a service which answers `/` there.

A load balancer asks its rules by priority and takes the first that matches. A priority is made of a
band and a slot:

    band   the number of path segments, and whether hosts are named: deeper before shallower, with
           hosts before without
    slot   a hash of the rule's name: service, route, and whether a token is asked for

No request matches two rules of one band. Prefixes of the same depth that both match it are equal,
and `config/checks/workload_checks.py` refuses the same prefix twice for one host, or twice without.
So the order inside a band does not matter, and a hash may choose it.

A priority thus depends on its own route, never on a place in a file. The exception is two routes
that hash to the same slot: one of them takes its next choice. With n rules in a band of 6000,
adding one meets a taken slot with a probability of n / 6000, and moves the rule that had it in half
of these cases. That is 0.8 % with 100 rules in one band (the load balancer's default quota for all
bands together) and 2.5 % with 300. A move changes the priority in place. AWS refuses the newcomer
while the other rule still holds the number; then the next `pulumi up` completes the change.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Literal

from config.gateway import PRIVATE_LABEL
from config.values import NO_DOMAINS, full_name, parted
from config.workload import Route, Service

REFUSAL_PRIORITY = 1
"""The priority of the rule that refuses paths not in their plain form, before everything else."""
PREFLIGHT_PRIORITY = 2
"""The priority of the rule that answers a browser's CORS preflight, before every route."""
REDIRECTS = range(10, 100)
"""The priorities of hosts that lead to another one, before every route too."""
FIRST, LAST = 100, 50_000
"""The priorities of routes. AWS takes 1 to 50000; those below 100 are kept for the platform's
rules."""

DEEPEST = 60
"""The number of segments in the longest path that the workload may name, 120 characters."""
_WIDE, _NARROW, _LEAST = 6000, 1000, 40
_APEX = "apex"
_READABLE, _DIGEST = 40, 6
"""The number of characters in a route's name, and in the digest at its end."""


@dataclass(frozen=True, kw_only=True)
class RoutePlan:
    """One rule of a listener: the requests that one service answers in one way."""

    service: str
    key: str
    """The route's name within its service: `api-orders`, `app-root`, `root`. It follows from the
    first host and the first path only, so other routes never change it."""
    hosts: tuple[str, ...]
    """Full names, such as api.shop.example.com; an empty list matches every host."""
    paths: tuple[str, ...]
    """Path prefixes, all with the same number of segments."""
    auth: Literal["required", "none", "mtls"]
    issuer: str | None = None
    """The name of the issuer whose tokens it takes; None for the issuer of all other routes."""
    client: str | None = None
    """The client of a user pool whose tokens alone it takes; None for any."""
    scopes: tuple[str, ...] = ()
    claims: Mapping[str, str | list[str]] = field(default_factory=dict)
    """Claims that a token must have: a text is the whole claim, a list is contained in it."""
    priority: int = 0
    """1 (asked first) to 50000 (asked last)."""
    allow_from: tuple[str, ...] = ()
    """Networks that may call it; none for everybody."""
    rate_limit: int | None = None
    """Requests that one address may make in five minutes, to all rules of the route together."""
    private: bool = False
    """True if it answers inside the network only."""
    first_key: str = ""
    """The key of the route's first rule. A route with prefixes of different depth has several
    rules."""

    @property
    def identity(self) -> str:
        """The route's name among those of all services. Neither part can contain a dot."""
        return f"{self.service}.{self.key}"

    @property
    def route(self) -> str:
        """The name of the workload's route from which the rule was made."""
        return f"{self.service}.{self.first_key or self.key}"

    @property
    def rule(self) -> str:
        """The rule's name. With and without a token check a route has two different names and
        priorities, so that the old and the new rule can exist at once."""
        ends = {"required": "", "none": ".open", "mtls": ".mtls"}
        return f"{self.identity}{ends[self.auth]}"

    @property
    def path_patterns(self) -> tuple[str, ...]:
        """The load balancer's patterns, two for a prefix: `/a` and all below it, but not `/ab`.

        A rule that matches every path has no pattern, unless it has no hosts either: AWS wants one
        condition at least.
        """
        prefixes = [path for path in self.paths if path != "/"]
        if not prefixes and not self.hosts:
            return ("/*",)
        return tuple(pattern for path in prefixes for pattern in (path, f"{path}/*"))


@dataclass(frozen=True, kw_only=True)
class RedirectPlan:
    """One rule of a listener: a host whose requests are sent to another host."""

    key: str
    """The host's name within the workload, fit for a logical name."""
    host: str
    """Its full name."""
    target: str
    """The full name of the host that answers."""
    priority: int


def plan_redirects(
    redirects: Mapping[str, str], domain: str, further: Mapping[str, str] = NO_DOMAINS
) -> list[RedirectPlan]:
    """Returns the rules of hosts that lead to another one, sorted. As with routes, a priority
    follows from the host's own name. `further` are the names of further domains."""
    plans: list[RedirectPlan] = []
    taken: set[int] = set()
    for label in sorted(redirects):
        priority = next(slot for slot in _preferences(label, REDIRECTS) if slot not in taken)
        taken.add(priority)
        plans.append(
            RedirectPlan(
                key=_redirect_key(label),
                host=full_name(label, domain, further),
                target=full_name(redirects[label], domain, further),
                priority=priority,
            )
        )
    return plans


def _redirect_key(host: str) -> str:
    label, at = parted(host)
    # A host may be called apex, too; the dot makes the names differ.
    key = {"@": _APEX, _APEX: f"{_APEX}.host"}.get(label, label)
    return f"{key}.at.{at}" if at else key


def plan_routes(
    services: Mapping[str, Service],
    domain: str,
    private_label: str = PRIVATE_LABEL,
    further: Mapping[str, str] = NO_DOMAINS,
) -> dict[str, list[RoutePlan]]:
    """Returns the rules of each service by its name, in the order of its routes. Hosts of private
    services lie below a label of the domain. `further` are the names of further domains.

    A route with prefixes of different depth becomes one rule for each depth. With one priority for
    all of them, one prefix would come too early or another too late.
    """
    inside = full_name(private_label, domain)
    plans = [
        plan
        for name, service in services.items()
        for route in service.routes
        for plan in _rules(name, service, route, inside if service.private else domain, further)
    ]
    priorities = _priorities(plans)
    planned: dict[str, list[RoutePlan]] = {name: [] for name in services}
    for plan in plans:
        planned[plan.service].append(replace(plan, priority=priorities[plan.identity]))
    return planned


def depth_of(path: str) -> int:
    """Returns the number of segments in a path: 0 for `/`, 2 for `/api/orders`."""
    return sum(1 for segment in path.split("/") if segment)


def band(depth: int, *, hosts: bool) -> range:
    """Returns the priorities for rules with prefixes of this depth, with or without hosts.

    Few prefixes are deeper than four segments, so those bands are small. The last band is for the
    prefix `/` without hosts, and holds one rule at most.
    """
    if depth == 0 and not hosts:
        return range(LAST, LAST + 1)
    deeper = sum(2 * _width(other) for other in range(depth + 1, DEEPEST + 1))
    start = FIRST + deeper + (0 if hosts else _width(depth))
    return range(start, start + _width(depth))


def _width(depth: int) -> int:
    return _WIDE if depth <= 3 else _NARROW if depth == 4 else _LEAST


def _rules(
    name: str, service: Service, route: Route, domain: str, further: Mapping[str, str]
) -> Iterator[RoutePlan]:
    hosts = tuple(full_name(label, domain, further) for label in route.hosts)
    label = route.hosts[0] if route.hosts else None
    by_depth: dict[int, list[str]] = {}
    for path in route.paths:
        by_depth.setdefault(depth_of(path), []).append(path)
    for paths in by_depth.values():
        yield RoutePlan(
            service=name,
            key=route_key(label, paths[0]),
            hosts=hosts,
            paths=tuple(paths),
            auth=route.auth,
            issuer=route.issuer,
            client=route.client,
            scopes=tuple(route.scopes),
            claims=route.claims,
            allow_from=tuple(route.allow_from or ()),
            rate_limit=route.rate_limit,
            private=service.private,
            first_key=route_key(label, route.paths[0]),
        )


def route_key(host: str | None, path: str) -> str:
    """Returns the name of a route, made from the label of its first host and from its first path.

    The name is readable if that identifies the route: `root` for `/`, `api-orders` for
    `/api/orders`, `app-root` for `/` of host `app`. If another route could read the same
    (`/api-orders`, or `/orders` of host `api`), or if the text is long, a digest of both follows.
    Two routes share a name only if a hash of 24 bits repeats.
    """
    segments = [segment for segment in path.split("/") if segment] or ["root"]
    words = segments if host is None else [_APEX if host == "@" else host, *segments]
    text = re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")
    if len(text) <= _READABLE and _says_all(host, path):
        return text
    digest = hashlib.sha256(f"{host or ''} {path}".encode()).hexdigest()[:_DIGEST]
    return f"{text[: _READABLE - _DIGEST - 1]}-{digest}".replace("--", "-").lstrip("-")


def _says_all(host: str | None, path: str) -> bool:
    """Returns true if host and path can be told from their words, joined by hyphens. One at a
    further domain cannot: `api@germany` reads as `api-germany`."""
    if path == "/":
        return host != _APEX and (host == "@" or "@" not in (host or ""))
    if host is not None:
        return False
    # Words without hyphens identify a path, if the last cannot be taken for a host's root or a
    # digest.
    last = rf"(?!root$|[0-9a-f]{{{_DIGEST}}}$)[a-z0-9]+"
    return re.fullmatch(rf"(/[a-z0-9]+)*/{last}", path) is not None


def _priorities(plans: Sequence[RoutePlan]) -> dict[str, int]:
    """Returns a free slot for each rule. The rules choose in an order that follows from their names
    alone, so the same rules always get the same priorities, wherever they stand in the file."""
    chosen: dict[str, int] = {}
    taken: set[int] = set()
    for plan in sorted(plans, key=lambda plan: plan.rule):
        if plan.identity in chosen:
            raise ValueError(f"services.{plan.service}: routes: two are named {plan.key}")
        slots = band(depth_of(plan.paths[0]), hosts=bool(plan.hosts))
        if taken.issuperset(slots):
            raise ValueError(
                f"services.{plan.service}: routes: {plan.paths[0]} is one of more than "
                f"{len(slots)} prefixes of {depth_of(plan.paths[0])} segments; use shorter ones"
            )
        priority = next(slot for slot in _preferences(plan.rule, slots) if slot not in taken)
        chosen[plan.identity] = priority
        taken.add(priority)
    return chosen


def _preferences(rule: str, slots: range) -> Iterator[int]:
    """Yields the slots in the order in which a rule would take them: by hashes, endlessly."""
    for attempt in count():
        digest = hashlib.sha256(f"{rule} {attempt}".encode()).digest()
        yield slots[int.from_bytes(digest[:8], "big") % len(slots)]
