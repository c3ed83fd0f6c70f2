"""Where the names of an environment lead, and whether they answer.

    Record         A, and AAAA where the target speaks IPv6: one alias a host
    HealthCheck    HTTPS from several continents, for the hosts with a path to ask

Left out: failover and weighted answers. A name has one target, and in a recovery the stack of the
other region takes the name over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment

TYPE = "plinth:dns:DnsRecords"


@dataclass(frozen=True, kw_only=True)
class AliasTarget:
    """What a name leads to: a CloudFront distribution or a load balancer."""

    dns_name: pulumi.Input[str]
    zone_id: pulumi.Input[str]
    """The zone that `dns_name` itself is in, not the environment's."""
    ipv6: bool
    """Whether the target answers on IPv6: CloudFront does, a load balancer without IPv6 does not,
    and an AAAA record for it would be an address that nobody answers."""


@dataclass(frozen=True, kw_only=True)
class DnsRecordsArgs:
    """What the records are made from."""

    environment: Environment
    zone_id: pulumi.Input[str]
    hosts: Sequence[str]
    """Labels below the environment's domain; `@` is the domain itself."""
    target: AliasTarget
    health_paths: Mapping[str, str]
    """Label -> the path that answers 2xx or 3xx without authentication. Only for hosts that the
    internet reaches, since Route 53 asks from outside: from many places that do not coordinate, so
    at times several requests in a second. The firewall must let them pass."""


class DnsRecords(pulumi.ComponentResource):
    """Alias records for the environment's hosts; they cost nothing to query and follow the target
    when its addresses change. An existing record of the same name is never overwritten."""

    urls: dict[str, pulumi.Output[str]]
    """By label: `https://app.shop.example.com`, once the record exists."""
    health_check_ids: dict[str, pulumi.Output[str]]
    """By label, for alarms on `HealthCheckStatus`, a metric that Route 53 keeps in us-east-1."""

    def __init__(
        self, name: str, args: DnsRecordsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        records = {host: self._create_record(host, "A") for host in args.hosts}
        if args.target.ipv6:
            for host in args.hosts:
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
        # A dot cannot be in a label, so no host's A record takes the name of another's AAAA.
        suffix = "" if kind == "A" else f".{kind.lower()}"
        target = self._args.target
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

    def _create_health_check(
        self, host: str, path: str, record: aws.route53.Record
    ) -> aws.route53.HealthCheck:
        name = self._domain_name(host)
        return aws.route53.HealthCheck(
            f"{self._name}-{_key(host)}",
            type="HTTPS",
            fqdn=name,
            port=443,
            resource_path=path,
            enable_sni=True,
            # Route 53's own defaults: down after three failures, about 90 seconds. Replaced, not
            # updated, when the interval changes.
            request_interval=30,
            failure_threshold=3,
            # The console's list shows nothing else of a health check.
            tags={"Name": name},
            # A name that does not resolve yet would start as a false alarm.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[record]),
        )

    def _domain_name(self, host: str) -> str:
        domain = self._args.environment.domain
        return domain if host == "@" else f"{host}.{domain}"


def _key(host: str) -> str:
    """A host in logical names: `apex` for the domain itself, otherwise its label."""
    # A host may be called apex, too; the dot keeps it apart.
    return {"@": "apex", "apex": "apex.host"}.get(host, host)
