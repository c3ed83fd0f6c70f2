"""The network of an environment, which contains all its other parts.

    Vpc
      DefaultSecurityGroup       emptied
      InternetGateway
      public tier                one route table, to the internet; a subnet for each zone
      private tier               a route table and a subnet for each zone
      data tier                  one route table without internet; a subnet for each zone
      NatInstances               machines by which the private tier reaches the internet, if any
      NatGateways                the private tier's routes to the internet, and gateways if any
      VpcEndpoints               AWS services without leaving the network
      FlowLogs                   a record of all connections

Left out: IPv6 in the network (CloudFront answers IPv6 clients), and network ACLs of our own. The
default ACL stays as AWS made it. An ACL is stateless, cannot name a security group or a prefix
list, and would repeat the effect of security groups and of the data tier's missing route.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import known_once, name_tag
from components.network.flow_logs import FlowLogs, FlowLogsArgs
from components.network.nat import NatGateways, NatGatewaysArgs
from components.network.nat_instances import NatInstances, NatInstancesArgs
from components.network.vpc_endpoints import VpcEndpoints, VpcEndpointsArgs
from config.network import NetworkSettings
from planning import Environment, plan

TYPE = "plinth:network:Network"


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """The inputs from which a network is built."""

    environment: Environment
    settings: NetworkSettings
    """The network's settings. Changing `cidr` replaces the network and all in it. Another zone is
    only added to the existing ones; `NatGateways` describes the effects of a change of `nat`."""
    zones: Sequence[str]
    """The letters of the zones with subnets: those of the settings, and after them one in which
    nothing of Plinth's runs, if they are one alone."""
    interface_endpoints: Sequence[str]
    """The services with an interface endpoint, as `planning` chose them."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the flow logs. Its policy must let CloudWatch Logs of this region use
    it."""
    tags: Mapping[str, str]
    """The tags of everything in the environment, for NAT instances."""


class Network(pulumi.ComponentResource):
    """The VPC with its three tiers of subnets.

    The subnet IDs that it returns come from the route table associations. So a resource in a subnet
    waits until the subnet's routes exist, and is deleted before them. Otherwise a load balancer is
    created before there is an internet gateway, and a gateway cannot be detached at the end.
    """

    vpc_id: pulumi.Output[str]
    cidr: pulumi.Output[str]
    public_subnet_ids: dict[str, pulumi.Output[str]]
    """Subnets by zone letter, for resources that the internet reaches, and for programs with
    `nat: public_tasks`. Nothing in them gets a public address by itself."""
    private_subnet_ids: dict[str, pulumi.Output[str]]
    """Subnets by zone letter, for programs."""
    data_subnet_ids: dict[str, pulumi.Output[str]]
    """Subnets by zone letter, for databases and caches. Nothing here reaches the internet, or is
    reached from it; S3 and DynamoDB are reached by their gateway endpoints."""
    public_addresses: dict[str, pulumi.Output[str]]
    """Addresses by zone letter: programs have them as their source on the internet, so partners put
    them on their allow lists. Empty without a NAT gateway or instance."""

    def __init__(
        self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        zones = args.zones
        self._vpc = self._create_vpc()
        self._empty_default_security_group()
        self._subnets = self._create_subnets(zones)
        internet = self._create_internet_gateway()
        public = self._create_route_table("public")
        private = {zone: self._create_route_table(f"private-{zone}") for zone in zones}
        data = self._create_route_table("data")
        default_route = self._route_to_internet(public, internet)
        self.public_subnet_ids = self._associate(
            "public", dict.fromkeys(zones, public), after=[default_route]
        )
        instances = self._create_nat_instances(internet)
        nat = self._create_nat_gateways(private, internet, instances)
        programs = [public] if args.settings.nat == "public_tasks" else []
        endpoints = self._create_endpoints([*private.values(), data, *programs])
        self.private_subnet_ids = self._associate("private", private, after=[nat, endpoints])
        self.data_subnet_ids = self._associate("data", dict.fromkeys(zones, data), after=[])
        self._create_flow_logs()

        self.vpc_id = self._vpc.id
        self.cidr = self._vpc.cidr_block
        self.public_addresses = instances.public_addresses if instances else nat.public_addresses
        self.nat_gateway_ids = nat.gateway_ids
        """The NAT gateways' IDs, by zone letter."""
        self.nat_group_names = instances.group_names if instances else {}
        """The names of the groups of NAT instances, by zone letter."""
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

    def _create_vpc(self) -> aws.ec2.Vpc:
        return aws.ec2.Vpc(
            self._name,
            cidr_block=self._args.settings.cidr,
            # Both are needed for the private names of interface endpoints.
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=name_tag(self._name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )

    def _empty_default_security_group(self) -> None:
        # AWS puts a resource that names no group into this one, which lets all its members talk to
        # each other. Adopting it removes the rules that it has; empty lists also remove those that
        # are added later. Without the lists, a rule that somebody adds by hand would stay, unseen.
        name = f"{self._name}-default"
        aws.ec2.DefaultSecurityGroup(
            name,
            vpc_id=self._vpc.id,
            ingress=[],
            egress=[],
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_subnets(self, zones: Sequence[str]) -> dict[str, dict[str, aws.ec2.Subnet]]:
        blocks = plan(self._args.settings.cidr, zones)
        return {
            tier: {zone: self._create_subnet(tier, zone, block) for zone, block in of_tier.items()}
            for tier, of_tier in blocks.items()
        }

    def _create_subnet(self, tier: str, zone: str, block: str) -> aws.ec2.Subnet:
        name = f"{self._name}-{tier}-{zone}"
        return aws.ec2.Subnet(
            name,
            vpc_id=self._vpc.id,
            cidr_block=block,
            availability_zone=f"{self._args.environment.region}{zone}",
            map_public_ip_on_launch=False,
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.environment.protect),
        )

    def _create_internet_gateway(self) -> aws.ec2.InternetGateway:
        return aws.ec2.InternetGateway(
            self._name,
            vpc_id=self._vpc.id,
            tags=name_tag(self._name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_route_table(self, role: str) -> aws.ec2.RouteTable:
        name = f"{self._name}-{role}"
        return aws.ec2.RouteTable(
            name,
            vpc_id=self._vpc.id,
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _route_to_internet(
        self, table: aws.ec2.RouteTable, gateway: aws.ec2.InternetGateway
    ) -> aws.ec2.Route:
        return aws.ec2.Route(
            f"{self._name}-public",
            route_table_id=table.id,
            destination_cidr_block="0.0.0.0/0",
            gateway_id=gateway.id,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _associate(
        self,
        tier: str,
        tables: Mapping[str, aws.ec2.RouteTable],
        *,
        after: Sequence[pulumi.Resource],
    ) -> dict[str, pulumi.Output[str]]:
        """Gives a tier's subnets their route tables; returns the IDs of the subnets, by zone."""
        ids = {}
        for zone, table in tables.items():
            subnet = self._subnets[tier][zone]
            association = aws.ec2.RouteTableAssociation(
                f"{self._name}-{tier}-{zone}",
                subnet_id=subnet.id,
                route_table_id=table.id,
                # Users of the subnet's ID then wait for its route to the outside as well.
                opts=pulumi.ResourceOptions(parent=self, depends_on=after),
            )
            ids[zone] = known_once(association, subnet.id)
        return ids

    def _create_nat_instances(self, internet: aws.ec2.InternetGateway) -> NatInstances | None:
        settings = self._args.settings
        if settings.instance is None:
            return None
        blocks = plan(settings.cidr, self._args.zones)["private"]
        return NatInstances(
            f"{self._name}-nat-instance",
            NatInstancesArgs(
                environment=self._args.environment,
                settings=settings.instance,
                vpc_id=self._vpc.id,
                vpc_cidr=settings.cidr,
                internet_gateway=internet,
                public_subnet_ids={
                    zone: self.public_subnet_ids[zone] for zone in settings.instance_zones
                },
                private_blocks={zone: blocks[zone] for zone in settings.zones},
                tags=self._args.tags,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_nat_gateways(
        self,
        tables: Mapping[str, aws.ec2.RouteTable],
        internet: aws.ec2.InternetGateway,
        instances: NatInstances | None,
    ) -> NatGateways:
        return NatGateways(
            f"{self._name}-nat",
            NatGatewaysArgs(
                environment=self._args.environment,
                mode=self._args.settings.nat,
                vpc_id=self._vpc.id,
                internet_gateway=internet,
                public_subnet_ids={
                    zone: self.public_subnet_ids[zone] for zone in self._args.settings.zones
                },
                private_route_table_ids={
                    zone: tables[zone].id for zone in self._args.settings.zones
                },
                interface_ids=instances.interface_ids if instances else {},
                after=[*instances.groups] if instances else [],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_endpoints(self, tables: Sequence[aws.ec2.RouteTable]) -> VpcEndpoints:
        return VpcEndpoints(
            f"{self._name}-endpoint",
            VpcEndpointsArgs(
                environment=self._args.environment,
                interface_services=self._args.interface_endpoints,
                vpc_id=self._vpc.id,
                vpc_cidr=self._args.settings.cidr,
                subnet_ids=[
                    self._subnets["private"][zone].id for zone in self._args.settings.zones
                ],
                route_table_ids=[table.id for table in tables],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_flow_logs(self) -> None:
        FlowLogs(
            f"{self._name}-flow-logs",
            FlowLogsArgs(
                environment=self._args.environment,
                vpc_id=self._vpc.id,
                kms_key_arn=self._args.kms_key_arn,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
