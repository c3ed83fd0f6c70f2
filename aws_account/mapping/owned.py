"""What the platform owns the parent of: who adds to it by hand adds to the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aws_account.mapping.row import Call, call

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


@dataclass(frozen=True)
class Owned:
    """A kind of thing that stands in a resource of ours."""

    parent: str
    what: str
    """As people call it."""
    call: Call
    """Lists them, with `at` giving `items`."""
    key: str
    """Template of how one is known: its `{item}`, and the parent's words."""
    children: Mapping[str, str]
    """The types that declare such things, each with the template that gives the same key."""


def _of_vpc(what: str, operation: str, path: str, child: str) -> Owned:
    listed = call(
        operation, at=f"{{items: {path}}}", Filters=[{"Name": "vpc-id", "Values": ["{id}"]}]
    )
    return Owned("aws:ec2/vpc:Vpc", what, listed, "{item}", {child: "{id}"})


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
        {INGRESS: "{id}", EGRESS: "{id}"},
    )


def _one(
    parent: str, what: str, lists: Call, path: str, children: Mapping[str, str] | None = None
) -> Owned:
    """Something that its parent has once or not at all."""
    asked = replace(lists, at=f"{{items: {path} && ['']}}")
    return Owned(parent, what, asked, "{id}", children or {})


OWNED = (
    _rules("aws:ec2/securityGroup:SecurityGroup"),
    _rules("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
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
    Owned(
        "aws:ec2/vpc:Vpc",
        "range of addresses",
        call(
            "DescribeVpcs",
            at="{items: Vpcs[0].CidrBlockAssociationSet[?CidrBlock!='{cidrBlock}'].CidrBlock}",
        ),
        "{id} {item}",
        {"aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": "{vpcId} {cidrBlock}"},
    ),
    Owned(
        "aws:ec2/vpc:Vpc",
        "peering connection",
        call(
            "DescribeVpcPeeringConnections",
            at="{items: VpcPeeringConnections[].VpcPeeringConnectionId}",
            Filters=[{"Name": "requester-vpc-info.vpc-id", "Values": ["{id}"]}],
        ),
        "{item}",
        {"aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "{id}"},
    ),
    Owned(
        "aws:ec2/routeTable:RouteTable",
        "route",
        call(
            "DescribeRouteTables",
            at="{items: RouteTables[0].Routes[?GatewayId!='local' && !DestinationPrefixListId]"
            ".DestinationCidrBlock}",
        ),
        "{id} {item}",
        {"aws:ec2/route:Route": "{routeTableId} {destinationCidrBlock}"},
    ),
    Owned(
        "aws:iam/role:Role",
        "inline policy",
        call("ListRolePolicies", at="{items: PolicyNames}"),
        "{id}:{item}",
        {"aws:iam/rolePolicy:RolePolicy": "{id}"},
    ),
    Owned(
        "aws:iam/role:Role",
        "attached policy",
        call("ListAttachedRolePolicies", at="{items: AttachedPolicies[].PolicyArn}"),
        "{id}/{item}",
        {"aws:iam/rolePolicyAttachment:RolePolicyAttachment": "{id}"},
    ),
    Owned(
        "aws:lb/loadBalancer:LoadBalancer",
        "listener",
        call("DescribeListeners", at="{items: Listeners[].ListenerArn}"),
        "{item}",
        {"aws:lb/listener:Listener": "{id}"},
    ),
    Owned(
        "aws:lb/listener:Listener",
        "listener rule",
        call("DescribeRules", at="{items: Rules[?!IsDefault].RuleArn}"),
        "{item}",
        {"aws:lb/listenerRule:ListenerRule": "{id}"},
    ),
    Owned(
        "aws:sns/topic:Topic",
        "subscription",
        call("ListSubscriptionsByTopic", at="{items: Subscriptions[].SubscriptionArn}"),
        "{item}",
        {"aws:sns/topicSubscription:TopicSubscription": "{id}"},
    ),
    Owned(
        "aws:kms/key:Key",
        "alias",
        call("ListAliases", at="{items: Aliases[].AliasName}", KeyId="{id}"),
        "{item}",
        {"aws:kms/alias:Alias": "{id}"},
    ),
    Owned(
        "aws:kms/key:Key",
        "grant",
        call("ListGrants", at="{items: Grants[].GrantId}"),
        "{item}",
        {"aws:kms/grant:Grant": "{id}"},
    ),
    Owned(
        "aws:route53/zone:Zone",
        "record",
        call(
            "ListResourceRecordSets",
            at="{items: ResourceRecordSets[?Type!='NS' && Type!='SOA'].join(' ', [Name, Type])}",
            HostedZoneId="{id}",
        ),
        "{id} {item}",
        {"aws:route53/record:Record": "{zoneId} {name} {type}"},
    ),
    Owned(
        "aws:ecs/cluster:Cluster",
        "service",
        call("ListServices", at="{items: serviceArns}", cluster="{id}"),
        "{item}",
        {"aws:ecs/service:Service": "{id}"},
    ),
    Owned(
        "aws:cloudwatch/logGroup:LogGroup",
        "subscription filter",
        call(
            "DescribeSubscriptionFilters",
            at="{items: subscriptionFilters[].filterName}",
            logGroupName="{name}",
        ),
        "{id} {item}",
        {"aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": "{logGroup} {name}"},
    ),
    Owned(
        "aws:lb/listener:Listener",
        "certificate",
        call(
            "DescribeListenerCertificates",
            at="{items: Certificates[?!IsDefault].CertificateArn}",
            ListenerArn="{id}",
        ),
        "{id} {item}",
        {"aws:lb/listenerCertificate:ListenerCertificate": "{listenerArn} {certificateArn}"},
    ),
    _one("aws:s3/bucket:Bucket", "website", call("GetBucketWebsite"), "IndexDocument"),
    _one(
        "aws:s3/bucket:Bucket",
        "CORS configuration",
        call("GetBucketCors"),
        "CORSRules",
        {"aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": "{bucket}"},
    ),
    _one(
        "aws:secretsmanager/secret:Secret",
        "resource policy",
        call("GetResourcePolicy", SecretId="{id}"),
        "ResourcePolicy",
        {"aws:secretsmanager/secretPolicy:SecretPolicy": "{secretArn}"},
    ),
    _one(
        "aws:ecr/repository:Repository",
        "repository policy",
        call("GetRepositoryPolicy"),
        "policyText",
        {"aws:ecr/repositoryPolicy:RepositoryPolicy": "{repository}"},
    ),
    Owned(
        "aws:lambda/function:Function",
        "URL",
        call("GetFunctionUrlConfig", at="{items: FunctionUrl && [FunctionUrl]}"),
        "{item}",
        {"aws:lambda/functionUrl:FunctionUrl": "{functionUrl}"},
    ),
    Owned(
        "aws:lambda/function:Function",
        "permission",
        call("GetPolicy", at="{items: Policy}"),
        "{id} {item}",
        {"aws:lambda/permission:Permission": "{function} {statementId}"},
    ),
)
