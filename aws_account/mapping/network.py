"""Rows for the network: VPC, subnets, routes, gateways, endpoints, flow logs."""

from aws_account.mapping import shapes
from aws_account.mapping.row import Named, Output, Table, Values, call, row


def _arn(kind: str) -> dict[str, Output]:
    return {"arn": f"arn:{{partition}}:ec2:{{region}}:{{account}}:{kind}/{{id}}"}


def _group_tags(inputs: Values) -> Values:
    """Returns the tags of a group of machines, each with the group that it is for."""
    of = {"ResourceId": inputs.pop("name"), "ResourceType": "auto-scaling-group"}
    return {
        "Tags": [
            {**of, **{key[:1].upper() + key[1:]: value for key, value in tag.items()}}
            for tag in inputs.pop("tags", None) or []
        ]
    }


_ASSOCIATION = call(
    "DescribeRouteTables",
    Filters=[{"Name": "association.subnet-id", "Values": ["{subnetId}"]}],
    at="RouteTables[].Associations[] | [?SubnetId=='{subnetId}'] | [0]",
)

ROWS: Table = {
    "aws:ec2/vpc:Vpc": row(
        "ec2",
        "CreateVpc",
        "Vpc.VpcId",
        also=(
            # AWS changes one attribute in each call.
            call("ModifyVpcAttribute", takes="enableDnsSupport"),
            call("ModifyVpcAttribute", takes="enableDnsHostnames"),
        ),
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
        delete="DeleteVpc",
        found={"ipv6CidrBlock": "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock"},
        outputs=_arn("vpc"),
    ),
    "aws:ec2/subnet:Subnet": row(
        "ec2",
        "CreateSubnet",
        "Subnet.SubnetId",
        also=call("ModifySubnetAttribute", takes="mapPublicIpOnLaunch"),
        read="DescribeSubnets",
        found={
            "enableResourceNameDnsARecordOnLaunch": (
                "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord"
            ),
            "enableResourceNameDnsAaaaRecordOnLaunch": (
                "PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord"
            ),
            "ipv6CidrBlock": "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock",
            "privateDnsHostnameTypeOnLaunch": "PrivateDnsNameOptionsOnLaunch.HostnameType",
        },
        delete="DeleteSubnet",
    ),
    "aws:ec2/internetGateway:InternetGateway": row(
        "ec2",
        "CreateInternetGateway",
        "InternetGateway.InternetGatewayId",
        also=call("AttachInternetGateway", takes="vpcId"),
        read="DescribeInternetGateways",
        delete=(
            call("DetachInternetGateway", takes="vpcId"),
            call("DeleteInternetGateway"),
        ),
        found={"vpcId": "Attachments[0].VpcId"},
        outputs=_arn("internet-gateway"),
    ),
    "aws:ec2/eip:Eip": row(
        "ec2",
        call("AllocateAddress", special=shapes.tags_of("elastic-ip")),
        "AllocationId",
        also=call(
            "AssociateAddress",
            takes="networkInterface",
            rename={"networkInterface": "NetworkInterfaceId"},
            AllocationId="{id}",
            AllowReassociation=True,
        ),
        read="DescribeAddresses",
        found={"instance": "InstanceId", "networkInterface": "NetworkInterfaceId"},
        delete="ReleaseAddress",
        outputs={"allocationId": "{id}", **_arn("elastic-ip")},
    ),
    "aws:ec2/natGateway:NatGateway": row(
        "ec2",
        "CreateNatGateway",
        "NatGateway.NatGatewayId",
        # One gateway for all zones, since 2025; moto wants a subnet.
        instead={"availabilityMode": call("CreateNatGateway", recorded="nat-{hex17}")},
        read=call("DescribeNatGateways", at="NatGateways[?State!='deleted'] | [0]"),
        delete="DeleteNatGateway",
        found={"secondaryAllocationIds": "NatGatewayAddresses[?IsPrimary==`false`].AllocationId"},
        outputs={
            "publicIp": shapes.nat_address("PublicIp"),
            "privateIp": shapes.nat_address("PrivateIp"),
            "networkInterfaceId": shapes.nat_address("NetworkInterfaceId"),
        },
    ),
    "aws:ec2/networkInterface:NetworkInterface": row(
        "ec2",
        call("CreateNetworkInterface", rename={"securityGroups": "Groups"}),
        "NetworkInterface.NetworkInterfaceId",
        also=call(
            "ModifyNetworkInterfaceAttribute",
            takes="sourceDestCheck",
            rename={"sourceDestCheck": "SourceDestCheck.Value"},
        ),
        read="DescribeNetworkInterfaces",
        update=call(
            "ModifyNetworkInterfaceAttribute",
            takes="securityGroups",
            rename={"securityGroups": "Groups"},
        ),
        delete="DeleteNetworkInterface",
        found={"securityGroups": "Groups[].GroupId"},
        outputs=_arn("network-interface"),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": row(
        "ec2",
        call("CreateLaunchTemplate", into="LaunchTemplateData"),
        "LaunchTemplate.LaunchTemplateId",
        read=(
            call("DescribeLaunchTemplates"),
            call(
                "DescribeLaunchTemplateVersions",
                at="LaunchTemplateVersions[0].LaunchTemplateData",
                LaunchTemplateId="{id}",
                Versions=["$Latest"],
            ),
        ),
        update=call(
            "CreateLaunchTemplateVersion",
            into="LaunchTemplateData",
            whole=True,
            LaunchTemplateId="{id}",
        ),
        delete="DeleteLaunchTemplate",
        named=Named(128),
        rename={
            "name": "LaunchTemplateName",
            # The template's own tags have the parameter of this name beside the data.
            "tagSpecifications": "LaunchTemplateData.TagSpecifications",
        },
        found={
            "name": "LaunchTemplateName",
            # moto puts the template's own tags among those of what it starts.
            "tagSpecifications": "TagSpecifications[?ResourceType!='launch-template']",
        },
        outputs={"latestVersion": "{aws.LatestVersionNumber}", **_arn("launch-template")},
    ),
    "aws:autoscaling/group:Group": row(
        "autoscaling",
        "CreateAutoScalingGroup",
        "{name}",
        also=call(
            "EnableMetricsCollection",
            takes="enabledMetrics",
            rename={"enabledMetrics": "Metrics"},
            AutoScalingGroupName="{name}",
            Granularity="1Minute",
        ),
        read=call(
            "DescribeAutoScalingGroups",
            AutoScalingGroupNames=["{name}"],
            at="AutoScalingGroups[0]",
        ),
        update=(
            call("UpdateAutoScalingGroup", AutoScalingGroupName="{name}"),
            call("CreateOrUpdateTags", takes="name tags", special=_group_tags),
        ),
        delete=call("DeleteAutoScalingGroup", AutoScalingGroupName="{name}", ForceDelete=True),
        named=Named(255),
        rename={
            "name": "AutoScalingGroupName",
            "launchTemplate.id": "LaunchTemplate.LaunchTemplateId",
        },
        found={
            "name": "AutoScalingGroupName",
            "enabledMetrics": "EnabledMetrics[].Metric",
            "launchTemplate.id": "LaunchTemplate.LaunchTemplateId",
        },
        # How the provider goes about a change: it starts a refresh by itself.
        local="instanceRefresh",
        # moto keeps neither.
        loses="instanceMaintenancePolicy maxInstanceLifetime",
        outputs={"arn": "{aws.AutoScalingGroupARN}"},
    ),
    "aws:ec2/routeTable:RouteTable": row(
        "ec2",
        "CreateRouteTable",
        "RouteTable.RouteTableId",
        read="DescribeRouteTables",
        delete="DeleteRouteTable",
        outputs=_arn("route-table"),
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
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": row(
        "ec2",
        "AssociateRouteTable",
        "AssociationId",
        # It is found by the subnet, because a move to another table changes the association's ID.
        read=_ASSOCIATION,
        lock=_ASSOCIATION,
        update=call("ReplaceRouteTableAssociation", AssociationId="{aws.RouteTableAssociationId}"),
        delete=call("DisassociateRouteTable", AssociationId="{aws.RouteTableAssociationId}"),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": row(
        "ec2",
        "CreateVpcEndpoint",
        "VpcEndpoint.VpcEndpointId",
        read=call("DescribeVpcEndpoints", at="VpcEndpoints[?State!='deleted'] | [0]"),
        update=(
            call("ModifyVpcEndpoint"),
            *(
                call("ModifyVpcEndpoint", takes=name, adds=f"Add{ids}", removes=f"Remove{ids}")
                for name, ids in (
                    ("routeTableIds", "RouteTableIds"),
                    ("subnetIds", "SubnetIds"),
                    ("securityGroupIds", "SecurityGroupIds"),
                )
            ),
        ),
        delete="DeleteVpcEndpoints",
        rename={"policy": "PolicyDocument"},
        found={"securityGroupIds": "Groups[].GroupId"},
        outputs={**_arn("vpc-endpoint"), "prefixListId": "pl-{hex8}"},
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
    ),
}
