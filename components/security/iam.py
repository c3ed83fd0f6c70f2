"""Builds IAM documents and roles in one way everywhere: least privilege, no string templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws

from planning import Environment


class Statement(TypedDict, total=False):
    """One statement of a policy."""

    Sid: str
    Effect: str
    Principal: Any
    Action: Sequence[str]
    Resource: Any
    Condition: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Grantee:
    """The identity of a program, to which the owner of a resource gives access."""

    name: str
    """The program's name in the workload, which is part of the names of rules and policies."""
    role_name: pulumi.Output[str]
    """The role of the program itself."""
    security_group_id: pulumi.Output[str]
    """The security group that its tasks carry."""
    granted: list[pulumi.Resource] = field(default_factory=list)
    """Every rule and policy that lets the program in. Its first task waits for them."""
    memberships: list[pulumi.Output[str]] = field(default_factory=list)
    """Further security groups of its tasks, from owners who let all their clients in by one rule. A
    network interface takes five groups."""


def allow(
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    *,
    condition: Mapping[str, Mapping[str, Any]] | None = None,
    principal: Any = None,
    sid: str | None = None,
) -> Statement:
    """Returns a statement that allows `actions` on `resources`; `principal` only in resource
    policies."""
    statement = Statement(Effect="Allow", Action=list(actions), Resource=list(resources))
    if sid:
        statement["Sid"] = sid
    if principal is not None:
        statement["Principal"] = principal
    if condition:
        statement["Condition"] = condition
    return statement


def deny_plain_http(resources: Sequence[pulumi.Input[str]], actions: Sequence[str]) -> Statement:
    """Returns a statement that refuses every request without TLS; for resource policies."""
    return Statement(
        Sid="TlsOnly",
        Effect="Deny",
        Principal="*",
        Action=list(actions),
        Resource=list(resources),
        Condition={"Bool": {"aws:SecureTransport": "false"}},
    )


def document(*statements: Statement) -> pulumi.Output[str]:
    """Returns a policy document as JSON."""
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": list(statements)})


def service_role(
    name: str,
    service: str,
    environment: Environment,
    parent: pulumi.Resource,
    *,
    path: str = "/",
) -> aws.iam.Role:
    """Creates a role that an AWS service can assume for this account only (no confused deputy). It
    is for services that say for which account they act. Lambda does, as AWS's own example shows:
    github.com/aws/agent-toolkit-for-aws, lambda-trust-policy.json.

    `service` is a principal such as `ecs-tasks.amazonaws.com`. `path` groups roles that one policy
    covers, and changing it replaces the role.
    """
    trust = Statement(
        Effect="Allow",
        Principal={"Service": service},
        Action=["sts:AssumeRole"],
        Condition={"StringEquals": {"aws:SourceAccount": environment.account_id}},
    )
    return aws.iam.Role(
        name,
        path=path,
        assume_role_policy=document(trust),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def role_of_any_account(name: str, service: str, parent: pulumi.Resource) -> aws.iam.Role:
    """Creates a role that an AWS service can assume for any account, for services of which AWS
    documents no condition that they send: one that is not sent stops them without a word. Only
    those who may pass the role can use it. The caller says where AWS documents it."""
    trust = Statement(Effect="Allow", Principal={"Service": service}, Action=["sts:AssumeRole"])
    return aws.iam.Role(
        name, assume_role_policy=document(trust), opts=pulumi.ResourceOptions(parent=parent)
    )


def grant(
    name: str,
    role_name: pulumi.Input[str],
    parent: pulumi.Resource,
    *statements: Statement,
    after: Sequence[pulumi.Resource] = (),
) -> aws.iam.RolePolicy:
    """Attaches statements to a role, as one inline policy named from both ends. `after` are
    resources that must exist before anybody uses these rights."""
    return aws.iam.RolePolicy(
        name,
        role=role_name,
        policy=document(*statements),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=after),
    )


def grant_to(
    name: str,
    grantee: Grantee,
    parent: pulumi.Resource,
    *statements: Statement,
    after: Sequence[pulumi.Resource] = (),
) -> None:
    """Attaches statements to the role of a program, whose first task waits for the policy."""
    grantee.granted.append(grant(name, grantee.role_name, parent, *statements, after=after))
