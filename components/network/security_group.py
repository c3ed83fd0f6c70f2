"""Security groups without rules, and the rules that open them. Each opening is a resource named
after both ends, so a rule never erases another and a review sees who was let in."""

from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.security import Grantee


@dataclass(frozen=True, kw_only=True)
class Clients:
    """A security group that an owner's clients carry, for owners with many clients. AWS allows 60
    rules in a group, and one rule for this group covers all clients.
    docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""

    name: str
    security_group_id: pulumi.Output[str]
    granted: list[pulumi.Resource] = field(default_factory=list)
    """The rules that let the members of the group in."""

    def admit(self, client: Grantee) -> None:
        """Gives a program's tasks this group. Resources that use the client's `granted` must come
        after this call."""
        client.memberships.append(self.security_group_id)
        client.granted.extend(self.granted)


def closed_security_group(
    name: str, vpc_id: pulumi.Input[str], description: str, parent: pulumi.Resource
) -> aws.ec2.SecurityGroup:
    """Creates a security group that lets nothing in or out.

    Its description is part of its identity at AWS: changing it replaces the group.
    """
    return aws.ec2.SecurityGroup(
        name,
        vpc_id=vpc_id,
        description=description,
        revoke_rules_on_delete=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def clients_of(
    owner: str, vpc_id: pulumi.Input[str], description: str, parent: pulumi.Resource
) -> Clients:
    """Creates the group of an owner's clients, with nothing open yet."""
    group = closed_security_group(f"{owner}-clients", vpc_id, description, parent)
    return Clients(name="clients", security_group_id=group.id)


def allow_tcp(
    owner: str,
    security_group_id: pulumi.Input[str],
    client: Grantee | Clients,
    port: int,
    parent: pulumi.Resource,
) -> None:
    """Lets a client's tasks reach a port of the owner, by a rule in at the owner and a rule out at
    the client."""
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
