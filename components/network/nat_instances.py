"""The small EC2 instances that stand in for NAT gateways, and are replaced to be patched.

    SecurityGroup            one for all, open to the private subnets alone
    NetworkInterface         one in each zone that has an instance; it stays when machines change
    Eip                      the address of each interface
    LaunchTemplate           a machine with the newest image, and that interface
    Group                    a machine at a time, and another one if it fails or is old

The interface is the machine's first and only one. So a machine has its public address from its
first second on, the route never changes, and a machine needs no rights at AWS: nothing on it could
take over the network. The other ways, in which a machine takes an interface, a route or an address
over by itself (fck-nat, alterNAT), are quicker at a renewal, and let a machine that faces the
internet change the network. AWS documents this one:
docs.aws.amazon.com/autoscaling/ec2/userguide/examples-launch-templates-aws-cli.html, "Specify an
existing network interface".

Left out: a machine that waits beside the first one, which needs those rights, and Spot, which AWS
takes back at two minutes' notice.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import name_tag
from components.network.security_group import closed_security_group
from config.network import NatInstanceSettings
from planning import Environment
from planning.network import nat_script

TYPE = "plinth:network:NatInstances"
IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
"""Newest image of Amazon Linux 2023, which EC2 looks up whenever a machine starts.
docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html"""
_DAY = 86400
_DISK_GIB = 8
"""Size of the image's own snapshot, below which no disk of it can be."""


@dataclass(frozen=True, kw_only=True)
class NatInstancesArgs:
    """The inputs from which the instances are built; the mappings have one entry for each zone with
    an instance."""

    environment: Environment
    settings: NatInstanceSettings
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    internet_gateway: pulumi.Resource
    public_subnet_ids: Mapping[str, pulumi.Input[str]]
    private_blocks: Mapping[str, str]
    """Addresses of the subnets whose programs get out, by zone: those of all zones."""
    tags: Mapping[str, str]
    """The tags of everything in the environment. The provider's default tags reach neither a group
    nor its machines and their disks."""


class NatInstances(pulumi.ComponentResource):
    """Instances that translate addresses, one in each given zone.

    A machine that fails, or is as old as the settings allow, ends before the next one starts,
    because both have the same interface. Until then nothing behind it gets out. A change of the
    template replaces it in the same way, after `pulumi up` has ended.
    """

    public_addresses: dict[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: NatInstancesArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        group = self._create_security_group()
        self._script = nat_script([*args.private_blocks.values()], args.vpc_cidr)
        self._interfaces = {
            zone: self._create_interface(zone, group) for zone in args.public_subnet_ids
        }
        addresses = {zone: self._create_address(zone) for zone in self._interfaces}
        groups = {zone: self._create_group(zone, addresses[zone]) for zone in addresses}
        self.groups = list(groups.values())
        """The groups that keep the machines. Routes wait for them, as they wait for a machine."""
        self.group_names = {zone: each.name for zone, each in groups.items()}
        """The groups' names by the letter of the zone, for alarms."""
        self.interface_ids = {zone: each.id for zone, each in self._interfaces.items()}
        """The interfaces to which routes lead, by the letter of the zone."""
        self.public_addresses = {zone: eip.public_ip for zone, eip in addresses.items()}
        self.register_outputs({"public_addresses": self.public_addresses})

    def _create_security_group(self) -> aws.ec2.SecurityGroup:
        group = closed_security_group(
            self._name, self._args.vpc_id, "From private subnets to the internet", parent=self
        )
        for zone, block in self._args.private_blocks.items():
            aws.vpc.SecurityGroupIngressRule(
                f"{self._name}-from-{zone}",
                security_group_id=group.id,
                cidr_ipv4=block,
                # What a program may ask for is a rule of its own group, which this one repeats.
                ip_protocol="-1",
                description=f"from the private subnet in zone {zone}",
                opts=pulumi.ResourceOptions(parent=self),
            )
        aws.vpc.SecurityGroupEgressRule(
            f"{self._name}-out",
            security_group_id=group.id,
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="-1",
            description="to the internet",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return group

    def _create_interface(
        self, zone: str, group: aws.ec2.SecurityGroup
    ) -> aws.ec2.NetworkInterface:
        name = f"{self._name}-{zone}"
        return aws.ec2.NetworkInterface(
            name,
            subnet_id=self._args.public_subnet_ids[zone],
            security_groups=[group.id],
            # It carries packets of others, which EC2 drops otherwise.
            source_dest_check=False,
            description="Way to the internet; its machine changes",
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_address(self, zone: str) -> aws.ec2.Eip:
        name = f"{self._name}-{zone}"
        return aws.ec2.Eip(
            name,
            domain="vpc",
            network_interface=self._interfaces[zone].id,
            tags=name_tag(name, self._args.environment),
            # AWS maps public addresses by the internet gateway, which must exist before and cannot
            # be detached while an address is in use.
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=self._args.environment.protect,
                depends_on=[self._args.internet_gateway],
            ),
        )

    def _create_template(self, zone: str) -> aws.ec2.LaunchTemplate:
        name = f"{self._name}-{zone}"
        named = name_tag(name, self._args.environment)
        return aws.ec2.LaunchTemplate(
            name,
            image_id=IMAGE,
            instance_type=self._args.settings.instance_type,
            # A machine that stops itself has failed; the group then starts another.
            instance_initiated_shutdown_behavior="terminate",
            # A machine starts without credits, and would take minutes to start by its baseline.
            credit_specification={"cpu_credits": "unlimited"},
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                "http_put_response_hop_limit": 1,
            },
            # The security group is the interface's, and so are the subnet and the address.
            network_interfaces=[
                {"device_index": 0, "network_interface_id": self._interfaces[zone].id}
            ],
            block_device_mappings=[
                {
                    "device_name": "/dev/xvda",
                    "ebs": {
                        "volume_type": "gp3",
                        "volume_size": _DISK_GIB,
                        "encrypted": "true",
                        "delete_on_termination": "true",
                    },
                }
            ],
            user_data=base64.b64encode(self._script.encode()).decode(),
            tag_specifications=[
                {"resource_type": kind, "tags": {**self._args.tags, **named}}
                for kind in ("instance", "volume")
            ],
            tags=named,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_group(self, zone: str, address: aws.ec2.Eip) -> "aws.autoscaling.Group":
        environment, settings = self._args.environment, self._args.settings
        template = self._create_template(zone)
        return aws.autoscaling.Group(
            f"{self._name}-{zone}",
            # Not the subnet: AWS takes no subnet beside an interface that has one.
            availability_zones=[f"{environment.region}{zone}"],
            min_size=1,
            max_size=1,
            health_check_type="EC2",
            health_check_grace_period=60,
            max_instance_lifetime=settings.renew_days * _DAY,
            # The number, not `$Latest`: only a number tells the group that the template changed.
            launch_template={
                "id": template.id,
                "version": template.latest_version.apply(str),
            },
            # The interface can only be in one machine, so the old one ends first.
            instance_refresh={
                "strategy": "Rolling",
                "preferences": {"min_healthy_percentage": 0, "max_healthy_percentage": 100},
            },
            instance_maintenance_policy={
                "min_healthy_percentage": 0,
                "max_healthy_percentage": 100,
            },
            enabled_metrics=[aws.autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES],
            # The template says those of the machines and their disks.
            tags=[
                {"key": key, "value": value, "propagate_at_launch": False}
                for key, value in sorted(self._args.tags.items())
            ],
            # The script needs the internet, which the machine has by this address alone.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[address]),
        )
