"""Who may do what: a program exactly what its `uses` say, the platform's own roles their one task,
and nobody anything without a limit."""

import re

import pytest

from config import CloudPlatform
from config.values.images import repository
from config.workload.programs import Program, Worker
from tests.factories import make_platform
from tests.graph import Graph
from tests.stacks.statements import ROLE_POLICY, rights, statements

ROLE = "aws:iam/role:Role"
SECRET = "aws:secretsmanager/secret:Secret"

FIND = {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}
SEND = {"sqs:SendMessage", *FIND}
RECEIVE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", *FIND}
WRITE = {
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:AbortMultipartUpload",
    "s3:ListMultipartUploadParts",
}
PULL = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
KEYS = {"kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKey*"}

ANY_RESOURCE = {
    "backup:DescribeRestoreJob": "AWS offers no resource for jobs",
    "backup:ListRestoreJobs": "AWS offers no resource for jobs",
    "ecr:GetAuthorizationToken": "a token for the registry; AWS offers no resource",
    "ecs:ListTasks": "AWS offers no resource; limited to the cluster by a condition",
    "elasticloadbalancing:DescribeListeners": "AWS offers no resource for reading",
    "elasticloadbalancing:DescribeRules": "AWS offers no resource for reading",
    "elasticloadbalancing:DescribeTargetGroups": "AWS offers no resource for reading",
    "elasticloadbalancing:DescribeTargetHealth": "AWS offers no resource for reading",
    "logs:DescribeLogGroups": "ECS Exec asks for the list, which AWS cannot limit",
    "ssmmessages:CreateControlChannel": "ECS Exec; AWS offers no resource for channels",
    "ssmmessages:CreateDataChannel": "ECS Exec; AWS offers no resource for channels",
    "ssmmessages:OpenControlChannel": "ECS Exec; AWS offers no resource for channels",
    "ssmmessages:OpenDataChannel": "ECS Exec; AWS offers no resource for channels",
    "tag:GetResources": "AWS Backup finds its stores by tags; AWS offers no resource",
    "xray:PutTelemetryRecords": "AWS offers no resource for writing",
    "xray:PutTraceSegments": "AWS offers no resource for writing",
}
"""Actions that a role has on the resource `*`, and why."""

DATA_ROLES = {
    "credentials": "makes the passwords of logins, cache users and the master user",
    "database-proxy": "checks logins by their passwords",
    "database-setup-execution": "tells PostgreSQL the verifiers of logins",
    "*-replica": "S3's, copies one bucket to the recovery region",
    "*-schedule": "reports starts that failed to the job's queue",
}
"""Roles that reach buckets, queues, topics or secrets and are no program's."""

UNBOUND_TRUST = {
    "backup": "AWS documents no source account for AWS Backup",
    "cluster-infrastructure": "AWS documents no source account for it",
    "database-proxy": "RDS Proxy knows no global condition keys",
    "*-replica": "AWS documents no source account for S3 replication",
}
"""Roles that a service may take on without naming this account, and why."""


@pytest.fixture(params=["staging", "prod"])
def stack(request: pytest.FixtureRequest) -> tuple[CloudPlatform, Graph]:
    """A stack's files, and what is built of them."""
    return make_platform(request.param), request.getfixturevalue(request.param)


def named(role: str, patterns: dict[str, str]) -> bool:
    """Whether a role is among those of a table; `*` stands for any name."""
    return any(re.fullmatch(pattern.replace("*", ".+"), role) for pattern in patterns)


def arn(graph: Graph, type_: str, name: str) -> str:
    """The ARN of a resource of the stack."""
    return str(graph.one(type_, name).outputs["arn"])


def used_rights(graph: Graph, program: Program) -> set[tuple[str, str]]:
    """What the workload's lines give a program itself, keys apart."""
    found: set[tuple[str, str]] = set()
    for name, use in program.uses.buckets.items():
        bucket = arn(graph, "aws:s3/bucket:Bucket", name)
        objects = f"{bucket}/{use.prefix}*"
        if "read" in use.access:
            found |= {("s3:ListBucket", bucket), ("s3:GetObject", objects)}
        if "write" in use.access:
            found |= {(action, objects) for action in WRITE}
    for name in program.uses.topics:
        found.add(("sns:Publish", arn(graph, "aws:sns/topic:Topic", name)))
    queues = {name: SEND if use == "send" else RECEIVE for name, use in program.uses.queues.items()}
    if isinstance(program, Worker):
        queues[program.queue] = RECEIVE
    for name, actions in queues.items():
        queue = arn(graph, "aws:sqs/queue:Queue", name)
        found |= {(action, queue) for action in actions}
    return found


def test_a_program_may_do_what_it_uses_and_nothing_else(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    for path in platform.workload.programs():
        kind, name, program = path.kind, path.name, path.program
        found = {right for right in rights(graph, f"{name}-task") if right[0] not in KEYS}
        # ECS Exec's channel and its log, for services of an environment that has it.
        shell = {
            right
            for right in found
            if right[0].startswith("ssmmessages:")
            or (right[0].startswith("logs:") and right[1].endswith(("cluster/exec:*", "*")))
        }
        assert found - shell == used_rights(graph, program), path
        assert bool(shell) == (kind == "service" and platform.settings.services.exec), path


def test_ecs_starts_a_program_with_its_own_image_secrets_and_log(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    secrets = {each.name: each.outputs["arn"] for each in graph.all(SECRET)}
    for path in platform.workload.programs():
        name, program = path.name, path.program
        found = {right for right in rights(graph, f"{name}-execution") if right[0] not in KEYS}
        own = {*program.uses.secrets}
        own |= {f"login-credentials-{name}"} if program.uses.databases else set()
        own |= {f"cache-credentials-{name}"} if program.uses.cache else set()
        expected = {("secretsmanager:GetSecretValue", secrets[secret]) for secret in own}
        if image := repository(program.image):
            kept = arn(graph, "aws:ecr/repository:Repository", f"registry-{image}")
            expected |= {(action, kept) for action in PULL}
            expected.add(("ecr:GetAuthorizationToken", "*"))
        log = graph.one("aws:cloudwatch/logGroup:LogGroup", name).outputs["arn"]
        expected |= {
            (f"logs:{action}", f"{log}:log-stream:*")
            for action in ("CreateLogStream", "PutLogEvents")
        }
        assert found == expected, path


def test_data_is_reached_by_programs_and_by_roles_with_one_task(
    stack: tuple[CloudPlatform, Graph],
) -> None:
    platform, graph = stack
    programs = set(platform.workload.by_name())
    for statement in statements(graph):
        role = str(statement.holder.inputs.get("role", ""))
        services = {action.split(":")[0] for action in statement.actions}
        if statement.holder.type == ROLE_POLICY and services & {
            "s3",
            "sqs",
            "sns",
            "secretsmanager",
        }:
            of_program = re.sub("-(task|execution)$", "", role) in programs
            assert of_program or named(role, DATA_ROLES), statement.holder.urn


def test_a_key_is_used_through_a_service(graph: Graph) -> None:
    for statement in statements(graph):
        keys = [action for action in statement.actions if action.startswith("kms:")]
        if statement.holder.type == ROLE_POLICY and keys:
            # The agent of ECS Exec decrypts by itself.
            if statement.holder.name.endswith("-exec"):
                assert keys == ["kms:Decrypt"]
            elif keys == ["kms:CreateGrant"]:
                assert statement.conditions == ["kms:GrantIsForAWSResource"]
            elif keys != ["kms:DescribeKey"]:
                assert "kms:ViaService" in statement.conditions, statement.holder.urn


def test_no_role_may_do_everything_of_a_service(graph: Graph) -> None:
    for statement in statements(graph):
        assert statement.content.keys() & {"NotAction", "NotResource"} == set()
        if statement.allows and statement.holder.type == ROLE_POLICY:
            wide = [action for action in statement.actions if re.fullmatch(r"\*|\w+:\*", action)]
            assert wide == [], statement.holder.urn


def test_a_role_has_a_right_on_everything_only_for_a_reason(graph: Graph) -> None:
    seen = set()
    for statement in statements(graph):
        if statement.holder.type == ROLE_POLICY and "*" in statement.resources:
            assert set(statement.actions) <= ANY_RESOURCE.keys(), statement.holder.urn
            seen |= {*statement.actions}
            if "ecs:ListTasks" in statement.actions:
                assert statement.conditions == ["ecs:cluster"]
    assert seen <= ANY_RESOURCE.keys()
    assert "ecr:GetAuthorizationToken" in seen


def test_policies_of_resources_open_nothing_without_a_limit(graph: Graph) -> None:
    for statement in statements(graph):
        holder = statement.holder
        if not statement.allows or holder.type in (ROLE_POLICY, ROLE):
            continue
        account = str(graph.one("pulumi:providers:aws").inputs["allowedAccountIds"])
        principal = statement.content["Principal"]
        if holder.type == "aws:kms/key:Key":
            # `*` is the key itself, and the account's own IAM decides about it.
            root = principal.get("AWS", "").endswith(":root") and account[2:-2] in principal["AWS"]
            # EventBridge takes no condition in a key's policy; the topic's own names its rules.
            # docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
            events = principal.get("Service") == "events.amazonaws.com"
            publishes = {*statement.actions} == {"kms:Decrypt", "kms:GenerateDataKey*"}
            assert root or statement.conditions or (events and publishes), holder.urn
        elif holder.type == "aws:ec2/vpcEndpoint:VpcEndpoint":
            # An endpoint gives no rights; it bounds those that the caller has.
            layers = "starport-layer-bucket" in str(statement.resources)
            own = statement.conditions in (["aws:ResourceAccount"], ["aws:PrincipalAccount"])
            assert layers or own, holder.urn
        else:
            assert set(principal) == {"Service"}, holder.urn
            # A condition on EventBridge at a topic would drop every event (docs/monitoring.md).
            events = principal["Service"] == "events.amazonaws.com"
            assert statement.conditions or (events and statement.actions == ["sns:Publish"])
            assert "*" not in statement.resources, holder.urn


def test_a_role_is_taken_on_by_one_service_for_this_account(graph: Graph) -> None:
    for role in graph.all(ROLE):
        [trust] = [each for each in statements(graph) if each.holder is role]
        assert trust.actions == ["sts:AssumeRole"]
        assert set(trust.content["Principal"]) == {"Service"}
        assert isinstance(trust.content["Principal"]["Service"], str)
        bound = trust.conditions == ["aws:SourceAccount"]
        assert bound != named(role.name, UNBOUND_TRUST), role.name


def test_only_roles_of_tasks_can_be_passed_and_a_schedule_passes_its_own(graph: Graph) -> None:
    # Where a role has a path, its ARN has it too; the outputs of the tests' backend leave it out.
    arns = {
        text: role.name
        for role in graph.all(ROLE)
        for text in (
            f"role{role.inputs.get('path', '/')}{role.outputs['name']}",
            f"role/{role.outputs['name']}",
        )
    }
    passing = [each for each in statements(graph) if "iam:PassRole" in each.actions]
    assert passing
    for statement in passing:
        assert statement.actions == ["iam:PassRole"]
        assert statement.conditions == ["iam:PassedToService"]
        patterns = [re.escape(each.split(":")[5]) for each in statement.resources]
        expression = "|".join(pattern.replace(r"\*", ".*") for pattern in patterns)
        passed = {name for text, name in arns.items() if re.fullmatch(expression, text)}
        assert passed
        assert all(name.endswith(("-task", "-execution")) for name in passed)
        holder = str(statement.holder.inputs["role"])
        if holder.endswith("-schedule"):
            job = holder.removesuffix("-schedule")
            assert passed == {f"{job}-task", f"{job}-execution"}
