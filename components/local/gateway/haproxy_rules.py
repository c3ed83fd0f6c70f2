"""Parts of HAProxy's configuration: routes, CORS, and the log; pure."""

from collections.abc import Iterator, Mapping, Sequence

from config.buckets import FILES_ALWAYS, StaticSite
from config.gateway import CorsSettings
from planning import SITE, RedirectPlan, RoutePlan, refused_paths

_LOG_FIELDS = {
    "time": "%[date,utime(%Y-%m-%dT%H:%M:%SZ)]",
    "client": "%[src]",
    "method": "%HM",
    "host": "%[var(txn.host),json(utf8s)]",
    "path": "%[var(txn.path),json(utf8s)]",
    "status": "%ST",
    "bytes": "%B",
    "milliseconds": "%Ta",
    "route": "%[var(txn.route),json(utf8s)]",
    "backend": "%b",
    "request_id": "%[var(txn.request_id),json(utf8s)]",
    "trace": "%[var(txn.trace),json(utf8s)]",
    "ended": "%ts",
}


def access_log() -> str:
    """Returns the format of the log: one JSON object for each request."""
    numbers = ("status", "bytes", "milliseconds")
    fields = (
        f'"{name}":{value}' if name in numbers else f'"{name}":"{value}"'
        for name, value in _LOG_FIELDS.items()
    )
    return f"    log-format '{{{','.join(fields)}}}'\n"


def refusals() -> str:
    """Returns rules that answer 400 to paths that a service might read as another route's, as at
    the load balancer."""
    lines = (
        f"    http-request deny deny_status 400 if {{ path -m reg '{each}' }}"
        for each in refused_paths.REFUSED
    )
    return "\n".join(lines)


def redirect_rules(redirects: Sequence[RedirectPlan], https_port: int) -> Iterator[str]:
    """Yields rules that send all requests of a host to another one, as the load balancer does."""
    if redirects:
        yield "    # Hosts that lead to another one."
    for each in redirects:
        yield (
            f"    http-request redirect code 301 location https://{each.target}:{https_port}"
            f"%[pathq] if {{ var(txn.host) -m str {each.host} }}"
        )
    if redirects:
        yield ""


def route_rules(routes: Sequence[RoutePlan], static: Mapping[str, str]) -> Iterator[str]:
    """Yields rules that choose a back end. The first match wins: static files, then the routes in
    their order."""
    yield "    # Which service answers."
    elsewhere = []
    apart = (route for route in routes if _apart(route))
    if hosts := sorted({host for route in apart for host in route.hosts}):
        # At the hosts of clients with a certificate, and of the network, nothing else answers, as
        # on AWS.
        yield f"    acl apart var(txn.host) -m str {' '.join(hosts)}"
        elsewhere = ["!apart"]
    below = {path: bucket for path, bucket in static.items() if path != SITE}
    for path, bucket in sorted(below.items(), key=lambda item: -len(item[0])):
        yield f"    acl path:{bucket} path {path}"
        yield f"    acl path:{bucket} path_beg {path}/"
        yield (
            f"    http-request set-var(txn.backend) str(static.{bucket}) "
            f"if {' '.join(['!{ var(txn.backend) -m found }', *elsewhere, f'path:{bucket}'])}"
        )
    for route in routes:
        yield from _route(route, [] if route.hosts else elsewhere)
    yield ""


def _apart(route: RoutePlan) -> bool:
    """Returns true if the hosts of a route have a load balancer of their own on AWS."""
    return route.auth == "mtls" or route.private


def _route(route: RoutePlan, elsewhere: Sequence[str]) -> Iterator[str]:
    name, conditions = route.identity, ["!{ var(txn.backend) -m found }", *elsewhere]
    if route.hosts:
        yield f"    acl host:{name} var(txn.host) -m str {' '.join(route.hosts)}"
        conditions.append(f"host:{name}")
    prefixes = [path for path in route.paths if path != "/"]
    for path in prefixes:
        yield f"    acl path:{name} path {path}"
        yield f"    acl path:{name} path_beg {path}/"
    if prefixes:
        conditions.append(f"path:{name}")
    chosen = " ".join(conditions)
    yield f"    http-request set-var(txn.route) str({name}) if {chosen}"
    yield f"    http-request set-var(txn.backend) str({route.service}) if {chosen}"


def site_rule(bucket: str, hosts: Sequence[str], routes: Sequence[RoutePlan]) -> Iterator[str]:
    """Yields rules that leave to the site what is the path of no route, at whichever host, as at
    CloudFront."""
    conditions = ["!{ var(txn.backend) -m found }"]
    others = [route for route in routes if not _apart(route)]
    if len(others) < len(routes):
        conditions.append("!apart")
    for path in sorted({path for route in others for path in route.paths}):
        yield f"    acl routed path {path}"
        yield f"    acl routed path_beg {path}/"
    if any(route.paths for route in others):
        conditions.append("!routed")
    if hosts:
        conditions.append(f"{{ var(txn.host) -m str {' '.join(hosts)} }}")
    chosen = " ".join(conditions)
    yield f"    http-request set-var(txn.backend) str(static.{bucket}) if {chosen}"
    yield ""


def site_files(site: StaticSite) -> str:
    """Returns rules that turn a path into that of the site's file, as the edge does."""
    fallback = f"    http-request set-path /{site.fallback} if !file !{{ path / }}\n"
    return f"""\
    acl file path_beg {FILES_ALWAYS}
    acl file path -m reg '\\.[^/]*$'
{fallback if site.fallback else ""}\
    http-request set-path %[path]{site.index} if !file {{ path_end / }}
    http-request set-path %[path]/{site.index} if !file
    http-response set-status 404 if {{ status 403 }}
"""


_THIS_MACHINE = "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1 fc00::/7"
"""Networks of the machine itself and of its containers: a browser on it arrives by one of them."""


def address_rules(routes: Sequence[RoutePlan]) -> Iterator[str]:
    """Yields rules that answer 403 to callers from elsewhere than a route's networks, as the
    firewall does. The machine itself may always call, or a developer could try no such route."""
    closed = sorted((route for route in routes if route.allow_from), key=lambda r: r.identity)
    for route in closed:
        chosen = f"{{ var(txn.route) -m str {route.identity} }}"
        allowed = f"{{ src {_THIS_MACHINE} {' '.join(route.allow_from)} }}"
        yield f"    http-request deny deny_status 403 if {chosen} !{allowed}"
    if closed:
        yield ""


def cors_rules(cors: CorsSettings) -> Iterator[str]:
    """Yields rules that answer preflights, and that name the origin in every answer to an allowed
    one."""
    if not cors.allowed_origins:
        return
    origins = " ".join(cors.allowed_origins)
    named = "if { var(txn.origin) -m found }"
    yield "    # Web pages of other origins."
    yield f"    acl allowed_origin req.hdr(origin) -m str {origins}"
    yield "    http-request set-var(txn.origin) req.hdr(origin) if allowed_origin"
    yield (
        f"    http-after-response set-header access-control-allow-origin %[var(txn.origin)] {named}"
    )
    yield f"    http-after-response add-header vary Origin {named}"
    yield (
        "    http-request return status 204 "
        f'hdr access-control-allow-methods "{",".join(cors.allowed_methods)}" '
        f'hdr access-control-allow-headers "{",".join(cors.allowed_headers)}" '
        f"hdr access-control-max-age {cors.max_age_seconds} "
        "if { method OPTIONS } { req.hdr(access-control-request-method) -m found } allowed_origin"
    )
    yield (
        "    http-request deny deny_status 403 if { method OPTIONS } "
        "{ req.hdr(access-control-request-method) -m found } "
        "{ req.hdr(origin) -m found } !allowed_origin"
    )
    yield ""
