"""The endpoints of AWS services inside the network, whose traffic needs no NAT gateway and no
internet.

    VpcEndpoint      gateway endpoints for S3 and DynamoDB: free, wherever a route table is given
    VpcEndpoint      interface endpoints for the services of the settings
    SecurityGroup    of the interface endpoints: HTTPS from the VPC, nothing else

Through S3, DynamoDB and the services of `SIGNED_BY_THE_CALLER`, credentials of another account
reach nothing. So an attacker who controls a program cannot carry data out by them.

Left out: such policies on the other interface endpoints. Not every service accepts one. A client of
ECR's registry (ecr.dkr) asks without credentials first, and STS takes requests that a token signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import name_tag
from components.network.security_group import closed_security_group
from components.security import iam
from planning import Environment

TYPE = "plinth:network:VpcEndpoints"

SIGNED_BY_THE_CALLER = frozenset({"ecr.api", "kms", "logs", "secretsmanager", "sns", "sqs"})
"""Services of interface endpoints that accept an endpoint policy (each one's documentation has a
page on it), and whose requests all carry the signature of a role or user."""


@dataclass(frozen=True, kw_only=True)
class VpcEndpointsArgs:
    """The inputs from which the endpoints are built."""

    environment: Environment
    interface_services: Sequence[str]
    """Services as in `com.amazonaws.<region>.<service>`: ecr.api, logs. Each network interface is
    paid by the hour. A program that calls one of `SIGNED_BY_THE_CALLER` with the credentials of
    another account is refused: leave that service out."""
    vpc_id: pulumi.Input[str]
    vpc_cidr: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """The subnets of the interface endpoints, one of each zone."""
    route_table_ids: Sequence[pulumi.Input[str]]
    """The route tables of the subnets that reach S3 and DynamoDB by the gateway endpoints. Without
    one there are no gateway endpoints."""


class VpcEndpoints(pulumi.ComponentResource):
    """Gateway and interface endpoints. A service's public name resolves to them by itself."""

    def __init__(
        self, name: str, args: VpcEndpointsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        if args.route_table_ids:
            self._create_gateway("s3", iam.document(self._own_buckets(), self._image_layers()))
            self._create_gateway("dynamodb", iam.document(self._own_tables()))
        if args.interface_services:
            security_group = self._create_security_group()
            for service in sorted(set(args.interface_services)):
                self._create_interface(service, security_group)
        self.register_outputs({})

    def _create_gateway(self, service: str, policy: pulumi.Output[str]) -> aws.ec2.VpcEndpoint:
        name = f"{self._name}-{service}"
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=self._args.vpc_id,
            service_name=self._service_name(service),
            vpc_endpoint_type="Gateway",
            route_table_ids=self._args.route_table_ids,
            policy=policy,
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _own_buckets(self) -> iam.Statement:
        # The policy allows every bucket of this account, whose names other components decide. It
        # allows no bucket of another account, so stolen credentials cannot carry data out this way.
        # A bucket of another account in this region is refused even if its owner allows it: name it
        # here.
        return self._own("s3:*", sid="OwnBuckets")

    def _image_layers(self) -> iam.Statement:
        # ECR keeps image layers in a bucket of AWS's own; without this statement no task starts.
        # Fargate, ECS Exec and CloudWatch Logs need no other bucket. An account of ECR's signs the
        # requests, so the caller cannot be a condition.
        # docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
        environment = self._args.environment
        bucket = f"prod-{environment.region}-starport-layer-bucket"
        return iam.allow(
            ["s3:GetObject"],
            [f"arn:{environment.partition}:s3:::{bucket}/*"],
            principal="*",
            sid="EcrImageLayers",
        )

    def _own_tables(self) -> iam.Statement:
        # Tables follow the same rule as buckets.
        return self._own("dynamodb:*", sid="OwnTables")

    def _own(self, actions: str, *, sid: str) -> iam.Statement:
        # An endpoint policy grants nothing: it is the upper bound of the rights that the caller's
        # role and the resource's policy give. So it names any caller, and any resource of this
        # account.
        return iam.allow(
            [actions],
            ["*"],
            principal="*",
            condition={"StringEquals": {"aws:ResourceAccount": self._args.environment.account_id}},
            sid=sid,
        )

    def _own_callers(self) -> pulumi.Output[str]:
        account = {"aws:PrincipalAccount": self._args.environment.account_id}
        return iam.document(
            iam.allow(
                ["*"], ["*"], principal="*", condition={"StringEquals": account}, sid="OwnCallers"
            )
        )

    def _create_security_group(self) -> aws.ec2.SecurityGroup:
        group = closed_security_group(
            self._name, self._args.vpc_id, "HTTPS from the VPC to AWS services", parent=self
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self._name}-from-vpc",
            security_group_id=group.id,
            cidr_ipv4=self._args.vpc_cidr,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            description="HTTPS from the VPC",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return group

    def _create_interface(
        self, service: str, security_group: aws.ec2.SecurityGroup
    ) -> aws.ec2.VpcEndpoint:
        name = f"{self._name}-{service}"
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=self._args.vpc_id,
            service_name=self._service_name(service),
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            policy=self._own_callers() if service in SIGNED_BY_THE_CALLER else None,
            subnet_ids=self._args.subnet_ids,
            security_group_ids=[security_group.id],
            tags=name_tag(name, self._args.environment),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _service_name(self, service: str) -> str:
        return f"com.amazonaws.{self._args.environment.region}.{service}"
