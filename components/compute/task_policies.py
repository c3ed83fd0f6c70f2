"""Statements of the rights of a task's two roles, and of whoever starts the task: least
privilege."""

from collections.abc import Iterable, Mapping, Sequence

import pulumi

from components.security import iam
from planning import Environment, scope


def write_log_streams(environment: Environment, log_group_name: str) -> iam.Statement:
    """Lets ECS write the container's output to CloudWatch."""
    return iam.allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [environment.arn("logs", f"log-group:{log_group_name}:log-stream:*")],
    )


def read_secrets(
    environment: Environment,
    secrets: Mapping[str, pulumi.Input[str]],
    kms_key_arns: Sequence[pulumi.Input[str]],
) -> list[iam.Statement]:
    """Lets ECS read exactly these secrets, which these keys encrypt, when it starts the task.
    Without secrets there are no statements."""
    if not secrets:
        return []
    via = f"secretsmanager.{environment.region}.amazonaws.com"
    return [
        iam.Statement(
            Effect="Allow",
            Action=["secretsmanager:GetSecretValue"],
            Resource=pulumi.Output.all(*secrets.values()).apply(secret_arns),
        ),
        iam.allow(
            ["kms:Decrypt"],
            kms_key_arns,
            condition={"StringEquals": {"kms:ViaService": via}},
        ),
    ]


def secret_arns(values_from: Iterable[str]) -> list[str]:
    """Returns the secrets' ARNs: the first seven parts of each text, before the JSON key, version
    and stage.

    >>> secret_arns(["arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1:password::"])
    ['arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-a1']
    """
    return sorted({":".join(value.split(":")[:7]) for value in values_from})


def open_sessions(
    log_group_arn: pulumi.Input[str], kms_key_arn: pulumi.Input[str]
) -> list[iam.Statement]:
    """Lets the agent of ECS Exec, which has the program's own role, open a channel to the person
    who opened the session, and write the session's log.
    docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"""
    channels = (
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    )
    return [
        # AWS cannot limit the actions for channels to resources.
        iam.allow(channels, ["*"]),
        # The agent asks for the list, which AWS cannot limit, before it writes.
        iam.allow(["logs:DescribeLogGroups"], ["*"]),
        iam.allow(
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            [pulumi.Output.concat(log_group_arn, ":*")],
        ),
        # The agent calls KMS itself, not through another service, so `kms:ViaService` cannot be a
        # condition. It names the session, which nothing else that the key encrypts does:
        # github.com/aws/amazon-ssm-agent, agent/session/crypto/blockcipher.go
        iam.allow(
            ["kms:Decrypt"],
            [kms_key_arn],
            condition={"Null": {"kms:EncryptionContext:aws:ssm:SessionId": "false"}},
        ),
    ]


def role_path(environment: Environment) -> str:
    """Returns the IAM path of the roles of an environment's tasks."""
    return f"{environment.path('tasks')}/"


def start_any_task(environment: Environment, cluster_arn: pulumi.Input[str]) -> list[iam.Statement]:
    """Lets the task runner start every task of this environment, in its cluster, with the task's
    own roles.

    A statement for each task would be narrower, but a role holds 10,240 characters of policies:
    enough for some fifteen tasks.
    """
    return start_task(
        environment,
        family=f"{scope(environment)}*",
        role_arns=[environment.arn("iam", f"role{role_path(environment)}*", region="")],
        cluster_arn=cluster_arn,
    )


def start_task(
    environment: Environment,
    *,
    family: str,
    role_arns: Sequence[pulumi.Input[str]],
    cluster_arn: pulumi.Input[str],
) -> list[iam.Statement]:
    """Lets an AWS service run this one task in this cluster, and pass the task its two roles."""
    return [
        iam.allow(
            ["ecs:RunTask"],
            # All revisions are allowed: the one to start is newer than this policy at each
            # deployment.
            [environment.arn("ecs", f"task-definition/{family}:*")],
            condition={"ArnEquals": {"ecs:cluster": cluster_arn}},
        ),
        iam.allow(
            ["iam:PassRole"],
            role_arns,
            condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    ]


def tag_started_tasks(environment: Environment, cluster_name: pulumi.Input[str]) -> iam.Statement:
    """Lets whoever starts tasks give them the tags of their definition.
    docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html"""
    return iam.allow(
        ["ecs:TagResource"],
        [tasks_of(environment, cluster_name)],
        condition={"StringEquals": {"ecs:CreateAction": "RunTask"}},
    )


def tend_started_tasks(
    environment: Environment, cluster_name: pulumi.Input[str], cluster_arn: pulumi.Input[str]
) -> list[iam.Statement]:
    """Lets whoever starts tasks follow them, stop them and tag them."""
    return [
        iam.allow(["ecs:DescribeTasks", "ecs:StopTask"], [tasks_of(environment, cluster_name)]),
        tag_started_tasks(environment, cluster_name),
        # AWS cannot limit the list to resources, only to its cluster.
        iam.allow(["ecs:ListTasks"], ["*"], condition={"ArnEquals": {"ecs:cluster": cluster_arn}}),
    ]


def tasks_of(environment: Environment, cluster_name: pulumi.Input[str]) -> pulumi.Output[str]:
    """Returns the ARN pattern of all tasks of a cluster."""
    return pulumi.Output.concat(environment.arn("ecs", "task/"), cluster_name, "/*")
