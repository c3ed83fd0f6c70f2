"""The NAT gateways, by which private subnets reach the internet, their public addresses, and the
routes there.

    Eip              one in each zone that has a gateway; keyed by the zone's letter
    NatGateway       none, one, one for each zone, or one that spans the zones
    Route            of each private route table, to its gateway or to an instance

The instances are in `nat_instances.py`. Left out: private NAT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.common import name_tag
from config.network import NatMode
from planning import Environment

TYPE = "plinth:network:NatGateways"


@dataclass(frozen=True, kw_only=True)
class NatGatewaysArgs:
    """The inputs from which the gateways are built; the mappings have one entry for each zone, in
    the settings' order."""

    environment: Environment
    mode: NatMode
    vpc_id: pulumi.Input[str]
    internet_gateway: pulumi.Resource
    public_subnet_ids: Mapping[str, pulumi.Input[str]]
    private_route_table_ids: Mapping[str, pulumi.Input[str]]
    interface_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """Network interfaces of instances to which routes lead instead, by the zone that each is in."""
    after: Sequence[pulumi.Resource] = ()
    """What must work before a route leads to an interface."""


class NatGateways(pulumi.ComponentResource):
    """NAT gateways, in the modes that have some. An address belongs to its zone's letter and to no
    mode, so a change of the mode or of the zones replaces no address that is needed before and
    after.

    The effects of a change of the mode, in one `pulumi up`:
    - single <-> per_zone: nothing stops; the routes of the other zones are moved.
    - to and from regional: the old gateways are deleted first, because an address belongs to one
      gateway at a time. Programs cannot reach the internet for some minutes, until the new one
      exists. Choose a quiet hour.
    - to and from instance: the routes are moved once the other way works, which takes seconds and
      breaks open connections. The addresses are others, because one address cannot change hands
      before its gateway is deleted, which is the last step.
    - from and to none or public_tasks: the addresses are allocated, or given back to AWS for good.
      Tasks move first: a gateway is deleted after they are elsewhere, and created before.

    The gateway of the first zone is the primary one: replacing it replaces the others too.
    """

    public_addresses: dict[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: NatGatewaysArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._addresses = {zone: self._create_address(zone) for zone in self._zones_with_address()}
        gateways = self._create_gateways()
        for zone, gateway in gateways.items():
            self._create_route(zone, nat_gateway_id=gateway.id)
        for zone in args.private_route_table_ids if args.interface_ids else ():
            # The route has the name that it has with a gateway: AWS takes one route to a range, and
            # so a change of the way moves it in place.
            interface = args.interface_ids.get(zone, next(iter(args.interface_ids.values())))
            self._create_route(zone, network_interface_id=interface)
        self.gateway_ids = {each: gateway.id for each, gateway in _once(gateways).items()}
        """The gateways' IDs by the letter of the first zone that uses each, for alarms."""
        self.public_addresses = {zone: eip.public_ip for zone, eip in self._addresses.items()}
        self.register_outputs({"public_addresses": self.public_addresses})

    def _zones_with_address(self) -> list[str]:
        zones = list(self._args.public_subnet_ids)
        counts: dict[NatMode, int] = {
            "none": 0,
            "public_tasks": 0,
            "instance": 0,
            "single": 1,
        }
        return zones[: counts.get(self._args.mode, len(zones))]

    def _create_address(self, zone: str) -> aws.ec2.Eip:
        name = f"{self._name}-{zone}"
        return aws.ec2.Eip(
            name,
            domain="vpc",
            tags=name_tag(name, self._args.environment),
            # AWS maps public addresses by the internet gateway, which must exist before and cannot
            # be detached while an address is in use.
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=self._args.environment.protect,
                depends_on=[self._args.internet_gateway],
            ),
        )

    def _create_gateways(self) -> dict[str, aws.ec2.NatGateway]:
        """Creates the gateways; returns the one that each zone's private subnets use."""
        zones = list(self._args.private_route_table_ids)
        if not self._addresses:
            return {}
        if self._args.mode == "regional":
            return dict.fromkeys(zones, self._create_regional_gateway(zones[0]))
        primary = self._create_zonal_gateway(zones[0], None)
        if self._args.mode == "single":
            return dict.fromkeys(zones, primary)
        others = {zone: self._create_zonal_gateway(zone, primary) for zone in zones[1:]}
        return {zones[0]: primary, **others}

    def _create_zonal_gateway(
        self, zone: str, primary: aws.ec2.NatGateway | None
    ) -> aws.ec2.NatGateway:
        name = f"{self._name}-{zone}"
        return aws.ec2.NatGateway(
            name,
            allocation_id=self._addresses[zone].id,
            subnet_id=self._args.public_subnet_ids[zone],
            tags=name_tag(name, self._args.environment),
            opts=self._gateway_options(primary),
        )

    def _create_regional_gateway(self, first_zone: str) -> aws.ec2.NatGateway:
        # This gateway has the name of the first zone's gateway, and so replaces it. Only then does
        # Pulumi delete the old ones, which hold the addresses, before it creates this one.
        name = f"{self._name}-{first_zone}"
        region = self._args.environment.region
        return aws.ec2.NatGateway(
            name,
            availability_mode="regional",
            vpc_id=self._args.vpc_id,
            # Naming the zones switches AWS's own expansion off, which would add addresses that
            # nobody has announced to partners.
            availability_zone_addresses=[
                {"availability_zone": f"{region}{zone}", "allocation_ids": [eip.id]}
                for zone, eip in self._addresses.items()
            ],
            tags=name_tag(name, self._args.environment),
            opts=self._gateway_options(None),
        )

    def _gateway_options(self, primary: aws.ec2.NatGateway | None) -> pulumi.ResourceOptions:
        # AWS refuses an address to a second gateway while the first one has it, so a replacement
        # deletes first. `replace_with` makes the zonal gateways go together with the primary one
        # when the regional gateway takes its place and their addresses.
        return pulumi.ResourceOptions(
            parent=self,
            delete_before_replace=True,
            replace_with=[primary] if primary else None,
        )

    def _create_route(
        self,
        zone: str,
        *,
        nat_gateway_id: pulumi.Input[str] | None = None,
        network_interface_id: pulumi.Input[str] | None = None,
    ) -> aws.ec2.Route:
        return aws.ec2.Route(
            f"{self._name}-{zone}",
            route_table_id=self._args.private_route_table_ids[zone],
            destination_cidr_block="0.0.0.0/0",
            nat_gateway_id=nat_gateway_id,
            network_interface_id=network_interface_id,
            # An interface without a machine drops what it gets.
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._args.after),
        )


def _once(gateways: Mapping[str, aws.ec2.NatGateway]) -> dict[str, aws.ec2.NatGateway]:
    """Returns each gateway once, under the first zone that uses it."""
    found: dict[str, aws.ec2.NatGateway] = {}
    for zone, gateway in gateways.items():
        if gateway not in found.values():
            found[zone] = gateway
    return found
