"""Addresses: hosts and URLs, the domain with its DNS and certificates, and names kept free."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from config.domains import names_of
from config.gateway import outside_services, private_hosts, private_services
from operations.infrastructure.markdown import host_words, joined, link, part, quoted, table
from operations.infrastructure.project import Environment, Project
from planning import full_name, public_hosts

_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+) ([^{}$]+)\.\w+\}")


def together(project: Project) -> str:
    """Returns the URLs of each host, the domain, and the names that no service may take."""
    columns = ("Host", "Answered by", *(each.stack for each in project.environments))
    rows = [
        (
            host_words(host, "the domain itself"),
            _answer(project, host),
            *(_url(each, host) for each in project.environments),
        )
        for host in public_hosts.hosts(project.workload)
    ]
    everywhere = [name for name in project.workload.services if _any_host(project, name)]
    rows += _private(project)
    free = project.workload.reserved_hosts
    return joined(
        table(columns, rows),
        f"{quoted(everywhere)} answer on each of them, below the paths of their "
        f"{link('routes', 'docs/infrastructure.md#routes')}."
        if everywhere
        else "",
        part("Domain and certificates", _domain(project)),
        part(
            "Reserved subdomains",
            f"No route may take {quoted(free)}: they are kept for the operators." if free else "",
        ),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the DNS records of one environment, or the ports of a machine."""
    if environment.local:
        rows = [
            (f"`127.0.0.1:{outside}`", f"`{each.name}:{inside}`")
            for each in environment.containers
            for outside, inside in each.ports
        ]
        return table(("Address on this machine", "Leads to"), rows)
    checks = {
        str(each.inputs.get("fqdn")): f"each {each.inputs.get('requestInterval')} s at "
        f"`{each.inputs.get('resourcePath')}`"
        for each in environment.resources.of("route53.HealthCheck")
    }
    records: dict[str, tuple[list[str], str]] = {}
    for each in environment.resources.of("route53.Record"):
        if each.inputs.get("aliases"):
            name = str(each.inputs["name"])
            leads = _readable(str(each.inputs["aliases"][0]["name"]))
            records.setdefault(name, ([], leads))[0].append(str(each.inputs["type"]))
    return table(
        ("DNS name", "Records", "Leads to", "Checked from outside"),
        (
            (f"`{name}`", ", ".join(sorted(types)), leads, checks.get(name, ""))
            for name, (types, leads) in sorted(records.items())
        ),
    )


def _readable(value: str) -> str:
    return _REFERENCE.sub(lambda found: f"`{found[2]}` ({found[1]})", value)


def _private(project: Project) -> Iterator[tuple[str, ...]]:
    """Yields the rows of hosts that answer inside the network only."""
    services = project.workload.services
    for host in private_hosts(services):
        names = [
            name
            for name, service in private_services(services).items()
            if any(host in route.hosts for route in service.routes)
        ]
        what = "the private domain itself" if host == "@" else f"`{host}.`"
        urls = (_url(each, host, private=True) for each in project.environments)
        yield f"{what}, inside the network only", quoted(names), *urls


def _answer(project: Project, host: str) -> str:
    target = project.workload.redirects.get(host)
    if target is None:
        return quoted(_answered_by(project, host))
    return f"sent to {host_words(target, 'the domain itself')} (301)"


def _answered_by(project: Project, host: str) -> list[str]:
    services = [
        name
        for name, service in outside_services(project.workload.services).items()
        if any(host in route.hosts or not route.hosts for route in service.routes)
    ]
    buckets = [name for name, each in project.workload.buckets.items() if host in each.hosts]
    everywhere = [name for name in services if _any_host(project, name)]
    own = [name for name in services if name not in everywhere]
    return [*own, *buckets] or everywhere


def _any_host(project: Project, service: str) -> bool:
    routes = project.workload.services[service].routes
    return bool(routes) and all(not route.hosts for route in routes)


def _url(environment: Environment, host: str, *, private: bool = False) -> str:
    settings = environment.platform.settings
    inside = full_name(settings.gateway.private_label, settings.domain)
    further = names_of(settings.domains)
    name = full_name(host, inside if private else settings.domain, further)
    local = environment.local
    return f"https://{name}:{local.settings.docker.ports.gateway}" if local else f"https://{name}"


def _domain(project: Project) -> str:
    return project.compared(
        "What",
        (
            ("Domain", lambda each: f"`{each.platform.settings.domain}`"),
            ("Further domains", _further),
            ("DNS zone", _zone),
            ("Certificate", _certificate),
            ("Oldest TLS for visitors", _tls),
            ("Fixed outgoing addresses", _count),
        ),
    )


def _zone(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    given = cloud.settings.hosted_zone_id
    return f"Route 53, `{given}`" if given else "Route 53, made by this program"


def _further(environment: Environment) -> str:
    found = environment.platform.settings.domains.items()
    return ", ".join(f"`{key}`: `{each.name}`" for key, each in found)


def _certificate(environment: Environment) -> str:
    found = environment.resources.of("acm.Certificate")
    if not found:
        return "made by the stack for this machine"
    if found[0].given:
        return f"ACM, of another owner, {quoted(str(each.inputs['arn']) for each in found)}"
    names = dict.fromkeys(name for each in found for name in _names(each.inputs))
    return f"ACM, renewed by AWS, for {quoted(names)}"


def _names(inputs: Mapping[str, Any]) -> Iterator[str]:
    yield str(inputs.get("domainName"))
    yield from inputs.get("subjectAlternativeNames") or ()


def _tls(environment: Environment) -> str:
    settings = environment.platform.settings
    if settings.edge:
        return f"`{settings.edge.minimum_tls}` at the edge"
    return f"`{settings.gateway.tls_policy}`" if environment.cloud else ""


def _count(environment: Environment) -> str:
    number = len(environment.resources.of("ec2.Eip"))
    way = "NAT instance" if environment.resources.of("autoscaling.Group") else "NAT gateway"
    shown = f"`pulumi stack output public_addresses --stack {environment.stack}`"
    return f"{number}, one for each {way}: {shown}" if number else ""
