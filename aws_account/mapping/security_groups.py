"""Rows for security groups and their rules."""

from aws_account.mapping import shapes
from aws_account.mapping.row import Named, Output, Row, Table, Values, call, row


def _arn(kind: str) -> dict[str, Output]:
    return {"arn": f"arn:{{partition}}:ec2:{{region}}:{{account}}:{kind}/{{id}}"}


def _permission(inputs: Values) -> Values:
    """Returns a rule's flat inputs as the one entry of the list that AWS requires."""
    description = {"Description": inputs.pop("description", None) or ""}
    parameters = shapes.tags_of("security-group-rule")(inputs)
    ranges = {
        "cidrIpv4": ("IpRanges", "CidrIp"),
        "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
        "prefixListId": ("PrefixListIds", "PrefixListId"),
        "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
    }
    permission: Values = {
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


def _rule(direction: str) -> Row:
    return row(
        "ec2",
        call(f"AuthorizeSecurityGroup{direction}", special=_permission),
        "SecurityGroupRules[0].SecurityGroupRuleId",
        read="DescribeSecurityGroupRules",
        update=call(
            "ModifySecurityGroupRules",
            into="SecurityGroupRules.SecurityGroupRule",
            whole=True,
            GroupId="{securityGroupId}",
            SecurityGroupRules=[{"SecurityGroupRuleId": "{id}"}],
        ),
        delete=call(
            f"RevokeSecurityGroup{direction}",
            GroupId="{securityGroupId}",
            SecurityGroupRuleIds=["{id}"],
        ),
        rename={
            "securityGroupId": "GroupId",
            "referencedSecurityGroupId": "ReferencedGroupId",
        },
        found={"referencedSecurityGroupId": "ReferencedGroupInfo.GroupId"},
        loses="description",
        outputs={
            "securityGroupRuleId": "{id}",
            **_arn("security-group-rule"),
        },
    )


def _empty_default(inputs: Values) -> Values:
    return {
        "Filters": [
            {"Name": "vpc-id", "Values": [inputs.pop("vpcId")]},
            {"Name": "group-name", "Values": ["default"]},
        ]
    }


ROWS: Table = {
    "aws:ec2/securityGroup:SecurityGroup": row(
        "ec2",
        call("CreateSecurityGroup", Description="Managed by Pulumi"),
        "GroupId",
        # A new group of AWS's allows all outgoing traffic; the provider removes that rule.
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
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": row(
        "ec2",
        call("DescribeSecurityGroups", special=_empty_default),
        "SecurityGroups[0].GroupId",
        also=(
            call(
                "RevokeSecurityGroupEgress",
                # The group outlives the resource, and the rule may be removed already.
                optional=True,
                GroupId="{id}",
                IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            ),
            call("CreateTags", takes="tags", Resources=["{id}"]),
        ),
        read=call("DescribeSecurityGroups", GroupIds=["{id}"]),
        # A given list is complete; for a list that is not given, the existing rules stay.
        update=(
            call(
                "RevokeSecurityGroupIngress",
                takes="ingress",
                removes="IpPermissions",
                GroupId="{id}",
            ),
            call(
                "RevokeSecurityGroupEgress", takes="egress", removes="IpPermissions", GroupId="{id}"
            ),
        ),
        found={"ingress": "IpPermissions", "egress": "IpPermissionsEgress"},
        outputs=_arn("security-group"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule("Ingress"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule("Egress"),
}
