"""Kinds of things that people may add to the network."""

from typing import Any

from aws_account.drift.tables.kind import Owned
from aws_account.mapping import call

_VPC = "aws:ec2/vpc:Vpc"
_TABLE = "aws:ec2/routeTable:RouteTable"
_INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

_TO = "DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId"
_ROUTES = (
    "Routes[?GatewayId!='local' && !(DestinationPrefixListId && starts_with(GatewayId || '',"
    f" 'vpce-'))].not_null({_TO})"
)
"""Query for the routes of a table without those that AWS makes: within the VPC, and to gateway
endpoints."""


def _of_vpc(
    what: str,
    operation: str,
    path: str,
    child: str | None = None,
    *,
    by: str = "vpc-id",
    **filters: str,
) -> Owned:
    wanted: list[dict[str, Any]] = [{"Name": by, "Values": ["{id}"]}]
    wanted += [
        {"Name": name.replace("_", "."), "Values": [value]} for name, value in filters.items()
    ]
    listed = call(operation, at=f"{{items: {path}}}", Filters=wanted)
    return Owned(_VPC, what, listed, "{item}", {child: "{id}"} if child else {})


def _rules(parent: str) -> Owned:
    return Owned(
        parent,
        "security group rule",
        call(
            "DescribeSecurityGroupRules",
            at="{items: SecurityGroupRules[].SecurityGroupRuleId}",
            Filters=[{"Name": "group-id", "Values": ["{id}"]}],
        ),
        "{item}",
        {_INGRESS: "{id}", _EGRESS: "{id}"},
    )


_ENTRY = "join(' ', [to_string(RuleNumber), RuleAction, CidrBlock || Ipv6CidrBlock, {}])".format(
    "Egress && 'outwards' || 'inwards'"
)
_OURS = "RuleNumber!=`32767` && RuleNumber!=`32768` && !(RuleNumber==`100` && RuleAction=='allow')"
"""Query for the entries of a network ACL without those that AWS writes into it for a new VPC: allow
all, else deny."""

NETWORK = (
    _rules("aws:ec2/securityGroup:SecurityGroup"),
    _of_vpc("subnet", "DescribeSubnets", "Subnets[].SubnetId", "aws:ec2/subnet:Subnet"),
    _of_vpc(
        "security group",
        "DescribeSecurityGroups",
        "SecurityGroups[?GroupName!='default'].GroupId",
        "aws:ec2/securityGroup:SecurityGroup",
    ),
    _of_vpc(
        "endpoint",
        "DescribeVpcEndpoints",
        "VpcEndpoints[].VpcEndpointId",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
    ),
    _of_vpc(
        "route table",
        "DescribeRouteTables",
        "RouteTables[?!(Associations[?Main])].RouteTableId",
        _TABLE,
    ),
    _of_vpc(
        "route in its main route table",
        "DescribeRouteTables",
        f"RouteTables[0].{_ROUTES}",
        association_main="true",
    ),
    _of_vpc("network ACL", "DescribeNetworkAcls", "NetworkAcls[?IsDefault==`false`].NetworkAclId"),
    _of_vpc(
        "entry in its default network ACL",
        "DescribeNetworkAcls",
        f"NetworkAcls[0].Entries[?{_OURS}].{_ENTRY}",
        default="true",
    ),
    _of_vpc(
        "internet gateway",
        "DescribeInternetGateways",
        "InternetGateways[].InternetGatewayId",
        "aws:ec2/internetGateway:InternetGateway",
        by="attachment.vpc-id",
    ),
    _of_vpc(
        "NAT gateway",
        "DescribeNatGateways",
        "NatGateways[?State!='deleted'].NatGatewayId",
        "aws:ec2/natGateway:NatGateway",
    ),
    _of_vpc(
        "VPN gateway",
        "DescribeVpnGateways",
        "VpnGateways[].VpnGatewayId",
        by="attachment.vpc-id",
    ),
    _of_vpc(
        "attachment to a transit gateway",
        "DescribeTransitGatewayVpcAttachments",
        "TransitGatewayVpcAttachments[].TransitGatewayAttachmentId",
    ),
    _of_vpc(
        "instance",
        "DescribeInstances",
        # Machines of a group are its own: their IDs change with each renewal.
        "Reservations[].Instances[?State.Name!='terminated' && !(Tags[?Key=="
        "'aws:autoscaling:groupName'])].InstanceId | []",
    ),
    _of_vpc(
        "flow log",
        "DescribeFlowLogs",
        "FlowLogs[].FlowLogId",
        "aws:ec2/flowLog:FlowLog",
        by="resource-id",
    ),
    Owned(
        _VPC,
        "range of addresses",
        call(
            "DescribeVpcs",
            at="{items: Vpcs[0].CidrBlockAssociationSet[?CidrBlock!='{cidrBlock}'"
            " && CidrBlockState.State!='disassociated'].CidrBlock}",
        ),
        "{id} {item}",
        {"aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "{vpcId} {cidrBlock}"},
    ),
    *(
        _of_vpc(
            "peering connection",
            "DescribeVpcPeeringConnections",
            "VpcPeeringConnections[?Status.Code!='deleted'].VpcPeeringConnectionId",
            "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
            by=f"{side}-vpc-info.vpc-id",
        )
        for side in ("requester", "accepter")
    ),
    Owned(
        _TABLE,
        "route",
        call("DescribeRouteTables", at=f"{{items: RouteTables[0].{_ROUTES}}}"),
        "{id} {item}",
        {"aws:ec2/route:Route": "{routeTableId} {destinationCidrBlock}"},
    ),
    Owned(
        _TABLE,
        "association with",
        call(
            "DescribeRouteTables",
            at="{items: RouteTables[0].Associations[?!Main].not_null(SubnetId, GatewayId)}",
        ),
        # A subnet in another table is reported at the association that declared it.
        "{item}",
        {"aws:ec2/routeTableAssociation:RouteTableAssociation": "{subnetId}"},
    ),
)
