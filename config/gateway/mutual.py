"""Services that take clients with a certificate only (`auth: mtls`), and their checks; pure.

They have a load balancer of their own. CloudFront ends TLS and shows no certificate to what is
behind it, a listener asks either all its clients for a certificate or none, and AWS gives a target
group to one load balancer only. So a service has such routes or others, never both, and so has a
host.
"""

from collections.abc import Iterator, Mapping

from config.gateway.gateway_settings import GatewaySettings
from config.values import Broken, KeyPath
from config.workload import Service, Workload

MUTUAL_BALANCER = "mtls-gateway"
"""Name of the load balancer that asks its clients for certificates. It does not begin with
`gateway-`, after which the name of a service stands."""


def mutual_services(services: Mapping[str, Service]) -> dict[str, Service]:
    """Returns the services that take clients with a certificate only."""
    return {
        name: service
        for name, service in services.items()
        if any(route.auth == "mtls" for route in service.routes)
    }


def mutual_hosts(services: Mapping[str, Service]) -> list[str]:
    """Returns the labels of hosts that ask their clients for a certificate, sorted."""
    return sorted(
        {
            host
            for service in services.values()
            for route in service.routes
            if route.auth == "mtls"
            for host in route.hosts
        }
    )


def mutual_problems(workload: Workload) -> Iterator[Broken]:
    """Yields services and hosts that ask some of their clients for a certificate, with paths of the
    workload."""
    hosts = {*mutual_hosts(workload.services)}
    mutual = mutual_services(workload.services)
    for name, service in workload.services.items():
        for index, route in enumerate(service.routes):
            place: KeyPath = ("services", name, "routes", index)
            if name in mutual and route.auth != "mtls":
                yield Broken(
                    (*place, "auth"),
                    route.auth,
                    "stands beside auth: mtls, and AWS gives a target group to one load balancer "
                    "only; give the clients with certificates a service of their own, which may "
                    "call this one by its name (uses.services)",
                )
            shared = sorted(hosts & {*route.hosts}) if route.auth != "mtls" else []
            if shared and name not in mutual:
                yield Broken(
                    (*place, "hosts"),
                    route.hosts,
                    f"names {', '.join(shared)}, which asks its clients for a certificate (auth: "
                    "mtls): a host's name leads to one load balancer; take another host",
                )
    for name, bucket in workload.buckets.items():
        if shared := sorted(hosts & {*bucket.hosts}):
            yield Broken(
                ("buckets", name, "hosts"),
                bucket.hosts,
                f"names {', '.join(shared)}, which asks its clients for a certificate (auth: "
                "mtls), and CloudFront has none to show; take another host",
            )


def authority_needs(gateway: GatewaySettings, services: Mapping[str, Service]) -> Iterator[Broken]:
    """Yields routes whose clients' certificates nobody issues, and authorities that nobody asks
    for, with paths of the stack file."""
    mutual = mutual_services(services)
    if mutual and gateway.mtls is None:
        yield Broken(
            "gateway.mtls",
            None,
            f"routes of {', '.join(mutual)} ask for a client's certificate (auth: mtls); name the "
            "file with the authorities that issue them",
        )
    if gateway.mtls is not None and not mutual:
        yield Broken(
            "gateway.mtls",
            gateway.mtls.authorities,
            "is asked by no route; write auth: mtls on one, or leave it out",
            reads=("services",),
        )
