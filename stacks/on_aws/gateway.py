"""Builds the DNS zone of an environment, its certificates, and the load balancers of its
services."""

from components.dns import Certificate, CertificateArgs, HostedZone, HostedZoneArgs
from components.gateway import LoadBalancer, LoadBalancerArgs
from config.gateway import balancer_name, balancer_of
from config.settings import service_sizes
from planning import plan_redirects
from stacks.on_aws.foundation import Foundation


class Gateway:
    """The API gateway with its zone and certificate."""

    def __init__(self, base: Foundation) -> None:
        settings, environment = base.settings, base.environment
        self.zone = HostedZone(
            "zone",
            HostedZoneArgs(environment=environment, hosted_zone_id=settings.hosted_zone_id),
            base.opts,
        )
        self.certificate = Certificate(
            "certificate",
            CertificateArgs(environment=environment, zone_id=self.zone.zone_id),
            base.opts,
        )
        count = settings.gateway.load_balancers
        self.balancers = {
            number: self._create_balancer(base, balancer_name(number))
            for number in range(1, count + 1)
        }
        """The load balancers by their numbers, from 1."""

    @property
    def load_balancer(self) -> LoadBalancer:
        """The first load balancer, and mostly the only one."""
        return self.balancers[1]

    def balancer_of(self, service: str) -> LoadBalancer:
        """Returns the load balancer of a service."""
        return self.balancers[balancer_of(service, len(self.balancers))]

    def _create_balancer(self, base: Foundation, name: str) -> LoadBalancer:
        settings, network = base.settings, base.network
        behind_edge = settings.edge is not None
        subnets = network.private_subnet_ids if behind_edge else network.public_subnet_ids
        return LoadBalancer(
            name,
            LoadBalancerArgs(
                environment=base.environment,
                settings=settings.gateway,
                vpc_id=network.vpc_id,
                vpc_cidr=settings.network.cidr,
                existing_vpc=settings.network.existing.vpc if settings.network.existing else None,
                subnet_ids=list(subnets.values()),
                certificate_arn=self.certificate.arn,
                log_bucket=base.logs.bucket,
                internal=behind_edge,
                redirects=plan_redirects(base.workload.redirects, base.environment.domain),
                with_test_listener=any(
                    each.two_sets for each in service_sizes(base.workload, settings).values()
                ),
            ),
            base.opts,
        )
