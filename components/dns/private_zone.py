"""The private DNS zone of the hosts that answer inside the network only.

    Zone      answers programs of the VPCs that it names, and nobody else

Other networks ask it through a Route 53 Resolver endpoint, or have a CNAME of their own to the load
balancer, whose name everybody may look up: it leads to private addresses. Left out: VPCs of other
accounts, which need a permission here and an association there before this zone may name them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from planning import Environment

TYPE = "plinth:dns:PrivateZone"


@dataclass(frozen=True, kw_only=True)
class PrivateZoneArgs:
    """The inputs from which the zone is built."""

    environment: Environment
    """The facts of the environment, with the domain of the private hosts."""
    vpc_id: pulumi.Input[str]
    """The environment's own VPC. Another one is added before this is taken away, in place."""
    other_vpcs: Sequence[str]
    """Further VPCs of the same account and region."""


class PrivateZone(pulumi.ComponentResource):
    """A zone that only some networks see. It costs 0.50 USD a month
    (aws.amazon.com/route53/pricing); a deleted one can be made again, and nobody has to be told."""

    zone_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: PrivateZoneArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        environment = args.environment
        zone = aws.route53.Zone(
            name,
            name=environment.domain,
            comment=f"{environment.project}, {environment.stack}, inside the network",
            vpcs=[
                {"vpc_id": each, "vpc_region": environment.region}
                for each in (args.vpc_id, *args.other_vpcs)
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.zone_id = zone.zone_id
        self.register_outputs({"zone_id": self.zone_id})
