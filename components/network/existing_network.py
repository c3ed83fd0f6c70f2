"""A network that another team or another stack made, used by its IDs.

    VpcEndpoints     only for the services and route tables that the settings name

Left out: all that belongs to the owner of the VPC, which is the VPC itself with its default
security group, subnets, routes, gateways and flow logs. Nothing is looked up either: a preview
needs no credentials, and AWS refuses a wrong ID at the first resource that names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.network.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs
from config.network import ExistingNetwork as Existing
from config.network import NetworkSettings
from planning import Environment

TYPE = "plinth:network:ExistingNetwork"


@dataclass(frozen=True, kw_only=True)
class ExistingNetworkArgs:
    """The inputs from which the network is known."""

    environment: Environment
    settings: NetworkSettings
    """The network's settings, of which `existing` has the IDs."""
    existing: Existing
    interface_endpoints: Sequence[str]
    """The services with an interface endpoint, which the owner of the network does not have."""


class ExistingNetwork(pulumi.ComponentResource):
    """The VPC and its subnets as the settings name them, with the outputs of `Network`.

    Its inputs say in a plan what is known of the network, for those who read plans.
    """

    vpc_id: pulumi.Output[str]
    cidr: pulumi.Output[str]
    public_subnet_ids: dict[str, pulumi.Output[str]]
    private_subnet_ids: dict[str, pulumi.Output[str]]
    data_subnet_ids: dict[str, pulumi.Output[str]]
    public_addresses: dict[str, pulumi.Output[str]]
    """Always empty: the addresses of gateways are not known here."""

    def __init__(
        self, name: str, args: ExistingNetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, {"existing": _given(args)}, opts)
        self._name, self._args = name, args
        subnets = args.existing.subnets
        self.vpc_id = pulumi.Output.from_input(args.existing.vpc)
        self.cidr = pulumi.Output.from_input(args.settings.cidr)
        self.public_subnet_ids = _known(subnets.public)
        self.private_subnet_ids = _known(subnets.private)
        self.data_subnet_ids = _known(subnets.data)
        self.public_addresses = {}
        self.nat_gateway_ids: dict[str, pulumi.Output[str]] = {}
        """Always empty, as `public_addresses`."""
        self.nat_group_names: dict[str, pulumi.Output[str]] = {}
        if args.interface_endpoints or args.existing.route_tables:
            self._create_endpoints()
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "cidr": self.cidr,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "data_subnet_ids": self.data_subnet_ids,
                "public_addresses": self.public_addresses,
            }
        )

    def _create_endpoints(self) -> None:
        VpcEndpoints(
            f"{self._name}-endpoint",
            VpcEndpointsArgs(
                environment=self._args.environment,
                interface_services=self._args.interface_endpoints,
                vpc_id=self.vpc_id,
                vpc_cidr=self.cidr,
                subnet_ids=[self.private_subnet_ids[zone] for zone in self._args.settings.zones],
                route_table_ids=self._args.existing.route_tables,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _known(subnets: Mapping[str, str]) -> dict[str, pulumi.Output[str]]:
    return {zone: pulumi.Output.from_input(subnet) for zone, subnet in subnets.items()}


def _given(args: ExistingNetworkArgs) -> Mapping[str, object]:
    subnets = args.existing.subnets.model_dump()
    return {
        "vpc": args.existing.vpc,
        "cidr": args.settings.cidr,
        "nat": args.settings.nat,
        "region": args.environment.region,
        "subnets": {tier: by_zone for tier, by_zone in subnets.items() if by_zone},
    }
