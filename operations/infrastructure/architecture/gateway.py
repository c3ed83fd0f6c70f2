"""Gateway: the table of routes, and what the gateway does with a request."""

from collections.abc import Iterator

from config.gateway import JwtSettings, outside_services
from config.values import KeyPath
from config.workload import Route, Service
from operations.infrastructure.markdown import NONE, host_words, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project
from wording import listed

_MINUTES = 5
"""Minutes in which requests of one address are counted, as `rate_limit` says."""


def together(project: Project) -> str:
    """Returns the routes, and the gateway's features side by side."""
    rows = list(_routes(project))
    routes = table(
        ("Path", "Host", "Service", "Port", "Token", "Own limit", "Kept at the edge"), rows
    )
    return joined(
        part(
            "Routes",
            routes or "No service has a route: nothing answers from outside.",
            "The longest path wins. A path without a host answers on every host." if rows else "",
        ),
        part("Features of the gateway", _features(project)),
    )


def _routes(project: Project) -> Iterator[tuple[str, ...]]:
    for name, service in project.workload.services.items():
        for route in service.routes:
            for path in route.paths:
                yield (
                    f"`{path}`" + (" (websocket)" if service.websocket else ""),
                    _places(service, route),
                    f"`{name}`",
                    str(service.port),
                    ", ".join(filter(None, (_token(route), _callers(route)))),
                    f"{route.rate_limit:,} in {_MINUTES} min" if route.rate_limit else "",
                    "as its Cache-Control says" if route.cache else "",
                )
    for name, bucket in project.workload.buckets.items():
        if bucket.path:
            hosts = ", ".join(map(host_words, bucket.hosts))
            token = f"a signature of `{bucket.signed_with}`" if bucket.signed_with else "none"
            yield f"`{bucket.path}`", hosts or "any", f"bucket `{name}`", NONE, token, "", "yes"


def _token(route: Route) -> str:
    """Returns what a route asks of a token: the issuer, the scope and the claims."""
    if route.auth != "required":
        return "none" if route.auth == "none" else "a client's certificate instead"
    issuer = [f"of `{route.issuer}`"] if route.issuer else []
    scopes = [f"scope `{scope}`" for scope in route.scopes]
    texts = {
        name: value if isinstance(value, str) else f"[{', '.join(value)}]"
        for name, value in route.claims.items()
    }
    claims = [f"`{name}: {value}`" for name, value in texts.items()]
    return ", ".join(["**required**", *issuer, *scopes, *claims])


def _callers(route: Route) -> str:
    """Returns the networks that may call a route, or nothing for everybody."""
    return f"only from {quoted(route.allow_from)}" if route.allow_from else ""


def _hosts(route: Route) -> list[str]:
    return [host_words(host) for host in route.hosts]


def _places(service: Service, route: Route) -> str:
    """Returns the hosts of a route, and whether they answer inside the network only."""
    hosts = ", ".join(_hosts(route)) or "any"
    return f"{hosts}, inside the network only" if service.private else hosts


def open_paths(project: Project) -> list[str]:
    """Returns the paths that answer the internet without a token, of services and of buckets."""
    of_services = [
        f"`{path}` at {listed(_hosts(route))}" if route.hosts else f"`{path}`"
        for service in outside_services(project.workload.services).values()
        for route in service.routes
        if route.auth == "none"
        for path in route.paths
    ]
    of_buckets = [
        f"`{bucket.path}` at {listed([*map(host_words, bucket.hosts)])}"
        if bucket.hosts
        else f"`{bucket.path}`"
        for bucket in project.workload.buckets.values()
        if bucket.path and not bucket.signed_with
    ]
    return of_services + of_buckets


def _features(project: Project) -> str:
    return project.compared(
        "Feature",
        (
            ("Technology", technology),
            ("TLS ends at", _tls),
            ("Rate limit of an address", _limit),
            ("Web application firewall", firewall),
            ("Tokens (JWT)", _tokens),
            ("CORS", _cors),
            ("Websockets", lambda e: _websockets(project, e)),
            ("Clients stay at a task", lambda e: _sticky(project, e)),
            ("Idle connections end after", _idle),
            ("Odd paths", lambda _: "400 before any route"),
            ("Request log", _log),
            ("Circuit breaking", _breaking),
            ("Page while nothing answers", _sorry),
        ),
    )


def technology(environment: Environment) -> str:
    """Returns the gateway's software."""
    if environment.cloud:
        return "Application Load Balancer" if environment.one("lb.LoadBalancer") else ""
    local = [each for each in environment.containers if each.name == "gateway"]
    return f"HAProxy, container `{local[0].image}`" if local else ""


def edge(environment: Environment) -> str:
    """Returns what stands in front of the gateway."""
    found = environment.one("cloudfront.Distribution")
    return f"CloudFront, `{found.inputs.get('priceClass')}`" if found else ""


def firewall(environment: Environment) -> str:
    """Returns the firewall with its groups of rules. Empty if there is none."""
    waf = environment.platform.settings.waf
    if waf is None:
        return ""
    counting = set(waf.count_only)
    names = [
        f"`{name.removeprefix('AWSManagedRules')}`" + (" (counts only)" if name in counting else "")
        for name in waf.managed_groups
    ]
    return f"AWS WAF: {', '.join(names) or 'rate limits'}"


def _tls(environment: Environment) -> str:
    settings = environment.platform.settings
    if environment.local:
        return "the gateway, with a certificate of its own"
    policy = f"load balancer (`{settings.gateway.tls_policy}`)"
    if settings.edge:
        return f"CloudFront (`{settings.edge.minimum_tls}`), and again at the {policy}"
    return policy


def _limit(environment: Environment) -> str:
    settings = environment.platform.settings
    if environment.cloud and settings.waf is None:
        return "none"
    return f"{settings.gateway.rate_limit_per_address:,} in {_MINUTES} minutes, then 429"


def _tokens(environment: Environment) -> str:
    issuers = environment.platform.settings.gateway.token_issuers()
    return "; ".join(_issuer(place, each, environment) for place, each in issuers.items()) or "none"


def _issuer(place: KeyPath, issuer: JwtSettings, environment: Environment) -> str:
    name = f"`{place[-1]}`: " if len(place) > 1 else ""
    audience = f", for `{issuer.audience}`" if issuer.audience else ""
    if environment.local:
        return f"{name}of this stack (`make token`){audience}"
    return f"{name}of {issuer.issuer}{audience}"


def _cors(environment: Environment) -> str:
    cors = environment.platform.settings.gateway.cors
    if not cors.allowed_origins:
        return "no other origin"
    return f"{quoted(cors.allowed_origins)}; answers kept {cors.max_age_seconds} s"


def _websockets(project: Project, environment: Environment) -> str:
    names = [name for name, each in project.workload.services.items() if each.websocket]
    return quoted(names) if names and technology(environment) else ""


def _sticky(project: Project, environment: Environment) -> str:
    kept = [
        f"`{name}` for {each.sticky_minutes} min"
        for name, each in project.workload.services.items()
        if each.sticky_minutes
    ]
    return ", ".join(kept) if kept and technology(environment) else ""


def _idle(environment: Environment) -> str:
    return f"{environment.platform.settings.gateway.idle_timeout_seconds} s"


def _log(environment: Environment) -> str:
    if environment.local:
        return "`make logs SERVICE=gateway`"
    found = environment.one("lb.LoadBalancer")
    logs = (found.inputs.get("accessLogs") or {}) if found else {}
    return "each request, in the bucket `logs`" if logs.get("enabled") else "none"


def _breaking(environment: Environment) -> str:
    if environment.local:
        return "a service that is not well gets no requests"
    return "unhealthy tasks get no requests; calls between services are retried by Service Connect"


def _sorry(environment: Environment) -> str:
    found = environment.one("cloudfront.Distribution")
    pages = {
        str(each["responsePagePath"])
        for each in (found.inputs.get("customErrorResponses") or () if found else ())
        if each.get("responsePagePath")
    }
    return quoted(sorted(pages)) if pages else ""
