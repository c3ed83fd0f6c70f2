"""The line of the checklist about mail, from what SES answers."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from config import CloudPlatform
from operations import accounts
from operations.pulumi_cli import cloud_platform
from operations.release import mail
from tests.factories import ROOT, SHOP

HEALTHY = {
    "ProductionAccessEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
}


@pytest.fixture(scope="module")
def clinic() -> CloudPlatform:
    return cloud_platform(ROOT / "examples" / "clinic", "prod")


def answered(
    platform: CloudPlatform,
    monkeypatch: pytest.MonkeyPatch,
    account: Mapping[str, Any],
    identity: Mapping[str, Any] | None,
) -> tuple[bool, str]:
    """The line, as SES answers. Without an identity SES knows no such domain."""
    client = boto3.client("sesv2", "eu-central-1", aws_access_key_id="a", aws_secret_access_key="a")
    asked = {"EmailIdentity": platform.settings.domain}
    with Stubber(client) as stub:
        stub.add_response("get_account", dict(account), {})
        if identity is None:
            stub.add_client_error("get_email_identity", "NotFoundException", expected_params=asked)
        else:
            stub.add_response("get_email_identity", dict(identity), asked)
        monkeypatch.setattr(accounts, "client", lambda *_, **__: client)
        answer = mail.mail(platform, mail.ask(platform))
        stub.assert_no_pending_responses()
    return answer.yes, answer.says


@pytest.mark.parametrize(
    ("account", "identity", "yes", "says"),
    [
        (HEALTHY, {"VerifiedForSendingStatus": True}, True, "lets it write to anybody"),
        (HEALTHY, None, True, "sends nothing yet"),
        (HEALTHY, {"VerifiedForSendingStatus": False}, False, "has not found the records of"),
        (
            {**HEALTHY, "ProductionAccessEnabled": False, "SendQuota": {"Max24HourSend": 200.0}},
            {"VerifiedForSendingStatus": True},
            False,
            "sandbox in eu-central-1: it writes to verified addresses only, 200 a day",
        ),
        (
            {**HEALTHY, "EnforcementStatus": "PROBATION"},
            {"VerifiedForSendingStatus": True},
            False,
            "under PROBATION",
        ),
    ],
    ids=["well", "before the first up", "no records", "sandbox", "probation"],
)
def test_mail_leaves_if_ses_says_so(
    clinic: CloudPlatform,
    monkeypatch: pytest.MonkeyPatch,
    account: Mapping[str, Any],
    identity: Mapping[str, Any] | None,
    yes: bool,
    says: str,
) -> None:
    found = answered(clinic, monkeypatch, account, identity)
    assert found[0] is yes
    assert says in found[1]


def test_an_account_that_nobody_asked_is_a_no(clinic: CloudPlatform) -> None:
    answer = mail.mail(clinic, None)
    assert (answer.yes, answer.remedy) == (False, "ask: LIVE=1")


def test_a_workload_without_mail_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "client", lambda *_, **__: pytest.fail("asked"))
    shop = cloud_platform(SHOP, "prod")
    answer = mail.mail(shop, mail.ask(shop))
    assert (answer.yes, answer.says) == (True, "no program sends mail")
