"""Rights beyond the vocabulary: which statements of a workload are taken, and which are refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from config.values import rights
from config.workload import Statement
from tests.factories import SHOP, raw_settings, raw_workload

TABLE = "arn:aws:dynamodb:${region}:${account_id}:table/sessions"
METRIC = {"actions": ["cloudwatch:PutMetricData"], "resources": ["*"], "reason": "counts checkouts"}


def problems(*statements: Any, overrules: list[Any] | None = None, **uses: Any) -> list[str]:
    """What is said of a workload whose web has these statements."""
    changed = {"statements": list(statements), **uses}
    workload = raw_workload(services={"web": {"uses": changed}}, overrules=overrules or [])
    file = YamlFile("config/workload.yaml", workload, {})
    stack_file = YamlFile("Pulumi.prod.yaml", None, {})
    exports = {"sessions-table": ["SESSIONS_TABLE"], "clash": ["CACHE_HOST"]}
    try:
        check("prod", raw_settings(), stack_file, file, SHOP, exports=exports)
    except ConfigError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    "statement",
    [
        {"actions": ["dynamodb:GetItem"], "resources": [TABLE]},
        {"actions": ["dynamodb:Query"], "resources": [f"{TABLE}/index/*"]},
        {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::partner-prices/out/*"]},
        {
            "actions": ["ses:SendEmail"],
            "resources": ["arn:aws:ses:${region}:${account_id}:identity/${domain}"],
            "conditions": {"StringEquals": {"ses:FromAddress": "shop@${domain}"}},
        },
        {"actions": ["sts:AssumeRole"], "resources": ["arn:aws:iam::999988887777:role/partner"]},
        {
            "actions": ["secretsmanager:GetSecretValue"],
            "resources": ["arn:aws:secretsmanager:${region}:${account_id}:secret:partner-??????"],
        },
        {
            "actions": ["lambda:InvokeFunction"],
            "resources": ["arn:aws:lambda:${region}:${account_id}:function:prices"],
        },
        METRIC,
    ],
)
def test_what_names_what_it_needs_is_taken(statement: Any) -> None:
    assert problems(statement) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"actions": ["*"]}, "statements.0.actions: grants more than is said"),
        ({"actions": ["dynamodb:*"]}, "grants more than is said"),
        ({"actions": ["dynamodb:Get*"]}, "grants more than is said"),
        ({"actions": ["GetItem"]}, "must be a service and an action"),
        ({"actions": ["iam:PassRole"]}, "no program gets it"),
        ({"actions": ["IAM:PassRole"]}, "must be a service and an action"),
        ({"actions": ["organizations:ListAccounts"]}, "no program gets it"),
        ({"actions": ["kms:PutKeyPolicy"]}, "changes who may do what"),
        ({"actions": ["kms:putkeypolicy"]}, "changes who may do what"),
        ({"actions": ["sqs:AddPermission"]}, "changes who may do what"),
        ({"actions": ["lambda:UpdateFunctionCode"]}, "runs code under another role"),
        ({"actions": ["ecs:RunTask"]}, "runs code under another role"),
        ({"actions": ["sts:GetFederationToken"]}, "other rights than the program's own"),
        ({"actions": ["sts:AssumeRole"]}, "name one role of another account"),
        (
            {"actions": ["sts:AssumeRole"], "resources": ["arn:aws:iam::111122223333:role/a"]},
            "the environment's own account",
        ),
        (
            {"actions": ["sts:AssumeRole"], "resources": ["arn:aws:iam::999988887777:role/*"]},
            "name one role of another account",
        ),
        ({"resources": ["table/sessions"]}, "statements.0.resources: must be an ARN"),
        ({"resources": ["arn:aws:dynamodb:*:${account_id}:table/a"]}, "without `*`"),
        ({"resources": ["arn:aws:dynamodb:${region}:${account_id}:table/*"]}, "is every table"),
        ({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::*"]}, "is every resource"),
        ({"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::*/a"]}, "is every *"),
        ({"resources": ["arn:aws:s3:::*"]}, "is of s3, which none of the actions (dynamodb)"),
        ({"resources": ["arn:aws:dynamodb:${regoin}:1:table/a"]}, "did you mean region?"),
        (
            {
                "actions": ["secretsmanager:GetSecretValue"],
                "resources": ["arn:aws:secretsmanager:${region}:${account_id}:secret:shop/*"],
            },
            "is several secrets",
        ),
        (
            {
                "actions": ["lambda:InvokeFunction"],
                "resources": ["arn:aws:lambda:${region}:${account_id}:function:task-runner-prod-*"],
            },
            "a part of Plinth's",
        ),
        (
            {
                "actions": ["lambda:InvokeFunction"],
                "resources": ["arn:aws:lambda:${region}:${account_id}:function:cred*"],
            },
            "a part of Plinth's",
        ),
        (
            {
                "actions": ["ssm:PutParameter"],
                "resources": ["arn:aws:ssm:${region}:${account_id}:parameter/${project}/*"],
            },
            "a part of Plinth's",
        ),
        ({"resources": ["*", TABLE]}, "leave the others out"),
        ({"resources": ["*"]}, "statements.0.reason: is missing"),
        ({"resources": ["*"], "reason": "it is simpler"}, "dynamodb:GetItem can be limited"),
        ({"resources": []}, "needs at least 1 entry"),
        ({"reason": "short"}, "at least 10 characters"),
        ({"effect": "Deny"}, "effect: is no key"),
        ({"conditions": {"StringEqual": {"aws:a": "b"}}}, "is no operator of IAM"),
        ({"conditions": {"StringEquals": {"a": "b"}}}, "a is no condition key"),
    ],
)
def test_what_is_broader_or_leads_further_is_refused(changes: Any, says: str) -> None:
    statement = {"actions": ["dynamodb:GetItem"], "resources": [TABLE], **changes}
    found = problems(statement)
    assert any(says in each for each in found), found
    assert all(each.startswith("config/workload.yaml: services.web.uses.") for each in found)


def test_a_name_among_the_statements_is_sent_to_its_place() -> None:
    [problem] = problems("sessions-table")
    assert "list it under uses.own" in problem


def test_the_table_of_aws_can_be_overruled_and_the_reason_is_asked_for_all_the_same() -> None:
    statement = {"actions": ["brandnew:Ask"], "resources": ["*"], "reason": "has no resources"}
    [problem] = problems(statement)
    assert "say so under `overrules`" in problem
    line = {
        "key": "services.web.uses.statements.0.actions",
        "value": "brandnew:Ask",
        "reason": "AWS's service reference of 2026-11 has no resource type for it",
    }
    assert problems(statement, overrules=[line]) == []


def test_a_name_that_nobody_exports_is_told_with_the_near_one() -> None:
    [problem] = problems(own=["session-table"])
    assert "services.web.uses.own.0: is not in EXPORTS" in problem
    assert "did you mean sessions-table?" in problem


def test_a_variable_that_is_there_already_is_told() -> None:
    [problem] = problems(own=["clash"])
    assert "CACHE_HOST, which Plinth gives already" in problem


def test_a_name_twice_is_told() -> None:
    [problem] = problems(own=["sessions-table", "sessions-table"])
    assert "is there already" in problem


def test_without_the_names_nothing_is_said_of_them() -> None:
    workload = raw_workload(services={"web": {"uses": {"own": ["anything"]}}})
    file = YamlFile("config/workload.yaml", workload, {})
    assert check("prod", raw_settings(), YamlFile("Pulumi.prod.yaml", None, {}), file, SHOP)


@pytest.mark.parametrize("action", ["dynamodb:ListTables", "DYNAMODB:x", "s3:GetObject"])
def test_what_has_no_resources_is_read_from_aws_s_table(action: str) -> None:
    assert rights.is_without_resources(action) == (action == "dynamodb:ListTables")


def test_a_statement_is_frozen() -> None:
    statement = Statement.model_validate({"actions": ["dynamodb:GetItem"], "resources": [TABLE]})
    with pytest.raises(ValidationError):
        statement.reason = "another"


@pytest.mark.parametrize(
    ("action", "resource", "says"),
    [
        (
            "ses:SendEmial",
            "arn:aws:ses:${region}:${account_id}:identity/${domain}",
            "ses has no such action; did you mean SendEmail?",
        ),
        ("dynamodb:GetItems", TABLE, "dynamodb has no such action; did you mean GetItem?"),
        (
            "dynamo:GetItem",
            "arn:aws:dynamo:${region}:${account_id}:table/x",
            "dynamo is no service of IAM; did you mean dynamodb?",
        ),
    ],
)
def test_an_action_that_iam_does_not_know_is_told_unless_a_person_knows_better(
    action: str, resource: str, says: str
) -> None:
    statement = {"actions": [action], "resources": [resource]}
    [problem] = problems(statement)
    assert f"services.web.uses.statements.0.actions: {says}" in problem
    assert "say so under `overrules`" in problem
    key = "services.web.uses.statements.0.actions"
    vouched = {"key": key, "value": action, "reason": "announced last week"}
    assert problems(statement, overrules=[vouched]) == []


@pytest.mark.parametrize("action", ["s3:getobject", "execute-api:Invoke", "ses:SendRawEmail"])
def test_an_action_that_iam_knows_has_no_near_name(action: str) -> None:
    assert rights.unknown_problem(action) == ""
