"""HAProxy's configuration: the route table of the load balancer, on the developer's machine; pure.

It does the work of ALB, CloudFront and the firewall, in the order in which a request meets it: TLS,
trace, CORS, rate limits, the route, its token, the service. A service is taken out by its health
check, never because of its answers. So one failing route leaves the others alone, as at the load
balancer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from components.local.gateway.haproxy_certificates import certificate_rules, client_certificates
from components.local.gateway.haproxy_rules import (
    access_log,
    address_rules,
    cors_rules,
    redirect_rules,
    refusals,
    route_rules,
    site_files,
    site_rule,
)
from components.local.gateway.haproxy_tokens import jwt_rules, key_sets
from config.buckets import StaticSite
from config.gateway import GatewaySettings
from config.workload import Service
from planning import SITE, RedirectPlan, RoutePlan

FOLDER = "/usr/local/etc/haproxy"
CERTIFICATE = f"{FOLDER}/gateway.pem"
TOKEN_KEY = f"{FOLDER}/tokens.pem"
AUTHORITIES = f"{FOLDER}/authorities.pem"
REVOKED = f"{FOLDER}/revoked.pem"
HTTPS, HTTP, STATUS = 8443, 8080, 8404
WINDOW = "5m"
"""The time in which requests are counted, as by AWS WAF."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """The inputs from which the configuration is written."""

    settings: GatewaySettings
    routes: Sequence[RoutePlan]
    """The routes, in any order."""
    redirects: Sequence[RedirectPlan] = ()
    """Hosts that lead to another one."""
    services: Mapping[str, Service]
    static: Mapping[str, str]
    """The bucket that answers below each path prefix."""
    objects_address: str
    """The host and port of the object store."""
    static_site: StaticSite | None = None
    """The site of the bucket at `/`, with full names of its hosts."""
    replicas: Mapping[str, int] = field(default_factory=dict)
    """The number of containers, for services with more than one."""
    https_port: int
    """The port of this machine, for redirects."""
    key_set: str
    """The JSON Web Key Set with the key that signs tokens."""


def configuration(site: Site) -> str:
    """Returns the content of haproxy.cfg."""
    sections = [
        _global(),
        _defaults(site.settings.idle_timeout_seconds),
        "\n".join(_frontend(site)),
        _status(),
        *(_service(name, service, site) for name, service in sorted(site.services.items())),
        *(_static(path, bucket, site) for path, bucket in sorted(site.static.items())),
        *(_counter(route) for route in _limits(site)),
    ]
    return "# Generated from config/workload.yaml and the stack's settings.\n" + "\n".join(sections)


def counter(route: str) -> str:
    """Returns the name of the table in which a route with a limit of its own counts addresses."""
    return f"limit.{route}"


def _global() -> str:
    return """\
global
    log stdout format raw local0 info
    maxconn 2000
    ssl-default-bind-options ssl-min-ver TLSv1.2
"""


def _defaults(idle_seconds: int) -> str:
    return f"""\
defaults
    mode http
    log global
    option forwardfor
    option redispatch
    retries 2
    timeout connect 5s
    timeout http-request 15s
    timeout client {idle_seconds}s
    timeout server {idle_seconds}s
    timeout tunnel {idle_seconds}s
    default-server inter 10s fastinter 1s downinter 2s fall 3 rise 2

resolvers engine
    nameserver dns 127.0.0.11:53
    hold valid 5s
    hold nx 1s
"""


def _frontend(site: Site) -> Iterator[str]:
    settings = site.settings
    yield _binds(site)
    yield access_log()
    yield from key_sets(settings, site.key_set)
    yield from cors_rules(settings.cors)
    yield f"""\
    # Rate limit of the environment, by client address.
    stick-table type ipv6 size 100k expire {WINDOW} store http_req_rate({WINDOW})
    http-request track-sc0 src
    http-request deny deny_status 429 if {{ sc_http_req_rate(0) gt \
{settings.rate_limit_per_address} }}
"""
    yield from redirect_rules(site.redirects, site.https_port)
    yield from route_rules(sorted(site.routes, key=lambda route: route.priority), site.static)
    if site.static_site is not None:
        yield from site_rule(site.static[SITE], site.static_site.hosts, site.routes)
    yield from address_rules(site.routes)
    for route, limit in _limits(site).items():
        yield from _limit(route, limit, site)
    yield from jwt_rules(settings, site.routes, TOKEN_KEY)
    yield from certificate_rules(site.routes)
    yield """\
    http-request return status 404 content-type text/plain string "no route" \
unless { var(txn.backend) -m found }
    use_backend %[var(txn.backend)]
"""


def _binds(site: Site) -> str:
    https_port = site.https_port
    asks = client_certificates(site.settings, AUTHORITIES, REVOKED)
    return f"""\
frontend gateway
    bind :{HTTPS} ssl crt {CERTIFICATE}{asks} alpn h2,http/1.1
    bind :{HTTP}
{refusals()}
    http-request set-log-level silent if {{ path /healthz }}
    http-request return status 200 content-type text/plain string ok if {{ path /healthz }}
    http-request redirect location \
https://%[req.hdr(host),field(1,:)]:{https_port}%[capture.req.uri] unless {{ ssl_fc }}

    # Who asks, and for what: the headers of the load balancer, and the same for the log.
    http-request set-var-fmt(txn.seconds) %{{+X}}Ts
    http-request set-header x-amzn-trace-id \
Root=1-%[var(txn.seconds),lower]-%[uuid,regsub(-,,g),bytes(0,24)] \
unless {{ req.hdr(x-amzn-trace-id) -m found }}
    http-request set-header x-forwarded-port {https_port}
    http-request set-header x-forwarded-proto https
    http-request set-var(txn.request_id) req.hdr(x-amzn-trace-id)
    http-request set-var(txn.trace) req.hdr(traceparent)
    http-request set-var(txn.host) req.hdr(host),field(1,:),lower
    http-request set-var(txn.path) path

    # As the load balancer and CloudFront answer; without HSTS, which would take plain HTTP from
    # whatever else is developed on localhost.
    http-after-response set-header x-content-type-options nosniff
    http-after-response set-header x-frame-options DENY
    http-after-response set-header referrer-policy strict-origin-when-cross-origin \
unless {{ res.hdr(referrer-policy) -m found }}
"""


def _status() -> str:
    return f"""\
frontend status
    bind :{STATUS}
    no log
    stats enable
    stats uri /
    stats refresh 5s
"""


def _service(name: str, service: Service, site: Site) -> str:
    sticky = service.sticky_minutes is not None
    servers = "".join(
        f"    server {each} {each}:{service.port} check resolvers engine init-addr libc,none"
        f"{f' cookie {each}' if sticky else ''}\n"
        for each in replicas(name, site.replicas.get(name, 1))
    )
    # As the load balancer does: the time begins again with each request.
    cookie = f"    cookie AWSALB insert indirect nocache maxidle {service.sticky_minutes}m\n"
    return f"""\
backend {name}
{cookie if sticky else ""}\
    option httpchk
    http-check send meth GET uri {service.health_path} ver HTTP/1.1 hdr host {name}
    http-check expect status 200
{servers}"""


def replicas(name: str, count: int) -> list[str]:
    """Returns the names of several containers of one program: `orders`, `orders-2`, `orders-3`."""
    return [name, *(f"{name}-{number}" for number in range(2, count + 1))]


def static_backend(bucket: str) -> str:
    """Returns the name of a bucket's back end; no service has a dot in its name."""
    return f"static.{bucket}"


def _static(path: str, bucket: str, site: Site) -> str:
    files = site_files(site.static_site) if path == SITE and site.static_site else ""
    return f"""\
backend {static_backend(bucket)}
    http-request deny deny_status 405 unless {{ method GET HEAD }}
    http-request del-header authorization
{files}\
    http-request set-path /{bucket}%[path]
    server {bucket} {site.objects_address} check resolvers engine init-addr libc,none
"""


def _limits(site: Site) -> dict[str, int]:
    """Returns the limits by the workload's own routes. Each route counts for itself, whatever its
    paths."""
    return {route.route: route.rate_limit for route in site.routes if route.rate_limit is not None}


def _limit(route: str, limit: int, site: Site) -> Iterator[str]:
    rules = [each.identity for each in site.routes if each.route == route]
    chosen = f"{{ var(txn.route) -m str {' '.join(rules)} }}"
    table = counter(route)
    yield f"    http-request track-sc1 src table {table} if {chosen}"
    yield (
        f"    http-request deny deny_status 429 if {chosen} "
        f"{{ sc_http_req_rate(1,{table}) gt {limit} }}"
    )
    yield ""


def _counter(route: str) -> str:
    return f"""\
backend {counter(route)}
    stick-table type ipv6 size 100k expire {WINDOW} store http_req_rate({WINDOW})
"""
