"""The rights of the shop's programs, each with its cause, and each wildcard with its reason."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from operations import __main__ as command_line
from operations.plan import Resources, document
from operations.rights.causes import UNKNOWN, Causes
from operations.rights.roles import Role, of_resources, roles
from tests.factories import SHOP
from tests.operations.plans import Plan

WORKLOAD = (SHOP / "config" / "workload.yaml").read_text().splitlines()


def told(resources: Resources) -> list[Role]:
    return [*roles(resources, Causes(resources, SHOP)), *of_resources(resources)]


def unexplained(resources: Resources) -> list[str]:
    """Wildcards without a reason."""
    return [
        f"{role.owner}: {wildcard}"
        for role in told(resources)
        for right in role.rights
        for wildcard, reason in right.wildcards.items()
        if not reason
    ]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.app, ["rights", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "prod.json"
    document.write(Plan().document, file)
    return file


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_no_wildcard_is_without_a_reason(stack: str) -> None:
    resources = Plan(stack).resources()
    wildcards = [
        each for role in told(resources) for right in role.rights for each in right.wildcards
    ]
    assert wildcards
    assert unexplained(resources) == []


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_every_right_of_a_role_has_a_cause(stack: str) -> None:
    resources = Plan(stack).resources()
    missing = [
        f"{role.owner}: {cause.said}"
        for role in roles(resources, Causes(resources, SHOP))
        for right in role.rights
        for cause in right.causes
        if UNKNOWN in cause.said
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:*", "*"),
        ("s3:GetObject", "*"),
        ("*", "*"),
        ("iam:PassRole", "*"),
        ("secretsmanager:GetSecretValue", "*"),
        ("kms:Decrypt", "*"),
        ("dynamodb:*", "arn:aws:dynamodb:eu-central-1:111122223333:table/carts"),
        ("sqs:SendMessage", "arn:aws:sqs:*:111122223333:mails"),
    ],
)
def test_a_wildcard_of_another_kind_has_no_reason(action: str, resource: str) -> None:
    plan = Plan()
    policy = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    role = "${iam.Role orders-task.name}"
    plan.add("iam.RolePolicy", "hole", role=role, policy=json.dumps(policy))
    assert unexplained(plan.resources()) == [f"iam.Role orders-task: {action} on {resource}"]


def test_all_but_some_has_no_reason() -> None:
    plan = Plan()
    policy = {"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}
    role = "${iam.Role orders-task.name}"
    plan.add("iam.RolePolicy", "hole", role=role, policy=json.dumps(policy))
    assert unexplained(plan.resources()) == ["iam.Role orders-task: iam:* on *"]


def test_each_cause_in_the_workload_is_at_its_line() -> None:
    resources = Plan().resources()
    causes = {
        cause.said
        for role in roles(resources, Causes(resources, SHOP))
        for right in role.rights
        for cause in right.causes
        if cause.said.startswith("config/")
    }
    assert len(causes) > 30
    for said in causes:
        place, _, path = said.partition(": ")
        line = WORKLOAD[int(place.rpartition(":")[2]) - 1]
        *_, parent, last = path.split(".")
        assert last in line or parent in line, said


def test_a_program_is_listed_with_both_roles_and_the_lines_that_ask() -> None:
    result = run("orders", "--stack", "prod", "--folder", str(SHOP))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "iam.Role orders-execution  orders: ECS, to start the program" in lines
    assert "iam.Role orders-task  orders: the program itself" in lines
    number = next(n for n, line in enumerate(WORKLOAD, 1) if "databases: {orders: write}" in line)
    place = f"config/workload.yaml:{number}"
    assert f"      because {place}: services.orders.uses.databases.orders" in lines
    assert "s3.Bucket uploads  the platform: by its own policy" in lines
    assert not any(line.startswith("s3.Bucket archive") for line in lines)


def test_json_has_policies_causes_and_reasons(file: Path) -> None:
    content = json.loads(run("stock", "--document", str(file), "--json").stdout)
    assert {each["program"] for each in content["roles"]} == {"stock"}
    rights = [right for role in content["roles"] for right in role["rights"]]
    (receive,) = [each for each in rights if "sqs:ReceiveMessage" in each["actions"]]
    assert receive["resources"] == ["${sqs.Queue stock-updates.arn}"]
    assert receive["policy"].endswith("::stock-updates-receive--stock")


def test_a_wrong_name_gets_a_hint(file: Path) -> None:
    error = str(run("oders", "--document", str(file)).exception)
    assert error.startswith("there is no program or role called oders; did you mean orders?")


def test_neither_stack_nor_document_is_refused() -> None:
    assert str(run("orders").exception) == "the stack is missing; say which: --stack prod"


def test_a_wildcard_without_reason_ends_with_status_2(file: Path) -> None:
    plan = Plan()
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    role = "${iam.Role orders-task.name}"
    plan.add("iam.RolePolicy", "hole", role=role, policy=json.dumps(policy))
    document.write(plan.document, file)
    result = run("orders", "--document", str(file))
    assert result.exit_code == 2
    assert "      * has no reason: s3:* on *" in result.stdout


def test_a_statement_of_the_workload_is_caused_by_its_line_with_its_reason(tmp_path: Path) -> None:
    content = yaml.safe_load("\n".join(WORKLOAD))
    reason = "SES has no ARN for the account's quota"
    row = {"actions": ["ses:GetSendQuota"], "resources": ["*"], "reason": reason}
    content["services"]["docs"]["uses"] = {"statements": [row]}
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "workload.yaml").write_text(yaml.safe_dump(content))
    plan = Plan()
    policy = {"Statement": [{"Effect": "Allow", "Action": ["ses:GetSendQuota"], "Resource": ["*"]}]}
    role = "${iam.Role docs-task.name}"
    plan.add("iam.RolePolicy", "docs-statements", role=role, policy=json.dumps(policy))
    resources = plan.resources()
    found = roles(resources, Causes(resources, tmp_path))
    (right,) = next(each.rights for each in found if each.owner.name == "docs-task")
    assert right.causes[0].said.endswith(": services.docs.uses.statements.0")
    assert right.wildcards == {"ses:GetSendQuota on *": reason}


def test_the_right_of_a_task_to_protect_itself_has_its_line_and_its_reason(tmp_path: Path) -> None:
    content = yaml.safe_load("\n".join(WORKLOAD))
    content["workers"]["notifications"]["protect_tasks"] = True
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "workload.yaml").write_text(yaml.safe_dump(content), "utf-8")
    plan = Plan()
    tasks = "arn:aws:ecs:eu-central-1:111122223333:task/${ecs.Cluster cluster.name}/*"
    row = {"Effect": "Allow", "Action": ["ecs:UpdateTaskProtection"], "Resource": [tasks]}
    role = "${iam.Role notifications-task.name}"
    policy = json.dumps({"Statement": [row]})
    plan.add("iam.RolePolicy", "notifications-protection", role=role, policy=policy)
    assert unexplained(plan.resources()) == []
    resources = plan.resources()
    found = roles(resources, Causes(resources, tmp_path))
    rights = next(each.rights for each in found if each.owner.name == "notifications-task")
    said = [cause.said.rpartition(": ")[2] for each in rights for cause in each.causes]
    assert "workers.notifications.protect_tasks" in said


def test_the_right_to_ask_for_flags_has_the_line_of_the_program(tmp_path: Path) -> None:
    content = yaml.safe_load("\n".join(WORKLOAD))
    content["flags"] = {"new_docs": {}}
    content["services"]["docs"]["uses"] = {"flags": ["new_docs"]}
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "workload.yaml").write_text(yaml.safe_dump(content), "utf-8")
    plan = Plan()
    flags = "${appconfig.Environment flags.arn}/configuration/a"
    row = {"Effect": "Allow", "Action": ["appconfig:GetLatestConfiguration"], "Resource": [flags]}
    policy = json.dumps({"Statement": [row]})
    plan.add("iam.RolePolicy", "flags-read--docs", role="${iam.Role docs-task.name}", policy=policy)
    resources = plan.resources()
    found = roles(resources, Causes(resources, tmp_path))
    (right,) = next(each.rights for each in found if each.owner.name == "docs-task")
    assert right.causes[0].said.endswith(": services.docs.uses.flags")
