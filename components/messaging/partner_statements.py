"""Statements by which accounts of partners take and send messages; pure."""

from collections.abc import Mapping, Sequence

import pulumi

from components.security import Statement, allow
from config.messages import PartnerMay
from planning import Environment

_PUBLISH = ("kms:Decrypt", "kms:GenerateDataKey*")


def _root(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def topic_statements(
    topic_arn: pulumi.Input[str], accounts: Mapping[str, PartnerMay]
) -> list[Statement]:
    """Returns the statements of a topic's policy that let partners in. IAM of the partner's account
    decides which of its roles that concerns.

    A subscriber may subscribe queues of its own account and nothing else: no address of a third
    party. Source: docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
    """
    return [
        allow(
            ["sns:Publish" if may == "publish" else "sns:Subscribe"],
            [topic_arn],
            principal={"AWS": _root(account)},
            condition=None
            if may == "publish"
            else {
                "StringEquals": {"sns:Protocol": "sqs"},
                "StringLike": {"sns:Endpoint": f"arn:aws:sqs:*:{account}:*"},
            },
            sid=f"Partner{account}",
        )
        for account, may in accounts.items()
    ]


def key_statements(
    environment: Environment, publishers: Sequence[str], topic_arns: Sequence[str]
) -> list[Statement]:
    """Returns the statements of the key's policy that the messages of partners need.

    SNS encrypts what a partner publishes with the partner's rights, and by SNS alone. What a
    partner's topic delivers to an encrypted queue SNS encrypts under its own name, for exactly
    these topics (no confused deputy).
    """
    found: list[Statement] = []
    if publishers:
        found.append(
            allow(
                _PUBLISH,
                ["*"],
                principal={"AWS": [_root(each) for each in publishers]},
                condition={
                    "StringEquals": {"kms:ViaService": f"sns.{environment.region}.amazonaws.com"}
                },
                sid="PartnersPublish",
            )
        )
    if topic_arns:
        found.append(
            allow(
                _PUBLISH,
                ["*"],
                principal={"Service": "sns.amazonaws.com"},
                condition={"ArnEquals": {"aws:SourceArn": list(topic_arns)}},
                sid="TopicsOfPartners",
            )
        )
    return found
