"""The bootstrap of an account: what it makes, that it can be repeated, and after which failures."""

import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from operations.bootstrap import bootstrap
from operations.errors import Ended, OperationError
from tests.factories import SHOP

ACCOUNT = "444455556666"
BUCKET = f"shop-pulumi-{ACCOUNT}-eu-central-1"
DEPLOY, PREVIEW = "shop-deploy-staging", "shop-preview-staging"
_READING = ("Get", "List", "Describe", "Head")


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    # A client's model takes longer to read than all of its calls.
    made = functools.cache(boto3.Session().client)
    monkeypatch.setattr(
        boto3, "client", lambda service, region_name, config=None: made(service, region_name)
    )


@pytest.fixture
def account() -> Iterator[None]:
    with mock_aws():
        yield


def run(*, apply: bool = True, **options: Any) -> None:
    given = {"repository": "example/shop", "folder": SHOP, **options}
    bootstrap.bootstrap(["staging"], apply=apply, **given)


def client(service: str) -> Any:
    return boto3.client(service, region_name="eu-central-1")  # type: ignore[call-overload]


def inventory() -> dict[str, Any]:
    """Returns all that stands in the account, without the numbers that AWS chose."""
    iam, kms, s3 = client("iam"), client("kms"), client("s3")
    roles = [each["RoleName"] for each in iam.list_roles()["Roles"]]
    return {
        "keys": len(kms.list_keys()["Keys"]),
        "aliases": [each["AliasName"] for each in kms.list_aliases()["Aliases"]],
        "buckets": [each["Name"] for each in s3.list_buckets()["Buckets"]],
        "lifecycle": s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"],
        "policy": s3.get_bucket_policy(Bucket=BUCKET)["Policy"],
        "providers": iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "policies": [
            (each["Arn"], each["DefaultVersionId"])
            for each in iam.list_policies(Scope="Local")["Policies"]
        ],
        "roles": {
            role: (
                iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"],
                iam.list_role_policies(RoleName=role)["PolicyNames"],
                iam.get_role_policy(RoleName=role, PolicyName="rights")["PolicyDocument"],
            )
            for role in sorted(roles)
        },
    }


def calls_of(action: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    called: list[str] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def record(self: Any, operation: str, inputs: Any) -> Any:
        called.append(operation)
        return original(self, operation, inputs)

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", record)
        action()
    return called


def failing(monkeypatch: pytest.MonkeyPatch, number: int, *, after: bool) -> None:
    """Lets call `number` be throttled, or be carried out while its answer is lost."""
    original = BaseClient._make_api_call  # type: ignore[attr-defined]
    count = iter(range(10_000))

    def fail(self: Any, operation: str, inputs: Any) -> Any:
        if next(count) != number:
            return original(self, operation, inputs)
        if after:
            original(self, operation, inputs)
            raise ReadTimeoutError(endpoint_url="https://aws.example")
        raise ClientError({"Error": {"Code": "Throttling", "Message": "later"}}, operation)

    monkeypatch.setattr(BaseClient, "_make_api_call", fail)


def test_a_plan_changes_nothing_and_names_all_that_is_missing(
    account: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called = calls_of(lambda: run(apply=False, as_json=True), monkeypatch)
    assert all(each.startswith(_READING) for each in called)
    found = json.loads(capsys.readouterr().out)
    assert {each["thing"] for each in found if each["state"] == "missing"} == {
        "key alias/shop-pulumi",
        f"bucket {BUCKET}",
        "tokens of token.actions.githubusercontent.com",
        "boundary shop-boundary",
        f"role {PREVIEW}",
        f"role {DEPLOY}",
    }


def test_applied_twice_it_makes_everything_once(
    account: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    before = inventory()
    assert (before["keys"], len(before["buckets"]), len(before["providers"])) == (1, 1, 1)
    assert list(before["roles"]) == [DEPLOY, PREVIEW]
    called = calls_of(run, monkeypatch)
    assert all(each.startswith(_READING) for each in called)
    assert inventory() == before
    run(apply=False, check=True)
    assert "All is there" in capsys.readouterr().out


@pytest.mark.thorough
def test_whatever_call_fails_the_same_command_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        called = calls_of(run, monkeypatch)
        expected = inventory()
    first: dict[str, int] = {}
    for number, operation in enumerate(called):
        first.setdefault(operation, number)
    # What puts a value may be carried out twice; a creation whose answer is lost is the hard case.
    created = [number for operation, number in first.items() if operation.startswith("Create")]
    assert len(created) == 6
    cases = [(number, False) for number in first.values()]
    cases += [(number, True) for number in created]
    for number, after in cases:
        with mock_aws(), monkeypatch.context() as patched:
            failing(patched, number, after=after)
            with pytest.raises(OperationError, match="run the same command again"):
                run()
            patched.undo()
            run()
            assert inventory() == expected, (called[number], after)


def test_what_others_put_into_bucket_and_provider_stays(account: None) -> None:
    run()
    s3 = client("s3")
    theirs = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}}
    expiring = {**theirs, "Expiration": {"Days": 3}}
    s3.put_bucket_lifecycle_configuration(
        Bucket=BUCKET, LifecycleConfiguration={"Rules": [expiring]}
    )
    statement = {
        "Sid": "Theirs",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "s3:ListBucket",
        "Resource": f"arn:aws:s3:::{BUCKET}",
    }
    s3.put_bucket_policy(
        Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    run()
    assert [each["ID"] for each in inventory()["lifecycle"]] == ["theirs", "plinth-earlier-states"]
    statements = json.loads(inventory()["policy"])["Statement"]
    assert [each["Sid"] for each in statements] == ["Theirs", "PlinthTlsOnly"]


def test_a_provider_of_others_gets_the_audience_beside_theirs(
    account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = client("iam").create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["theirs"]
    )
    added: list[dict[str, str]] = []
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def record(self: Any, operation: str, inputs: Any) -> Any:
        # moto has no such operation.
        if operation == "AddClientIDToOpenIDConnectProvider":
            return added.append(inputs)
        return original(self, operation, inputs)

    monkeypatch.setattr(BaseClient, "_make_api_call", record)
    run()
    arn = made["OpenIDConnectProviderArn"]
    assert added == [{"OpenIDConnectProviderArn": arn, "ClientID": "sts.amazonaws.com"}]


def test_what_was_changed_by_hand_is_told_and_taken_back(
    account: None, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    iam, s3 = client("iam"), client("s3")
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    more = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    administrator = iam.create_policy(PolicyName="all", PolicyDocument=more)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=PREVIEW, PolicyArn=administrator)
    iam.put_role_policy(RoleName=DEPLOY, PolicyName="more", PolicyDocument=more)
    iam.delete_role_permissions_boundary(RoleName=DEPLOY)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    capsys.readouterr()
    with pytest.raises(Ended) as ended:
        run(apply=False, check=True, as_json=True)
    assert ended.value.code == 2
    found = json.loads(capsys.readouterr().out)
    wrong = {
        (each["thing"], each["aspect"]): each["found"] for each in found if each["state"] != "there"
    }
    assert wrong == {
        (f"bucket {BUCKET}", "versions"): "Suspended",
        (f"role {PREVIEW}", "further policies"): [administrator],
        (f"role {DEPLOY}", "further policies"): ["more"],
        (f"role {DEPLOY}", "boundary"): None,
    }
    run()
    run(apply=False, check=True)


def test_a_boundary_is_changed_however_often(account: None) -> None:
    run(service=["dynamodb"])
    rights = client("iam").get_role_policy(RoleName=DEPLOY, PolicyName="rights")
    assert "dynamodb:*" in json.dumps(rights["PolicyDocument"])
    arn = f"arn:aws:iam::{ACCOUNT}:policy/plinth/shop-boundary"
    for number in range(4):
        statement = {"Effect": "Deny", "Action": f"s3:Get{number}", "Resource": "*"}
        client("iam").create_policy_version(
            PolicyArn=arn,
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
            SetAsDefault=True,
        )
    run()
    run(apply=False, check=True)
    assert len(client("iam").list_policy_versions(PolicyArn=arn)["Versions"]) == 5


def test_credentials_of_another_account_are_refused(
    account: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    with pytest.raises(OperationError, match="those of account 999999999999"):
        run()


def test_a_key_that_is_to_be_deleted_is_an_error_not_a_second_key(account: None) -> None:
    run()
    kms = client("kms")
    [key] = kms.list_keys()["Keys"]
    kms.schedule_key_deletion(KeyId=key["KeyId"])
    with pytest.raises(OperationError, match="is in the state PendingDeletion"):
        run()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"repository": ""}, "nobody may deploy"),
        ({"repository": "example/*"}, "--repository must be owner/name"),
        ({"gitlab": "shop"}, "--gitlab must be group/project"),
        ({"branch": "*"}, "--branch must be"),
        ({"service": ["iam:*"]}, "--service must be"),
        ({"account": ACCOUNT}, "the account is not named, or is named twice"),
    ],
)
def test_what_would_open_a_role_to_others_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OperationError, match=message):
        run(**options)


def test_stacks_of_two_accounts_are_two_bootstraps() -> None:
    with pytest.raises(OperationError, match="one bootstrap is for one account"):
        bootstrap.bootstrap(["staging", "prod"], repository="example/shop", folder=SHOP)
    with pytest.raises(OperationError, match="no account to prepare"):
        bootstrap.bootstrap(["dev"], repository="example/shop", folder=SHOP)


def test_access_prints_what_a_workflow_needs(capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.access("staging", "deploy", folder=SHOP)
    assert capsys.readouterr().out.splitlines() == [
        f"role=arn:aws:iam::{ACCOUNT}:role/plinth/{DEPLOY}",
        "region=eu-central-1",
        "seconds=7200",
        f"backend=s3://{BUCKET}?region=eu-central-1",
        "secrets_provider=awskms://alias/shop-pulumi?region=eu-central-1",
    ]
