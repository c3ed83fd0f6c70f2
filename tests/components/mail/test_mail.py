"""Mail: the records by which receivers trust it, and who may send what."""

from typing import Any

import pytest

from components.mail import Mail, MailArgs
from config.mail import Mail as MailSettings
from tests.factories import make_environment, make_grantee
from tests.graph import Graph, deploy

SES = "aws:sesv2/"
IDENTITY = f"{SES}emailIdentity:EmailIdentity"
SET = f"{SES}configurationSet:ConfigurationSet"
EVENTS = f"{SES}configurationSetEventDestination:ConfigurationSetEventDestination"
RETURN = f"{SES}emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes"
RECORD = "aws:route53/record:Record"


def sending(**settings: Any) -> Graph:
    def program() -> None:
        args = MailArgs(
            environment=make_environment(),
            settings=MailSettings(senders=["no-reply", "billing"], **settings),
            zone_id="Z1",
            configuration_set="shop-mail",
        )
        Mail("mail", args).grant_send(make_grantee("mailer"))

    return deploy(program)


def test_the_domain_sends_by_a_set_that_counts_and_spares_lost_addresses() -> None:
    graph = sending()
    identity, counted = graph.one(IDENTITY).inputs, graph.one(SET).inputs
    assert identity["emailIdentity"] == "shop.example.com"
    assert identity["configurationSetName"] == counted["configurationSetName"] == "shop-mail"
    assert counted["reputationOptions"] == {"reputationMetricsEnabled": True}
    assert counted["suppressionOptions"] == {"suppressedReasons": ["BOUNCE", "COMPLAINT"]}


def test_mail_goes_back_to_a_host_with_mx_and_spf() -> None:
    graph = sending()
    back, spf = graph.one(RECORD, "mail-return"), graph.one(RECORD, "mail-spf")
    assert back.inputs["name"] == spf.inputs["name"] == "bounce.shop.example.com"
    assert back.inputs["records"] == ["10 feedback-smtp.eu-central-1.amazonses.com"]
    assert (back.inputs["type"], spf.inputs["type"]) == ("MX", "TXT")
    assert spf.inputs["records"] == ["v=spf1 include:amazonses.com -all"]
    returned = graph.one(RETURN)
    assert returned.inputs["mailFromDomain"] == "bounce.shop.example.com"
    assert {back.urn, spf.urn} <= set(returned.dependencies)


def test_three_keys_have_records() -> None:
    graph = sending()
    tokens = graph.one(IDENTITY).outputs["dkimSigningAttributes"]["tokens"]
    records = [each.inputs for each in graph.all(RECORD) if each.inputs["type"] == "CNAME"]
    assert [each["name"] for each in records] == [
        f"{token}._domainkey.shop.example.com" for token in tokens
    ]
    assert [each["records"] for each in records] == [
        [f"{token}.dkim.amazonses.com"] for token in tokens
    ]


@pytest.mark.parametrize("policy", ["none", "quarantine", "reject"])
def test_the_policy_of_the_domain_is_published(policy: str) -> None:
    record = sending(dmarc=policy).one(RECORD, "mail-dmarc").inputs
    assert record["name"] == "_dmarc.shop.example.com"
    assert record["records"] == [f"v=DMARC1; p={policy};"]


def test_a_policy_kept_elsewhere_is_left_alone() -> None:
    assert "mail-dmarc" not in {each.name for each in sending(dmarc=None).all(RECORD)}


def test_a_program_sends_from_the_workloads_addresses_only() -> None:
    graph = sending()
    [statement] = graph.policy(graph.one("aws:iam/rolePolicy:RolePolicy"))["Statement"]
    assert statement["Action"] == ["ses:SendEmail", "ses:SendRawEmail"]
    assert statement["Resource"] == [graph.one(t).outputs["arn"] for t in (IDENTITY, SET)]
    assert statement["Condition"] == {
        "StringEquals": {
            "ses:FromAddress": ["no-reply@shop.example.com", "billing@shop.example.com"]
        }
    }


def test_bounces_go_to_the_accounts_bus_if_a_queue_takes_them() -> None:
    assert sending().find(EVENTS) == []
    destination = sending(bounces="lost").one(EVENTS).inputs["eventDestination"]
    assert destination == {
        "enabled": True,
        "matchingEventTypes": ["BOUNCE", "COMPLAINT"],
        "eventBridgeDestination": {
            "eventBusArn": "arn:aws:events:eu-central-1:111122223333:event-bus/default"
        },
    }
