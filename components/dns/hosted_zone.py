"""The public DNS zone of an environment's domain.

    Zone      created if the settings name no existing zone

Left out: DNSSEC. Its DS record is entered at the parent zone, which this stack does not own, and a
key replaced without it takes the domain off the net; the owner of the parent decides. Also query
logging: it records resolvers, not clients, and the zone's queries are public. Requests are logged
at the edge and the load balancer.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment

TYPE = "plinth:dns:HostedZone"


@dataclass(frozen=True, kw_only=True)
class HostedZoneArgs:
    """The inputs from which the zone is built."""

    environment: Environment
    hosted_zone_id: str | None
    """The existing public zone of the environment's domain; None creates one."""


class HostedZone(pulumi.ComponentResource):
    """The zone that holds the environment's records; it is created here or exists already
    elsewhere.

    The name servers of a created zone must be entered at the registrar, or as an NS record in the
    parent zone, before certificates can be issued: on the first deployment run
    `pulumi up --target` for the zone, enter them, and go on. A deleted zone never gets the same
    name servers again.
    """

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[list[str]]
    """The name servers of a created zone; empty for an existing one, which is delegated already."""

    def __init__(
        self, name: str, args: HostedZoneArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        if args.hosted_zone_id is None:
            zone = self._create_zone()
            self.zone_id = zone.zone_id
            self.name_servers = zone.name_servers.apply(sorted)
        else:
            self.zone_id = pulumi.Output.from_input(args.hosted_zone_id)
            self.name_servers = pulumi.Output.from_input([])
        self.register_outputs({"zone_id": self.zone_id, "name_servers": self.name_servers})

    def _create_zone(self) -> aws.route53.Zone:
        environment = self._args.environment
        return aws.route53.Zone(
            self._name,
            name=environment.domain,
            comment=f"{environment.project}, {environment.stack}",
            # Route 53 is managed from us-east-1 alone. With this setting, records can be changed
            # within an hour of that region's failure, which a failover to the recovery region may
            # need. It is free:
            # docs.aws.amazon.com/Route53/latest/DeveloperGuide/accelerated-recovery.html
            enable_accelerated_recovery=environment.recovery_region is not None,
            opts=pulumi.ResourceOptions(parent=self, protect=environment.protect),
        )
