"""Builds the edge with its firewall, and the names that lead to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import pulumi

from components.dns import AliasTarget, DnsRecords, DnsRecordsArgs, HostedZone
from components.edge import BalancerFacts, Edge, EdgeArgs, Firewall, FirewallArgs
from config.edge import EdgeSettings
from config.gateway import mutual_hosts, other_services
from config.values import parted
from planning import plan_redirects, public_hosts
from stacks.on_aws.foundation import Foundation
from stacks.on_aws.gateway import Gateway
from stacks.on_aws.storage import Storage


class FrontDoor:
    """The entrance for requests from the internet: CloudFront before the load balancer, or without
    an edge the load balancer itself."""

    def __init__(self, base: Foundation, gateway: Gateway, storage: Storage) -> None:
        self._base, self._gateway, self._storage = base, gateway, storage
        workload = base.workload
        self._hosts = public_hosts.hosts(workload)
        self._mutual_hosts = mutual_hosts(workload.services)
        self._services = other_services(workload.services)
        """The services whose requests pass the edge and its firewall."""
        self.edge: Edge | None = None
        self.certificate_arn: pulumi.Output[str] | None = None
        """The certificate of the edge."""
        self.firewall = firewall = self._create_firewall()
        if base.settings.edge is not None:
            target = self._create_edge(base.settings.edge, firewall)
        else:
            balancer = gateway.load_balancer
            target = AliasTarget(dns_name=balancer.dns_name, zone_id=balancer.zone_id, ipv6=False)
            if firewall is not None:
                firewall.associate(balancer.arn)
        countries = base.settings.edge and base.settings.edge.countries
        checkers = countries.checkers() if countries else None
        # Where Route 53 may ask from too few places, it would find every host down.
        paths = {} if checkers == [] else public_hosts.health_paths(workload)
        self.names = self._create_names("dns", "", gateway.zone, target, paths, checkers)
        self.further_names = {
            key: self._create_names(f"dns.{key}", key, zone, target, paths, checkers)
            for key, zone in gateway.zones.items()
        }
        """The names of hosts at further domains."""

    def _create_names(
        self,
        name: str,
        domain: str,
        zone: HostedZone,
        target: AliasTarget,
        health_paths: Mapping[str, str],
        checkers: Sequence[str] | None,
    ) -> DnsRecords:
        """Creates the names of one domain; an empty one is the environment's own."""
        environment = self._base.environment
        labels = {
            label: host for host in self._hosts for label, at in (parted(host),) if at == domain
        }
        args = DnsRecordsArgs(
            environment=replace(
                environment,
                domain=environment.further_domains.get(domain, environment.domain),
            ),
            zone_id=zone.zone_id,
            hosts=list(labels),
            target=target,
            other_targets={
                label: self._mutual_target()
                for label, host in labels.items()
                if host in self._mutual_hosts
            },
            health_paths={
                label: health_paths[host] for label, host in labels.items() if host in health_paths
            },
            checkers=checkers,
        )
        return DnsRecords(name, args, self._base.opts)

    def _mutual_target(self) -> AliasTarget:
        """Returns the load balancer that asks its clients for certificates. CloudFront ends TLS,
        and would show it none."""
        balancer = self._gateway.mutual
        if balancer is None:
            raise ValueError("gateway.mtls: a route has auth: mtls, got none")
        return AliasTarget(dns_name=balancer.dns_name, zone_id=balancer.zone_id, ipv6=False)

    def _create_firewall(self) -> Firewall | None:
        base, settings = self._base, self._base.settings
        if settings.waf is None:
            return None
        scope: Literal["CLOUDFRONT", "REGIONAL"] = "CLOUDFRONT" if settings.edge else "REGIONAL"
        key = base.edge_key() if scope == "CLOUDFRONT" else base.key
        return Firewall(
            "firewall",
            FirewallArgs(
                environment=base.environment,
                settings=settings.waf,
                scope=scope,
                rate_limit_per_address=settings.gateway.rate_limit_per_address,
                services=self._services,
                static_prefixes=[
                    bucket.path for bucket in base.workload.buckets.values() if bucket.path
                ],
                kms_key_arn=key.arn,
            ),
            base.opts,
        )

    def _create_edge(self, settings: EdgeSettings, firewall: Firewall | None) -> AliasTarget:
        base, gateway = self._base, self._gateway
        buckets = base.workload.buckets.items()
        site = base.workload.site()
        self.certificate_arn = certificate_arn = gateway.edge_certificate
        self.edge = edge = Edge(
            "edge",
            EdgeArgs(
                environment=base.environment,
                settings=settings,
                hosts=[
                    base.environment.full_name(host)
                    for host in self._hosts
                    if host not in self._mutual_hosts
                ],
                services=self._services,
                cors=base.settings.gateway.cors,
                certificate_arn=certificate_arn,
                load_balancers={
                    number: BalancerFacts(arn=each.arn, dns_name=each.dns_name)
                    for number, each in gateway.balancers.items()
                },
                web_acl_arn=firewall.arn if firewall else None,
                static_buckets={
                    each.path: self._storage.made(name) for name, each in buckets if each.path
                },
                error_pages=base.error_pages,
                key_groups={
                    each.path: self._storage.signing_keys[each.signed_with].group_id
                    for _, each in buckets
                    if each.path and each.signed_with
                },
                log_bucket_arn=base.logs.arn,
                site=site[1] if site else None,
                redirects={
                    each.host: each.target
                    for each in plan_redirects(
                        base.workload.redirects,
                        base.environment.domain,
                        base.environment.further_domains,
                    )
                },
            ),
            base.opts,
        )
        return AliasTarget(dns_name=edge.domain_name, zone_id=edge.hosted_zone_id, ipv6=True)
