"""Builds the DNS zones of an environment, its certificates, and the load balancers of its
services."""

from collections.abc import Mapping
from dataclasses import replace

import pulumi

from components.dns import (
    AliasTarget,
    Certificate,
    CertificateArgs,
    DnsRecords,
    DnsRecordsArgs,
    ExistingCertificate,
    ExistingCertificateArgs,
    HostedZone,
    HostedZoneArgs,
    PrivateZone,
    PrivateZoneArgs,
)
from components.gateway import LoadBalancer, LoadBalancerArgs, TrustStore, TrustStoreArgs
from config.domains import above
from config.existing import ExistingCertificates
from config.gateway import (
    MUTUAL_BALANCER,
    PRIVATE_BALANCER,
    GatewaySettings,
    PrivateSettings,
    balancer_name,
    balancer_of,
    mutual_services,
    private_hosts,
    private_services,
)
from config.settings import service_sizes
from planning import Environment, full_name, plan_redirects
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
        self.name_servers: dict[str, pulumi.Output[list[str]]] = {}
        """The name servers that the registrars of further domains must name."""
        self.zones = self._further_zones(base)
        """The zones of further domains. One below another domain has the zone of that one."""
        self.domain_certificates = self._further_certificates(base)
        """The certificates of further domains; none where existing ones have all names."""
        count = settings.gateway.load_balancers
        self.balancers = {
            number: self._create_balancer(base, balancer_name(number))
            for number in range(1, count + 1)
        }
        """The load balancers by their numbers, from 1."""
        self._mutual_services = mutual_services(base.workload.services)
        self.mutual = self._create_mutual(base) if settings.gateway.mtls else None
        """The load balancer that asks its clients for certificates."""
        private = settings.gateway.private
        self._private_services = private_services(base.workload.services)
        self.private = PrivateGateway(base, self.zone, private) if private else None
        """The load balancer of services that answer inside the network only, and its names."""

    @property
    def load_balancer(self) -> LoadBalancer:
        """The first load balancer, and mostly the only one."""
        return self.balancers[1]

    @property
    def open(self) -> list[LoadBalancer]:
        """The load balancers that check tokens: all but the one that asks for certificates."""
        private = [self.private.load_balancer] if self.private else []
        return [*self.balancers.values(), *private]

    def balancer_of(self, service: str) -> LoadBalancer:
        """Returns the load balancer of a service."""
        if self.private is not None and service in self._private_services:
            return self.private.load_balancer
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

    @property
    def edge_certificate(self) -> pulumi.Output[str]:
        """The certificate that CloudFront shows for all hosts, in us-east-1."""
        further = self.domain_certificates.values()
        # One that exists has the names of all domains.
        others = [each for each in further if isinstance(each, Certificate)]
        return self.certificate.arn_in(US_EAST_1, others)

    def _further_zones(self, base: Foundation) -> dict[str, HostedZone]:
        names = {"": base.environment.domain}
        zones = {"": self.zone}
        # A domain comes after all below which it may lie.
        further = sorted(base.settings.domains.items(), key=lambda item: len(item[1].name))
        for key, each in further:
            over = above(each.name, names)
            names[key] = each.name
            if over is not None and each.hosted_zone_id is None:
                zones[key] = zones[over]
                continue
            environment = replace(base.environment, domain=each.name)
            args = HostedZoneArgs(environment=environment, hosted_zone_id=each.hosted_zone_id)
            zones[key] = HostedZone(f"zone.{key}", args, base.opts)
            if each.hosted_zone_id is None:
                self.name_servers[key] = zones[key].name_servers
        return {key: zones[key] for key in base.settings.domains}

    def _further_certificates(
        self, base: Foundation
    ) -> Mapping[str, Certificate | ExistingCertificate]:
        environments = {
            key: replace(base.environment, domain=each.name)
            for key, each in base.settings.domains.items()
        }
        if given := base.settings.existing.certificates:
            return {
                key: _existing(f"certificate.{key}", base, environments[key], given, arn)
                for key, arn in given.domains.items()
            }
        return {
            key: Certificate(
                f"certificate.{key}",
                CertificateArgs(environment=each, zone_id=self.zones[key].zone_id),
                base.opts,
            )
            for key, each in environments.items()
        }

    def _further_arns(self) -> dict[str, pulumi.Output[str]]:
        return {key: each.arn for key, each in self.domain_certificates.items()}

    def _create_balancer(self, base: Foundation, name: str) -> LoadBalancer:
        behind_edge = base.settings.edge is not None
        args = _args(base, base.settings.gateway, self.certificate, internal=behind_edge)
        redirects = plan_redirects(
            base.workload.redirects, base.environment.domain, base.environment.further_domains
        )
        args = replace(args, redirects=redirects, further_certificates=self._further_arns())
        return LoadBalancer(name, args, base.opts)

    def _create_mutual(self, base: Foundation) -> LoadBalancer:
        store = TrustStore(
            f"{MUTUAL_BALANCER}-trust",
            TrustStoreArgs(
                environment=base.environment,
                authorities=base.authorities,
                revocation_lists=base.revocation_lists,
                kms_key_arn=base.key.arn,
                log_bucket=base.logs.bucket,
            ),
            base.opts,
        )
        args = _args(base, base.settings.gateway.of_mutual(), self.certificate, internal=False)
        args = replace(args, trust_store_arn=store.arn, further_certificates=self._further_arns())
        return LoadBalancer(MUTUAL_BALANCER, args, base.opts)


class PrivateGateway:
    """The load balancer of services that answer inside the network only, with its certificate and
    its names. AWS asks the public for the record that proves the ownership of a domain, so that one
    stands in the public zone, and the addresses in the private one."""

    def __init__(self, base: Foundation, zone: HostedZone, settings: PrivateSettings) -> None:
        environment = replace(
            base.environment, domain=full_name(settings.subdomain, base.environment.domain)
        )
        self.certificate = _private_certificate(base, environment, zone)
        args = _args(base, base.settings.gateway.of_private(), self.certificate, internal=True)
        self.load_balancer = balancer = LoadBalancer(
            PRIVATE_BALANCER, replace(args, allow_from=settings.allow_from), base.opts
        )
        private_zone = PrivateZone(
            f"{PRIVATE_BALANCER}-zone",
            PrivateZoneArgs(
                environment=environment,
                vpc_id=base.network.vpc_id,
                other_vpcs=settings.vpcs,
            ),
            base.opts,
        )
        self.names = DnsRecords(
            f"{PRIVATE_BALANCER}-dns",
            DnsRecordsArgs(
                environment=environment,
                zone_id=private_zone.zone_id,
                hosts=private_hosts(base.workload.services),
                target=AliasTarget(
                    dns_name=balancer.dns_name, zone_id=balancer.zone_id, ipv6=False
                ),
                health_paths={},
            ),
            base.opts,
        )


def _private_certificate(
    base: Foundation, environment: Environment, zone: HostedZone
) -> Certificate | ExistingCertificate:
    name, given = f"{PRIVATE_BALANCER}-certificate", base.settings.existing.certificates
    if given and given.private:
        return _existing(name, base, environment, given, given.private)
    return Certificate(
        name, CertificateArgs(environment=environment, zone_id=zone.zone_id), base.opts
    )


def _existing(
    name: str,
    base: Foundation,
    environment: Environment,
    given: ExistingCertificates,
    arn: str,
) -> ExistingCertificate:
    """Creates the component of a certificate that load balancers alone show, at some of the
    names."""
    own = given.model_copy(update={"load_balancer": arn, "edge": None})
    args = ExistingCertificateArgs(environment=environment, certificates=own, edge_region=US_EAST_1)
    return ExistingCertificate(name, args, base.opts)


def _args(
    base: Foundation,
    settings: GatewaySettings,
    certificate: Certificate | ExistingCertificate,
    *,
    internal: bool,
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
        certificate_arn=certificate.arn,
        log_bucket=base.logs.bucket,
        internal=internal,
        with_test_listener=any(
            each.two_sets for each in service_sizes(base.workload, base.settings).values()
        ),
    )
