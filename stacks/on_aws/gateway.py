"""Builds the DNS zone of an environment, its certificates, and the load balancers of its
services."""

from dataclasses import replace

from components.dns import (
    Certificate,
    CertificateArgs,
    ExistingCertificate,
    ExistingCertificateArgs,
    HostedZone,
    HostedZoneArgs,
)
from components.gateway import LoadBalancer, LoadBalancerArgs, TrustStore, TrustStoreArgs
from config.gateway import (
    MUTUAL_BALANCER,
    GatewaySettings,
    balancer_name,
    balancer_of,
    mutual_services,
)
from config.settings import service_sizes
from planning import plan_redirects
from stacks.on_aws.foundation import US_EAST_1, Foundation


class Gateway:
    """The API gateway with its zone and certificate."""

    def __init__(self, base: Foundation) -> None:
        settings, environment = base.settings, base.environment
        self.zone = HostedZone(
            "zone",
            HostedZoneArgs(environment=environment, hosted_zone_id=settings.hosted_zone_id),
            base.opts,
        )
        self.certificate = self._certificate(base)
        count = settings.gateway.load_balancers
        self.balancers = {
            number: self._create_balancer(base, balancer_name(number))
            for number in range(1, count + 1)
        }
        """The load balancers by their numbers, from 1."""
        self._mutual_services = mutual_services(base.workload.services)
        self.mutual = self._create_mutual(base) if settings.gateway.mtls else None
        """The load balancer that asks its clients for certificates."""

    @property
    def load_balancer(self) -> LoadBalancer:
        """The first load balancer, and mostly the only one."""
        return self.balancers[1]

    def balancer_of(self, service: str) -> LoadBalancer:
        """Returns the load balancer of a service."""
        if self.mutual is not None and service in self._mutual_services:
            return self.mutual
        return self.balancers[balancer_of(service, len(self.balancers))]

    def _certificate(self, base: Foundation) -> Certificate | ExistingCertificate:
        if given := base.settings.existing.certificates:
            args = ExistingCertificateArgs(
                environment=base.environment, certificates=given, edge_region=US_EAST_1
            )
            return ExistingCertificate("certificate", args, base.opts)
        return Certificate(
            "certificate",
            CertificateArgs(environment=base.environment, zone_id=self.zone.zone_id),
            base.opts,
        )

    def _create_balancer(self, base: Foundation, name: str) -> LoadBalancer:
        behind_edge = base.settings.edge is not None
        args = self._args(base, base.settings.gateway, internal=behind_edge)
        redirects = plan_redirects(base.workload.redirects, base.environment.domain)
        return LoadBalancer(name, replace(args, redirects=redirects), base.opts)

    def _create_mutual(self, base: Foundation) -> LoadBalancer:
        store = TrustStore(
            f"{MUTUAL_BALANCER}-trust",
            TrustStoreArgs(
                environment=base.environment,
                authorities=base.authorities,
                kms_key_arn=base.key.arn,
                log_bucket=base.logs.bucket,
            ),
            base.opts,
        )
        args = self._args(base, base.settings.gateway.of_mutual(), internal=False)
        return LoadBalancer(MUTUAL_BALANCER, replace(args, trust_store_arn=store.arn), base.opts)

    def _args(
        self, base: Foundation, settings: GatewaySettings, *, internal: bool
    ) -> LoadBalancerArgs:
        network, existing = base.network, base.settings.network.existing
        subnets = network.private_subnet_ids if internal else network.public_subnet_ids
        return LoadBalancerArgs(
            environment=base.environment,
            settings=settings,
            vpc_id=network.vpc_id,
            vpc_cidr=base.settings.network.cidr,
            existing_vpc=existing.vpc if existing else None,
            subnet_ids=list(subnets.values()),
            certificate_arn=self.certificate.arn,
            log_bucket=base.logs.bucket,
            internal=internal,
            with_test_listener=any(
                each.two_sets for each in service_sizes(base.workload, base.settings).values()
            ),
        )
