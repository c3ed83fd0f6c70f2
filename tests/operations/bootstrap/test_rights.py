"""The rights of the bootstrap's roles, judged as AWS does: both role and boundary must allow."""

import fnmatch
import json
import re
from dataclasses import replace
from typing import Any

import pytest

import provider_facts
from operations.bootstrap import names, rights, trust
from operations.bootstrap.request import Request
from tests.factories import ROOT

REQUEST = Request(
    account="111122223333",
    region="eu-central-1",
    regions=("eu-central-1", "eu-west-1", "us-east-1"),
    project="shop",
    program="plinth",
    stacks=("prod",),
    github="example/shop",
)
IAM = "arn:aws:iam::111122223333"
STATES = "arn:aws:s3:::shop-pulumi-111122223333-eu-central-1"
BOUNDARY = f"{IAM}:policy/plinth/shop-boundary"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1"
OF_STATES = {"kms:ResourceAliases": "alias/shop-pulumi"}
HERE = {"aws:RequestedRegion": "eu-central-1"}


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def matches(patterns: Any, value: str) -> bool:
    return any(
        fnmatch.fnmatchcase(value.lower(), each.lower().replace("[", "[[]"))
        for each in listed(patterns)
    )


def applies(statement: dict[str, Any], action: str, resource: str, context: dict[str, str]) -> bool:
    right = "Action" in statement and matches(statement["Action"], action)
    right |= "NotAction" in statement and not matches(statement["NotAction"], action)
    place = "Resource" in statement and matches(statement["Resource"], resource)
    place |= "NotResource" in statement and not matches(statement["NotResource"], resource)
    return (
        right
        and place
        and all(
            context.get(key) in listed(value)
            for condition in statement.get("Condition", {}).values()
            for key, value in condition.items()
        )
    )


def allowed(
    policy: dict[str, Any], action: str, resource: str, context: dict[str, str] | None = None
) -> bool:
    """Returns whether the role with this policy and the boundary may: both must allow it."""
    for document in (policy, rights.boundary(REQUEST)):
        effects = [
            each["Effect"]
            for each in document["Statement"]
            if applies(each, action, resource, HERE | (context or {}))
        ]
        if not effects or "Deny" in effects:
            return False
    return True


OF_CLIENT = (
    "arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/prod/user-pool-people-web-a1b2c3"
)
ROLE = f"{IAM}:role/shop/prod/tasks/orders-prod-a1b2c3"


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ecs:UpdateService", "*", {}),
        ("rds:CreateDBInstance", "*", {"aws:RequestedRegion": "eu-west-1"}),
        ("cloudfront:CreateDistribution", "*", {"aws:RequestedRegion": "us-east-1"}),
        ("iam:CreateRole", ROLE, {}),
        ("iam:PassRole", ROLE, {}),
        ("iam:PutRolePolicy", f"{IAM}:role/cluster-infrastructure-prod-0f0f0f", {}),
        ("iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/ecs.amazonaws.com/x", {}),
        ("s3:PutObject", f"{STATES}/.pulumi/stacks/plinth/prod.json", {}),
        ("s3:PutObject", f"{STATES}/.pulumi/stacks/plinth/prod.json.bak", {}),
        ("s3:DeleteObject", f"{STATES}/.pulumi/locks/organization/plinth/prod/1.json", {}),
        ("s3:PutObject", f"{STATES}/.pulumi/history/plinth/prod/prod-1.history.json", {}),
        ("s3:PutBucketPolicy", "arn:aws:s3:::uploads-prod-a1b2c3", {}),
        ("kms:GenerateDataKey", KEY, OF_STATES),
        ("kms:ScheduleKeyDeletion", KEY, {"kms:ResourceAliases": "alias/shop-prod"}),
        ("secretsmanager:GetSecretValue", OF_CLIENT, {}),
    ],
)
def test_a_deployment_may(action: str, resource: str, context: dict[str, str]) -> None:
    assert allowed(rights.deploy(REQUEST, "prod"), action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        # Its own boundary, itself, its siblings and who may take them.
        ("iam:CreatePolicyVersion", BOUNDARY, {}),
        ("iam:DeletePolicy", BOUNDARY, {}),
        ("iam:DeleteRolePermissionsBoundary", f"{IAM}:role/plinth/shop-deploy-prod", {}),
        ("iam:PutRolePermissionsBoundary", ROLE, {}),
        ("iam:PutRolePolicy", f"{IAM}:role/plinth/shop-deploy-prod", {}),
        ("iam:PutRolePolicy", f"{IAM}:role/plinth/shop-deploy-prod-a1b2c3", {}),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/plinth/shop-preview-prod", {}),
        ("iam:CreateOpenIDConnectProvider", f"{IAM}:oidc-provider/example.com", {}),
        # Others than the program's roles, and AWS's own policies for them.
        ("iam:CreateRole", f"{IAM}:role/administrator", {}),
        ("iam:PassRole", f"{IAM}:role/orders-staging-a1b2c3", {}),
        ("iam:AttachRolePolicy", ROLE, {}),
        ("sts:AssumeRole", ROLE, {}),
        # Users and keys.
        ("iam:CreateUser", f"{IAM}:user/x-prod-a1b2c3", {}),
        ("iam:CreateAccessKey", f"{IAM}:user/x-prod-a1b2c3", {}),
        ("iam:CreateLoginProfile", f"{IAM}:user/x", {}),
        # States of others, earlier ones of its own, the bucket and the key.
        ("s3:GetObject", f"{STATES}/.pulumi/stacks/plinth/staging.json", {}),
        ("s3:PutObject", f"{STATES}/.pulumi/stacks/plinth/staging.json", {}),
        ("s3:DeleteObjectVersion", f"{STATES}/.pulumi/stacks/plinth/prod.json", {}),
        ("s3:PutBucketVersioning", STATES, {}),
        ("s3:PutBucketPolicy", STATES, {}),
        ("s3:DeleteBucket", STATES, {}),
        ("kms:ScheduleKeyDeletion", KEY, OF_STATES),
        ("kms:PutKeyPolicy", KEY, OF_STATES),
        ("kms:DeleteAlias", "arn:aws:kms:eu-central-1:111122223333:alias/shop-pulumi", {}),
        ("secretsmanager:GetSecretValue", "*", {}),
        ("ec2:RunInstances", "*", {"aws:RequestedRegion": "ap-south-1"}),
        ("organizations:LeaveOrganization", "*", {}),
        ("dynamodb:CreateTable", "*", {}),
    ],
)
def test_a_deployment_may_not(action: str, resource: str, context: dict[str, str]) -> None:
    assert not allowed(rights.deploy(REQUEST, "prod"), action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("ecs:DescribeServices", "*"),
        ("lambda:GetFunction", "*"),
        ("s3:GetBucketPolicy", "arn:aws:s3:::uploads-prod-a1b2c3"),
        ("iam:GetRolePolicy", ROLE),
        ("cloudtrail:LookupEvents", "*"),
        ("tag:GetResources", "*"),
        ("s3:GetObject", f"{STATES}/.pulumi/stacks/plinth/prod.json"),
        ("s3:ListBucket", STATES),
        ("secretsmanager:GetSecretValue", OF_CLIENT),
    ],
)
def test_a_preview_may(action: str, resource: str) -> None:
    assert allowed(rights.preview(REQUEST, "prod"), action, resource)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ecs:UpdateService", "*", {}),
        ("iam:CreateRole", ROLE, {}),
        ("s3:PutObject", f"{STATES}/.pulumi/stacks/plinth/prod.json", {}),
        ("s3:PutObject", f"{STATES}/.pulumi/locks/organization/plinth/prod/1.json", {}),
        ("s3:GetObject", "arn:aws:s3:::uploads-prod-a1b2c3/invoices/1.pdf", {}),
        ("s3:GetObject", f"{STATES}/.pulumi/stacks/plinth/staging.json", {}),
        ("secretsmanager:GetSecretValue", "*", {}),
        ("logs:GetLogEvents", "*", {}),
        ("kms:Encrypt", KEY, OF_STATES),
        ("kms:Decrypt", KEY, {"kms:ResourceAliases": "alias/shop-prod"}),
    ],
)
def test_a_preview_may_not(action: str, resource: str, context: dict[str, str]) -> None:
    assert not allowed(rights.preview(REQUEST, "prod"), action, resource, context)


def test_the_rights_cover_every_service_that_the_program_can_use() -> None:
    # Also what the example does not switch on, such as a budget or a chat channel.
    used = {re.findall(r"^aws:(\w+)/", each)[0] for each in provider_facts.types()} - {"iam"}
    assert used <= set(rights.SERVICES)


def test_the_pattern_of_roles_is_that_of_their_automatic_names() -> None:
    assert "pattern: ${name}-${stack}-${hex(6)}\n" in (ROOT / "Pulumi.yaml").read_text("utf-8")
    assert names.program_roles(REQUEST, "prod").endswith(":role/*-prod-??????")
    for kind in (names.PREVIEW, names.DEPLOY):
        own = names.role_arn(REQUEST, kind, "prod")
        assert not fnmatch.fnmatchcase(own, names.program_roles(REQUEST, "prod"))


def test_policies_fit_into_what_iam_takes() -> None:
    many = replace(REQUEST, services=tuple(f"service{number}" for number in range(20)))
    assert len(json.dumps(rights.boundary(many), separators=(",", ":"))) <= 6_144
    for policy in (rights.deploy(many, "prod"), rights.preview(many, "prod")):
        assert len(json.dumps(policy, separators=(",", ":"))) <= 10_240


def test_the_trust_of_each_role_is_exact() -> None:
    github = "token.actions.githubusercontent.com"
    subjects = {
        kind: [
            each["Condition"]["StringEquals"]
            for each in trust.trust(REQUEST, kind, "prod")["Statement"]
        ]
        for kind in (names.PREVIEW, names.DEPLOY)
    }
    audience = {f"{github}:aud": "sts.amazonaws.com"}
    assert subjects == {
        "preview": [{**audience, f"{github}:sub": "repo:example/shop:ref:refs/heads/main"}],
        "deploy": [{**audience, f"{github}:sub": "repo:example/shop:environment:prod"}],
    }
    gitlab = replace(REQUEST, github="", gitlab="example/shop")
    [statement] = trust.trust(gitlab, "deploy", "prod")["Statement"]
    assert statement["Condition"]["StringEquals"] == {
        "gitlab.com:aud": "https://gitlab.com",
        "gitlab.com:sub": "project_path:example/shop:ref_type:branch:ref:main",
    }
