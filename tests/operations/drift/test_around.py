"""What nobody declared is looked for by tag and name, and CloudTrail knows who changed things."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from aws_account.moto.account import Account, emulated
from operations.drift import engine_document, undeclared, who
from operations.drift.deployed_flags import deployed_flags
from operations.drift.found import Finding, Reading
from tests.operations.drift.documents import changed, document, queue, step

OURS = [{"Key": "project", "Value": "shop"}, {"Key": "stack", "Value": "prod"}]
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
EVERYTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    }
)
REGION = "eu-central-1"


@pytest.fixture
def account() -> Iterator[Account]:
    with emulated() as of_number:
        yield of_number("111122223333")


@pytest.fixture
def reading() -> Reading:
    """A stack with a queue and a role."""
    role = step(
        "task",
        "aws:iam/role:Role",
        {"name": "orders-task-prod-1a2b3c"},
        id="orders-task-prod-1a2b3c",
    )
    return engine_document.read(json.dumps(document(queue(), role)), "FILE")


def appeared(reading: Reading, account: Account) -> list[tuple[str, Any]]:
    found, notes = undeclared.appeared(reading, account.client, stack="prod")
    assert notes == []
    return [(each.path, each.found) for each in found]


def add_role(account: Account, name: str, **options: Any) -> None:
    account.client("iam", REGION).create_role(
        RoleName=name, AssumeRolePolicyDocument=TRUST, **options
    )


def test_nothing_appears_in_an_account_as_declared(account: Account, reading: Reading) -> None:
    add_role(account, "orders-task-prod-1a2b3c", Tags=OURS)
    account.client("sqs", REGION).create_queue(
        QueueName="jobs-prod-1a2b3c", tags={"project": "shop", "stack": "prod"}
    )
    assert appeared(reading, account) == []


def test_a_thing_with_the_tags_of_the_stack_appears(account: Account, reading: Reading) -> None:
    queues = account.client("sqs", REGION)
    queues.create_queue(QueueName="extra", tags={"project": "shop", "stack": "prod"})
    queues.create_queue(QueueName="elsewhere", tags={"project": "shop", "stack": "staging"})
    arn = f"arn:aws:sqs:{REGION}:111122223333:extra"
    assert appeared(reading, account) == [("sqs", arn)]


def test_a_key_with_the_tags_of_the_stack_appears(account: Account, reading: Reading) -> None:
    tags = [{"TagKey": each["Key"], "TagValue": each["Value"]} for each in OURS]
    key = account.client("kms", REGION).create_key(Tags=tags)["KeyMetadata"]["Arn"]
    assert appeared(reading, account) == [("kms key", key)]


def test_what_is_deleted_already_and_kept_for_some_days_is_no_difference(
    account: Account, reading: Reading
) -> None:
    tags = [{"TagKey": each["Key"], "TagValue": each["Value"]} for each in OURS]
    keys, secrets = (account.client(service, REGION) for service in ("kms", "secretsmanager"))
    key = keys.create_key(Tags=tags)["KeyMetadata"]["KeyId"]
    secret = secrets.create_secret(Name="old", SecretString="x", Tags=OURS)["ARN"]
    assert len(appeared(reading, account)) == 2
    keys.schedule_key_deletion(KeyId=key)
    secrets.delete_secret(SecretId=secret)
    assert appeared(reading, account) == []


@pytest.mark.parametrize(
    ("name", "tags", "appears"),
    [
        ("orders-task-prod-ffffff", [], True),
        ("shop-prod-back-door", [], True),
        ("anything-prod-at-all", OURS, True),
        ("orders-task-prod-ffffff", [{"Key": "project", "Value": "bakery"}], False),
        ("bakery-task-prod-ffffff", [], False),
        ("orders-task-staging-ffffff", [], False),
        ("unrelated", [], False),
    ],
)
def test_a_role_appears_by_its_name_or_its_tags(
    account: Account, reading: Reading, name: str, tags: list[dict[str, str]], appears: bool
) -> None:
    add_role(account, name, Tags=tags)
    found = appeared(replace(reading, roles={}), account)
    assert found == ([("iam role", name)] if appears else [])


def test_users_and_policies_appear_by_name(account: Account, reading: Reading) -> None:
    iam = account.client("iam", REGION)
    iam.create_user(UserName="shop-prod-robot")
    iam.create_policy(PolicyName="shop-prod-all", PolicyDocument=EVERYTHING)
    assert sorted(appeared(reading, account)) == [
        ("iam policy", "shop-prod-all"),
        ("iam user", "shop-prod-robot"),
    ]


def test_a_service_s_own_role_is_not_the_stack_s(account: Account, reading: Reading) -> None:
    add_role(account, "shop-prod-of-aws", Path="/aws-service-role/ecs.amazonaws.com/")
    assert appeared(reading, account) == []


def test_policies_added_to_a_declared_role_appear(account: Account, reading: Reading) -> None:
    name, iam = "orders-task-prod-1a2b3c", account.client("iam", REGION)
    add_role(account, name)
    iam.put_role_policy(RoleName=name, PolicyName="extra", PolicyDocument=EVERYTHING)
    admin = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.attach_role_policy(RoleName=name, PolicyArn=admin)
    assert appeared(reading, account) == [("inline policy", "extra"), ("attached policy", admin)]
    declared = replace(reading, known=reading.known | {f"{name}:extra", f"{name}/{admin}"})
    assert appeared(declared, account) == []


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:ecs:{REGION}:111122223333:task/cluster/0123",
        f"arn:aws:ecs:{REGION}:111122223333:task-definition/orders:3",
        f"arn:aws:rds:{REGION}:111122223333:snapshot:rds:shop-prod-2026-11-26",
        f"arn:aws:ec2:{REGION}:111122223333:network-interface/eni-1",
    ],
)
def test_what_aws_makes_and_tags_is_not_somebody_s(reading: Reading, arn: str) -> None:
    found, _ = undeclared.appeared(reading, answering(arn), stack="prod")
    assert found == []


def answering(*arns: str) -> undeclared.Clients:
    """Clients of an account in which only the Tagging API answers."""

    class Tagging:
        def get_paginator(self, operation: str) -> "Tagging":
            if operation != "get_resources":
                raise ClientError({"Error": {"Code": "AccessDenied"}}, operation)
            return self

        def paginate(self, **_: Any) -> list[dict[str, Any]]:
            return [{"ResourceTagMappingList": [{"ResourceARN": arn} for arn in arns]}]

    return lambda service, _: Tagging()


def test_what_may_not_be_looked_at_is_told_and_no_difference(reading: Reading) -> None:
    arn = f"arn:aws:sqs:{REGION}:111122223333:extra"
    found, notes = undeclared.appeared(replace(reading, roles={}), answering(arn), stack="prod")
    assert [each.found for each in found] == [arn]
    [told] = notes
    assert told.startswith("roles, policies and users could not be looked for: An error occurred")


def test_without_tags_nothing_is_looked_for_by_them(reading: Reading) -> None:
    _, notes = undeclared.appeared(replace(reading, tags={}, roles={}), answering(), stack="prod")
    assert notes == [
        "the stack has no tags `project` and `stack`, so nothing is looked for by them"
    ]


class Trail:
    """CloudTrail with these events, by the name of the resource."""

    def __init__(self, events: dict[str, list[dict[str, Any]]]) -> None:
        self.events, self.asked = events, list[str]()

    def __call__(self, service: str, region: str) -> "Trail":
        assert service == "cloudtrail"
        return self

    def lookup_events(self, **request: Any) -> dict[str, Any]:
        [attribute] = request["LookupAttributes"]
        self.asked.append(attribute["AttributeValue"])
        return {"Events": self.events.get(attribute["AttributeValue"], [])}


def event(name: str, user: str, day: int, read_only: str = "false") -> dict[str, Any]:
    when = datetime(2026, 11, day, 9, 30, tzinfo=UTC)
    return {"EventName": name, "Username": user, "EventTime": when, "ReadOnly": read_only}


def finding(name: str = "jobs") -> Finding:
    step_ = changed("visibilityTimeoutSeconds", visibilityTimeoutSeconds=7, name=name)
    [found] = engine_document.read(json.dumps(document(step_)), "FILE").findings
    return found


def test_the_last_change_of_a_resource_is_told() -> None:
    trail = Trail(
        {
            "jobs-prod-1a2b3c": [
                event("GetQueueAttributes", "monitor", 26, read_only="true"),
                event("SetQueueAttributes", "ann", 25),
                event("CreateQueue", "deployer", 20),
            ]
        }
    )
    found, notes = who.changed_by([finding()], trail, (REGION,), pause=lambda _: None)
    assert list(found.values()) == ["ann by SetQueueAttributes at 2026-11-25 09:30 UTC"]
    assert notes == []


def test_a_resource_is_asked_for_once_and_only_the_first_ones() -> None:
    trail = Trail({})
    many = [finding(f"queue-{number}") for number in range(who.MOST + 1) for _ in range(2)]
    found, [note] = who.changed_by(many, trail, (REGION,), pause=lambda _: None)
    assert found == {}
    assert len(set(trail.asked)) == len(trail.asked)
    assert f"the first {who.MOST} resources only" in note


@pytest.mark.parametrize(
    "failure",
    [
        NoCredentialsError(),
        ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, "LookupEvents"),
    ],
)
def test_a_failure_to_ask_is_a_sentence(failure: Exception) -> None:
    class Closed(Trail):
        def lookup_events(self, **_: Any) -> dict[str, Any]:
            raise failure

    found, [note] = who.changed_by([finding()], Closed({}), (REGION,), pause=lambda _: None)
    assert found == {}
    assert note.startswith("CloudTrail could not be asked who changed it: ")


@pytest.mark.parametrize(
    ("number", "state", "told"),
    [
        (6, "COMPLETE", []),
        (6, "DEPLOYING", []),
        (6, "ROLLED_BACK", [("rollback of its deployment", "6, of version 4")]),
        (7, "COMPLETE", [("later deployment", "7, of version 4")]),
    ],
)
def test_flags_that_were_deployed_past_the_program_are_told(
    number: int, state: str, told: list[tuple[str, str]]
) -> None:
    class AppConfig:
        def list_deployments(self, **asked: Any) -> dict[str, Any]:
            assert asked == {"ApplicationId": "a1", "EnvironmentId": "e1", "MaxResults": 50}
            newest = {"DeploymentNumber": number, "ConfigurationVersion": "4", "State": state}
            return {"Items": [newest, {**newest, "DeploymentNumber": 2, "State": "COMPLETE"}]}

    urn = "urn:pulumi:prod::plinth::aws:appconfig/deployment:Deployment::flags"
    arn = "arn:aws:appconfig:eu-central-1:1:application/a1/environment/e1/deployment/6"

    def client(service: str, region: str) -> AppConfig:
        assert (service, region) == ("appconfig", "eu-central-1")
        return AppConfig()

    found = deployed_flags({urn: arn}, client)
    assert [(each.path, each.found) for each in found] == told
