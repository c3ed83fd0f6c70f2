"""Cases of tags, secrets and rights."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from tests.policies.case import Case

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
PROVIDER_TAGS = {"environment": "production", "project": "shop", "owner": "platform"}


def allows(**statement: Any) -> str:
    """A policy document that allows something."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


NAMED = {"policy": allows(Action="kms:Decrypt", Principal={"AWS": "arn:aws:iam::1:root"})}
OPEN = {"policy": allows(Action="kms:Decrypt", Principal={"AWS": "*"})}


def container(**keys: Any) -> dict[str, str]:
    """A task definition's inputs with one container."""
    return {"containerDefinitions": json.dumps([{"name": "web", **keys}])}


MACHINES = "aws:autoscaling/group:Group"


def listed(tags: Mapping[str, str]) -> list[dict[str, Any]]:
    """The tags as a group of machines has them."""
    return [{"key": key, "value": tags[key], "propagateAtLaunch": False} for key in tags]


CASES = [
    Case(
        rule="tags-on-everything",
        type="pulumi:providers:aws",
        good={"defaultTags": json.dumps({"tags": PROVIDER_TAGS})},
        bad={"defaultTags": json.dumps({"tags": {**PROVIDER_TAGS, "owner": ""}})},
        absent=True,
    ),
    Case(
        rule="tags-are-kept",
        type="aws:sqs/queue:Queue",
        good={"tags": {"owner": "platform", "Name": "jobs"}},
        bad={"tags": {"owner": "nobody"}},
        absent=False,
    ),
    Case(
        rule="tags-are-kept",
        type=MACHINES,
        good={"tags": listed({"owner": "platform"})},
        bad={"tags": listed({"owner": "nobody"})},
        absent=False,
    ),
    Case(
        rule="autoscaling-group-is-tagged",
        type=MACHINES,
        good={"tags": listed(PROVIDER_TAGS)},
        bad={"tags": listed({**PROVIDER_TAGS, "owner": ""})},
        absent=True,
    ),
    Case(
        rule="ecs-no-secret-in-a-container",
        type="aws:ecs/taskDefinition:TaskDefinition",
        good=container(
            environment=[
                {"name": "DB_HOST", "value": "${rds.Instance database.address}"},
                {"name": "ACCOUNTS_URL", "value": "http://accounts:8080"},
                {"name": "MAX_TOKENS", "value": "500 thousand"},
            ]
        ),
        bad=container(environment=[{"name": "LINK", "value": "amqp://shop:hunter22@mq:5671"}]),
        absent=False,
    ),
    Case(
        rule="ecs-no-secret-in-a-container",
        type="aws:ecs/taskDefinition:TaskDefinition",
        good=container(command=["serve", "--key-file", "/run/key"]),
        bad=container(command=["serve", "--key", "AKIAIOSFODNN7EXAMPLE"]),
        absent=False,
    ),
    Case(
        rule="lambda-no-secret-in-a-variable",
        type="aws:lambda/function:Function",
        good={"environment": {"variables": {"CLUSTER": "${ecs.Cluster cluster.arn}"}}},
        bad={"environment": {"variables": {"API_KEY": "correct horse battery staple"}}},
        absent=False,
    ),
    Case(
        rule="ssm-no-secret-in-a-plain-parameter",
        type="aws:ssm/parameter:Parameter",
        rest={"type": "String", "name": "/shop/prod/link"},
        good={"insecureValue": json.dumps({"command": ["migrate"]})},
        bad={"insecureValue": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.sig"},
        absent=False,
    ),
    Case(
        rule="ec2-no-secret-in-user-data",
        type="aws:ec2/instance:Instance",
        good={"userData": "#!/bin/sh\naws secretsmanager get-secret-value"},
        bad={
            "userData": base64.b64encode(
                b"#!/bin/sh\necho '-----BEGIN RSA PRIVATE KEY-----' > key"
            ).decode()
        },
        absent=False,
    ),
    Case(
        rule="rds-password-is-made-by-aws",
        type="aws:rds/instance:Instance",
        good={"manageMasterUserPassword": True},
        bad={"password": "[secret]"},
        absent=False,
    ),
    Case(
        rule="iam-nobody-may-do-everything",
        type=ROLE_POLICY,
        good={"policy": allows(Action=["s3:GetObject"], Resource="*")},
        bad={"policy": allows(Action="*", Resource=["*"])},
        absent=False,
    ),
    Case(
        rule="iam-no-whole-service",
        type=ROLE_POLICY,
        good={"policy": allows(Action=["s3:GetObject", "s3:List*"], Resource="*")},
        bad={"policy": allows(Action=["s3:*"], Resource="${s3.Bucket uploads.arn}")},
        absent=False,
    ),
    Case(
        rule="iam-decrypts-by-named-keys-only",
        type=ROLE_POLICY,
        good={"policy": allows(Action=["kms:Decrypt"], Resource="${kms.Key key.arn}")},
        bad={"policy": allows(Action=["kms:Decrypt"], Resource="arn:aws:kms:eu:1:key/*")},
        absent=False,
    ),
    Case(
        rule="iam-role-names-who-takes-it",
        type="aws:iam/role:Role",
        good={
            "assumeRolePolicy": allows(
                Action="sts:AssumeRole", Principal={"Service": "ecs-tasks.amazonaws.com"}
            )
        },
        bad={"assumeRolePolicy": allows(Action="sts:AssumeRole", Principal="*")},
        absent=False,
    ),
    Case(
        rule="kms-rotates",
        type="aws:kms/key:Key",
        good={"enableKeyRotation": True},
        bad={"enableKeyRotation": False},
        absent=True,
    ),
    Case(
        rule="kms-policy-names-who-may",
        type="aws:kms/key:Key",
        good=NAMED,
        bad=OPEN,
        absent=False,
    ),
    Case(
        rule="secrets-policy-names-who-may",
        type="aws:secretsmanager/secretPolicy:SecretPolicy",
        good=NAMED,
        bad=OPEN,
        absent=False,
    ),
    Case(
        rule="secrets-rotate-soon-enough",
        type="aws:secretsmanager/secretRotation:SecretRotation",
        good={"rotationRules": {"automaticallyAfterDays": 30}},
        bad={"rotationRules": {"automaticallyAfterDays": 365}},
        absent=False,
    ),
]
