"""The network: VPC, subnets, routes, gateways, security groups, endpoints, flow logs."""

from typing import Any

from emulator.mapping import shapes
from emulator.mapping.row import Call, Named, Table, call, row


def _arn(kind: str) -> dict[str, str]:
    return {"arn": f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}"}


def _permission(inputs: dict[str, Any]) -> dict[str, Any]:
    """A rule's flat inputs as the one entry of the list that AWS takes."""
    description = {"Description": inputs.pop("description", None) or ""}
    parameters = shapes.tags_of("security-group-rule")(inputs)
    ranges = {
        "cidrIpv4": ("IpRanges", "CidrIp"),
        "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "prefixListId": ("PrefixListIds", "PrefixListId"),
        "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    permission = {
        member: int(value) if member != "IpProtocol" else str(value)
        for name, member in (
            ("ipProtocol", "IpProtocol"),
            ("fromPort", "FromPort"),
            ("toPort", "ToPort"),
        )
        if (value := inputs.pop(name, None)) is not None
    }
    for name, (member, key) in ranges.items():
        if value := inputs.pop(name, None):
            permission[member] = [{key: value, **description}]
    return {**parameters, "IpPermissions": [permission]}


def _rule(direction: str) -> Any:
    return row(
        "ec2",
        call(f"AuthorizeSecurityGroup{direction}", special=_permission),
        "SecurityGroupRules[0].SecurityGroupRuleId",
        read="DescribeSecurityGroupRules",
        update=call("ModifySecurityGroupRules"),
        delete=call(
            f"RevokeSecurityGroup{direction}",
            GroupId="{securityGroupId}",
            SecurityGroupRuleIds=["{id}"],
        ),
        rename={"securityGroupId": "GroupId"},
        found={"referencedSecurityGroupId": "ReferencedGroupInfo.GroupId"},
        loses="description",
        outputs={
            "securityGroupRuleId": "{id}",
            **_arn("security-group-rule"),
        },
    )


def _empty_default(inputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "Filters": [
            {"Name": "vpc-id", "Values": [inputs.pop("vpcId")]},
            {"Name": "group-name", "Values": ["default"]},
        ]
    }


_ROUTE_TABLE = Call("DescribeRouteTables")

ROWS: Table = {
    "aws:ec2/vpc:Vpc": row(
        "ec2",
        "CreateVpc",
        "Vpc.VpcId",
        read=(
            call("DescribeVpcs"),
            call("DescribeVpcAttribute", Attribute="enableDnsSupport"),
            call("DescribeVpcAttribute", Attribute="enableDnsHostnames"),
            call(
                "DescribeSecurityGroups",
                at="SecurityGroups[0].{defaultSecurityGroupId: GroupId}",
                Filters=[
                    {"Name": "vpc-id", "Values": ["{id}"]},
                    {"Name": "group-name", "Values": ["default"]},
                ],
            ),
            call(
                "DescribeRouteTables",
                at="RouteTables[0].{mainRouteTableId: RouteTableId}",
                Filters=[
                    {"Name": "vpc-id", "Values": ["{id}"]},
                    {"Name": "association.main", "Values": ["true"]},
                ],
            ),
            call(
                "DescribeNetworkAcls",
                at="NetworkAcls[0].{defaultNetworkAclId: NetworkAclId}",
                Filters=[
                    {"Name": "vpc-id", "Values": ["{id}"]},
                    {"Name": "default", "Values": ["true"]},
                ],
            ),
        ),
        also=(
            # AWS changes one attribute a call.
            call("ModifyVpcAttribute", takes="enableDnsSupport"),
            call("ModifyVpcAttribute", takes="enableDnsHostnames"),
        ),
        delete="DeleteVpc",
        replaces="cidrBlock",
        outputs=_arn("vpc"),
    ),
    "aws:ec2/subnet:Subnet": row(
        "ec2",
        "CreateSubnet",
        "Subnet.SubnetId",
        read="DescribeSubnets",
        also=call("ModifySubnetAttribute", takes="mapPublicIpOnLaunch"),
        delete="DeleteSubnet",
        replaces="vpcId cidrBlock availabilityZone",
    ),
    "aws:ec2/internetGateway:InternetGateway": row(
        "ec2",
        "CreateInternetGateway",
        "InternetGateway.InternetGatewayId",
        read="DescribeInternetGateways",
        also=call("AttachInternetGateway", takes="vpcId"),
        found={"vpcId": "Attachments[0].VpcId"},
        delete="DeleteInternetGateway",
        outputs=_arn("internet-gateway"),
    ),
    "aws:ec2/eip:Eip": row(
        "ec2",
        call("AllocateAddress", special=shapes.tags_of("elastic-ip")),
        "AllocationId",
        read="DescribeAddresses",
        delete="ReleaseAddress",
        outputs={"allocationId": "{id}", **_arn("elastic-ip")},
        replaces="domain",
    ),
    "aws:ec2/natGateway:NatGateway": row(
        "ec2",
        "CreateNatGateway",
        "NatGateway.NatGatewayId",
        read="DescribeNatGateways",
        delete="DeleteNatGateway",
        outputs={
            "publicIp": "{aws.NatGatewayAddresses[0].PublicIp}",
            "privateIp": "{aws.NatGatewayAddresses[0].PrivateIp}",
            "networkInterfaceId": "{aws.NatGatewayAddresses[0].NetworkInterfaceId}",
        },
        replaces="allocationId subnetId connectivityType",
    ),
    "aws:ec2/routeTable:RouteTable": row(
        "ec2",
        "CreateRouteTable",
        "RouteTable.RouteTableId",
        read=_ROUTE_TABLE,
        delete="DeleteRouteTable",
        outputs=_arn("route-table"),
        replaces="vpcId",
    ),
    "aws:ec2/route:Route": row(
        "ec2",
        "CreateRoute",
        "r-{routeTableId}{hex10}",
        read=call(
            "DescribeRouteTables",
            RouteTableIds=["{routeTableId}"],
            at="RouteTables[0].Routes[?DestinationCidrBlock=='{destinationCidrBlock}'] | [0]",
        ),
        update="ReplaceRoute",
        delete="DeleteRoute",
        replaces="routeTableId destinationCidrBlock",
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": row(
        "ec2",
        "AssociateRouteTable",
        "AssociationId",
        read=call(
            "DescribeRouteTables",
            RouteTableIds=["{routeTableId}"],
            at="RouteTables[0].Associations[?RouteTableAssociationId=='{id}'] | [0]",
        ),
        update="ReplaceRouteTableAssociation",
        delete="DisassociateRouteTable",
        replaces="subnetId gatewayId",
    ),
    "aws:ec2/securityGroup:SecurityGroup": row(
        "ec2",
        "CreateSecurityGroup",
        "GroupId",
        # AWS opens a new group to everywhere outwards; the provider closes it.
        also=call(
            "RevokeSecurityGroupEgress",
            GroupId="{id}",
            IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        ),
        read="DescribeSecurityGroups",
        delete="DeleteSecurityGroup",
        named=Named(),
        rename={"name": "GroupName"},
        outputs=_arn("security-group"),
        local="revokeRulesOnDelete",
        replaces="vpcId name description",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": row(
        "ec2",
        call("DescribeSecurityGroups", special=_empty_default),
        "SecurityGroups[0].GroupId",
        also=(
            call(
                "RevokeSecurityGroupEgress",
                GroupId="{id}",
                IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            ),
            call("CreateTags", takes="tags", Resources=["{id}"]),
        ),
        read=call("DescribeSecurityGroups", GroupIds=["{id}"]),
        outputs=_arn("security-group"),
        replaces="vpcId",
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule("Ingress"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule("Egress"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": row(
        "ec2",
        "CreateVpcEndpoint",
        "VpcEndpoint.VpcEndpointId",
        read="DescribeVpcEndpoints",
        update="ModifyVpcEndpoint",
        delete="DeleteVpcEndpoints",
        rename={"policy": "PolicyDocument"},
        found={"securityGroupIds": "Groups[].GroupId"},
        outputs={**_arn("vpc-endpoint"), "prefixListId": "pl-{hex8}"},
        replaces="vpcId serviceName vpcEndpointType",
    ),
    "aws:ec2/flowLog:FlowLog": row(
        "ec2",
        call(
            "CreateFlowLogs",
            special=lambda inputs: {
                "ResourceIds": [inputs.pop("vpcId")],
                "ResourceType": "VPC",
                **shapes.tags_of("vpc-flow-log")(inputs),
            },
        ),
        "FlowLogIds[0]",
        read=call("DescribeFlowLogs", FlowLogIds=["{id}"]),
        delete=call("DeleteFlowLogs", FlowLogIds=["{id}"]),
        rename={"iamRoleArn": "DeliverLogsPermissionArn"},
        outputs=_arn("vpc-flow-log"),
        replaces="vpcId trafficType logDestination logDestinationType iamRoleArn"
        " maxAggregationInterval",
    ),
}
