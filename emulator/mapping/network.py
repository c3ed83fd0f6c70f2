"""The network: VPC, subnets, routes, gateways, endpoints, flow logs."""

from emulator.mapping import shapes
from emulator.mapping.row import Call, Output, Table, call, row


def _arn(kind: str) -> dict[str, Output]:
    return {"arn": f"arn:aws:ec2:{{region}}:{{account}}:{kind}/{{id}}"}


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
        delete=(
            call("DetachInternetGateway", takes="vpcId"),
            call("DeleteInternetGateway"),
        ),
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
        read=call("DescribeNatGateways", at="NatGateways[?State!='deleted'] | [0]"),
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
        update=call("ReplaceRoute", DestinationCidrBlock="{destinationCidrBlock}", whole=True),
        delete=call("DeleteRoute", DestinationCidrBlock="{destinationCidrBlock}"),
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
    "aws:ec2/vpcEndpoint:VpcEndpoint": row(
        "ec2",
        "CreateVpcEndpoint",
        "VpcEndpoint.VpcEndpointId",
        read=call("DescribeVpcEndpoints", at="VpcEndpoints[?State!='deleted'] | [0]"),
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
