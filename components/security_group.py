"""Security groups without a rule of their own; every opening is a rule resource named from both
ends, so a rule never erases another and a review sees who was let in."""

import pulumi
import pulumi_aws as aws

from components.iam import Grantee


def closed_security_group(
    name: str, vpc_id: pulumi.Input[str], description: str, parent: pulumi.Resource
) -> aws.ec2.SecurityGroup:
    """A security group that lets nothing in or out.

    Its description is part of its identity at AWS: changing it replaces the group.
    """
    return aws.ec2.SecurityGroup(
        name,
        vpc_id=vpc_id,
        description=description,
        revoke_rules_on_delete=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def allow_tcp(
    owner: str,
    security_group_id: pulumi.Input[str],
    client: Grantee,
    port: int,
    parent: pulumi.Resource,
) -> None:
    """Lets a client's tasks reach a port of the owner: in on the owner's side, out on theirs."""
    opts = pulumi.ResourceOptions(parent=parent)
    ingress = aws.vpc.SecurityGroupIngressRule(
        f"{owner}-from-{client.name}",
        security_group_id=security_group_id,
        referenced_security_group_id=client.security_group_id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=f"{client.name} to {owner}",
        opts=opts,
    )
    egress = aws.vpc.SecurityGroupEgressRule(
        f"{owner}-from-{client.name}",
        security_group_id=client.security_group_id,
        referenced_security_group_id=security_group_id,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description=f"{client.name} to {owner}",
        opts=opts,
    )
    client.granted.extend([ingress, egress])
