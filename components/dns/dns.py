"""The DNS records of an environment's hosts, and the checks of their health.

    Record         A, and AAAA if the target speaks IPv6: one alias for each host
    HealthCheck    HTTPS from several continents, for the hosts with a path to ask

Left out: failover and weighted answers. A name has one target. In a recovery, the stack of the
other region takes the name over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from planning import Environment

TYPE = "plinth:dns:DnsRecords"


@dataclass(frozen=True, kw_only=True)
class AliasTarget:
    """The target of a name: a CloudFront distribution or a load balancer."""

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    """The zone that contains `dns_name` itself, not the environment's zone."""
    ipv6: bool
    """True if the target answers on IPv6. CloudFront does. A load balancer without IPv6 does not,
    and an AAAA record for it would be an address that nobody answers."""


@dataclass(frozen=True, kw_only=True)
class DnsRecordsArgs:
    """The inputs from which the records are built."""

    environment: Environment
    zone_id: pulumi.Input[str]
    hosts: Sequence[str]
    """Labels below the environment's domain; `@` is the domain itself."""
    target: AliasTarget
    other_targets: Mapping[str, AliasTarget] = field(default_factory=dict)
    """The targets of labels that lead elsewhere than the others."""
    health_paths: Mapping[str, str]
    """The path for each label that answers 2xx or 3xx without authentication. Only hosts that the
    internet reaches may have one, since Route 53 asks from outside. It asks from many places that
    do not coordinate, so at times there are several requests in a second. The firewall must let
    them pass."""
    checkers: Sequence[str] | None = None
    """The regions from which Route 53 asks, three at least; None for all that it has."""


class DnsRecords(pulumi.ComponentResource):
    """Alias records for the environment's hosts. They cost nothing to query and follow the target
    when its addresses change. An existing record of the same name is never overwritten."""

    urls: dict[str, pulumi.Output[str]]
    """Addresses by label, such as `https://app.shop.example.com`, known once the record exists."""
    health_check_ids: dict[str, pulumi.Output[str]]
    """Health checks by label, for alarms on `HealthCheckStatus`, a metric that Route 53 keeps in
    us-east-1."""

    def __init__(
        self, name: str, args: DnsRecordsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        records = {host: self._create_record(host, "A") for host in args.hosts}
        for host in args.hosts:
            if self._target(host).ipv6:
                self._create_record(host, "AAAA")
        self.urls = {
            host: pulumi.Output.concat("https://", record.fqdn) for host, record in records.items()
        }
        self.health_check_ids = {
            host: self._create_health_check(host, path, records[host]).id
            for host, path in args.health_paths.items()
        }
        self.register_outputs({"urls": self.urls, "health_check_ids": self.health_check_ids})

    def _create_record(self, host: str, kind: str) -> aws.route53.Record:
        # A label cannot contain a dot, so no host's A record takes the name of another's AAAA.
        suffix = "" if kind == "A" else f".{kind.lower()}"
        target = self._target(host)
        return aws.route53.Record(
            f"{self._name}-{_key(host)}{suffix}",
            zone_id=self._args.zone_id,
            name=self._domain_name(host),
            type=kind,
            aliases=[
                {
                    "name": target.dns_name,
                    "zone_id": target.zone_id,
                    # With one target there is nothing to fail over to, and Route 53 accepts no
                    # other value for CloudFront.
                    "evaluate_target_health": False,
                }
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _target(self, host: str) -> AliasTarget:
        return self._args.other_targets.get(host, self._args.target)

    def _create_health_check(
        self, host: str, path: str, record: aws.route53.Record
    ) -> aws.route53.HealthCheck:
        name, checkers = self._domain_name(host), self._args.checkers
        # A list of regions that is taken away is sent empty, and AWS then keeps the former one: a
        # check with a list is another check.
        role = "" if checkers is None else ".near"
        return aws.route53.HealthCheck(
            f"{self._name}-{_key(host)}{role}",
            type="HTTPS",
            fqdn=name,
            port=443,
            resource_path=path,
            enable_sni=True,
            # These are Route 53's own defaults: a host is down after three failures, about 90
            # seconds. A changed interval replaces the check.
            request_interval=30,
            failure_threshold=3,
            regions=None if checkers is None else list(checkers),
            # The console's list shows nothing else of a health check.
            tags={"Name": name},
            # A name that does not resolve yet would start as a false alarm.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[record]),
        )

    def _domain_name(self, host: str) -> str:
        domain = self._args.environment.domain
        return domain if host == "@" else f"{host}.{domain}"


def _key(host: str) -> str:
    """Returns the part of logical names for a host: `apex` for the domain itself, otherwise its
    label."""
    # A host may be called apex, too; the dot makes the names differ.
    return {"@": "apex", "apex": "apex.host"}.get(host, host)
