"""Services that answer inside the network only (`private: true`), and their checks; pure.

They have a load balancer of their own in the private subnets, whose security group lets in the
networks that the settings name. Their hosts lie below a domain of their own. A private zone for the
environment's whole domain would hide its public hosts from the network itself: Route 53 asks no
other zone for a name that a private zone covers
(docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html).
"""

from collections.abc import Iterator, Mapping

from config.gateway.gateway_settings import GatewaySettings
from config.gateway.mutual import mutual_services
from config.values import Broken
from config.workload import Service, Workload

PRIVATE_BALANCER = "private-gateway"
"""Name of the load balancer of private services. It does not begin with `gateway-`, after which
the name of a service stands."""


def private_services(services: Mapping[str, Service]) -> dict[str, Service]:
    """Returns the services that answer inside the network only."""
    return {name: service for name, service in services.items() if service.private}


def outside_services(services: Mapping[str, Service]) -> dict[str, Service]:
    """Returns the services that are not private, those without routes among them."""
    return {name: service for name, service in services.items() if not service.private}


def other_services(services: Mapping[str, Service]) -> dict[str, Service]:
    """Returns the services of the front door: neither private, nor for clients with a certificate.
    Those without routes are among them."""
    mutual = mutual_services(services)
    outside = outside_services(services)
    return {name: service for name, service in outside.items() if name not in mutual}


def private_hosts(services: Mapping[str, Service]) -> list[str]:
    """Returns the labels of private hosts below their own domain, sorted; `@` is that domain
    itself."""
    return sorted(
        {
            host
            for service in private_services(services).values()
            for route in service.routes
            for host in route.hosts
        }
    )


def private_needs(gateway: GatewaySettings, services: Mapping[str, Service]) -> Iterator[Broken]:
    """Yields private services without a load balancer, and one that no service is for, with paths
    of the stack file."""
    private = private_services(services)
    if private and gateway.private is None:
        yield Broken(
            "gateway.private",
            None,
            f"{', '.join(private)} answer inside the network only (private: true); name the "
            "networks that may call them, such as {allow_from: [10.0.0.0/8]}",
        )
    if gateway.private is not None and not private:
        yield Broken(
            "gateway.private",
            gateway.private.subdomain,
            "is for services with private: true, and there is none; write it on one, or leave it "
            "out",
            reads=("services",),
        )


def hidden_hosts(gateway: GatewaySettings, workload: Workload) -> Iterator[Broken]:
    """Yields a label of the private names that is a public host as well, with paths of the stack
    file: the network itself would never find that."""
    if gateway.private is None:
        return
    label = gateway.private.subdomain
    users = [
        *(
            f"service {name}"
            for name, service in outside_services(workload.services).items()
            if any(label in route.hosts for route in service.routes)
        ),
        *(f"bucket {name}" for name, each in workload.buckets.items() if label in each.hosts),
        *(f"redirects.{label}" for host in workload.redirects if host == label),
        *(["mail.return_host"] if workload.mail and workload.mail.return_host == label else []),
    ]
    if users:
        yield Broken(
            "gateway.private.subdomain",
            label,
            f"is a public host of {', '.join(users)}, which the network itself would no longer "
            "find: the private zone answers for the whole name; choose another label",
        )
