"""Builds the DNS zone of an environment, its certificates, and the load balancer for all
services."""

from components.dns import Certificate, CertificateArgs, HostedZone, HostedZoneArgs
from components.gateway import LoadBalancer, LoadBalancerArgs
from config.settings import service_sizes
from stacks.on_aws.foundation import Foundation


class Gateway:
    """The API gateway with its zone and certificate."""

    def __init__(self, base: Foundation) -> None:
        settings, environment, network = base.settings, base.environment, base.network
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
        behind_edge = settings.edge is not None
        subnets = network.private_subnet_ids if behind_edge else network.public_subnet_ids
        self.load_balancer = LoadBalancer(
            "gateway",
            LoadBalancerArgs(
                environment=environment,
                settings=settings.gateway,
                vpc_id=network.vpc_id,
                vpc_cidr=settings.network.cidr,
                subnet_ids=list(subnets.values()),
                certificate_arn=self.certificate.arn,
                log_bucket=base.logs.bucket,
                internal=behind_edge,
                with_test_listener=any(
                    each.two_sets for each in service_sizes(base.workload, settings).values()
                ),
            ),
            base.opts,
        )
