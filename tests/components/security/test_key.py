"""Customer keys: rotation, deletion, and who may use them."""

from typing import Any

import pytest

from components.security.key import SERVICES, Key, KeyArgs
from engine.errors import ProgramError
from tests.factories import make_environment
from tests.graph import Graph, deploy

KEY, ALIAS = "aws:kms/key:Key", "aws:kms/alias:Alias"


def key(*services: str, region: str | None = None, **facts: Any) -> Graph:
    args = KeyArgs(
        environment=make_environment(**facts),
        description="Data of the shop",
        services=services,
        region=region,
    )
    return deploy(lambda: Key("data", args))


def statements(graph: Graph) -> dict[str, Any]:
    return {each["Sid"]: each for each in graph.policy(graph.one(KEY))["Statement"]}


def test_a_key_rotates() -> None:
    assert key().one(KEY).inputs["enableKeyRotation"] is True


@pytest.mark.parametrize(("protect", "days"), [(True, 30), (False, 7)])
def test_a_deleted_key_can_be_brought_back_for_days(protect: bool, days: int) -> None:
    assert key(protect=protect).one(KEY).inputs["deletionWindowInDays"] == days


def test_the_alias_names_project_stack_and_key() -> None:
    graph = key(project="shop", stack="blue")
    assert graph.one(ALIAS).inputs["name"] == "alias/shop-blue-data"
    assert graph.one(ALIAS).inputs["targetKeyId"] == graph.one(KEY).outputs["keyId"]


def test_without_services_only_this_accounts_iam_decides() -> None:
    assert statements(key()) == {
        "AccountDecidesByIam": {
            "Sid": "AccountDecidesByIam",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": ["kms:*"],
            "Resource": ["*"],
        }
    }


def test_log_groups_of_this_account_and_region_may_use_the_key() -> None:
    logs = statements(key("logs"))["ServiceLogs"]
    assert logs["Principal"] == {"Service": "logs.eu-central-1.amazonaws.com"}
    assert logs["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:111122223333:*"
        }
    }


def test_cloudfront_may_only_decrypt_and_only_for_distributions_of_this_account() -> None:
    cloudfront = statements(key("cloudfront"))["ServiceCloudfront"]
    assert cloudfront["Action"] == ["kms:Decrypt"]
    assert cloudfront["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*"}
    }


def test_every_service_but_eventbridge_is_held_to_this_account() -> None:
    found = statements(key(*SERVICES))
    open_ = [sid for sid, each in found.items() if sid != "AccountDecidesByIam"]
    assert len(open_) == len(SERVICES)
    assert [sid for sid in open_ if "111122223333" not in str(found[sid].get("Condition"))] == [
        "ServiceEvents"
    ]


def test_no_service_may_manage_a_key_but_fargate_may_grant_decryption() -> None:
    managing = ("kms:*", "kms:Put", "kms:Create", "kms:Schedule", "kms:Disable", "kms:Delete")
    found = statements(key(*SERVICES))
    del found["AccountDecidesByIam"]
    actions = [(sid, each) for sid, statement in found.items() for each in statement["Action"]]
    assert [pair for pair in actions if pair[1].startswith(managing)] == [
        ("ServiceFargate", "kms:CreateGrant")
    ]
    condition = found["ServiceFargate"]["Condition"]
    assert condition["ForAllValues:StringEquals"] == {"kms:GrantOperations": "Decrypt"}


def test_the_order_and_repetition_of_services_change_nothing() -> None:
    first, second = key("sns", "logs"), key("logs", "sns", "logs")
    assert first.one(KEY).inputs["policy"] == second.one(KEY).inputs["policy"]


def test_a_key_of_another_region_lies_there_with_its_alias_and_serves_its_log_groups() -> None:
    graph = key("logs", region="eu-west-1")
    assert graph.one(KEY).inputs["region"] == "eu-west-1"
    assert graph.one(ALIAS).inputs["region"] == "eu-west-1"
    logs = statements(graph)["ServiceLogs"]
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert "arn:aws:logs:eu-west-1:" in str(logs["Condition"])


def test_an_unknown_service_is_refused_with_those_known() -> None:
    with pytest.raises(ProgramError, match=r"must be among .*cloudfront.*, got lambda"):
        key("lambda")
