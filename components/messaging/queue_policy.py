"""Builds the one policy that an SQS queue can have."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.security import Statement, allow, deny_plain_http, document


def queue_policy(
    name: str,
    queue: aws.sqs.Queue,
    topic_arns: Sequence[pulumi.Input[str]],
    rule_arns: Sequence[pulumi.Input[str]] = (),
    *,
    parent: pulumi.Resource,
    buckets: Sequence[Statement] = (),
    after: Sequence[pulumi.Resource] = (),
) -> aws.sqs.QueuePolicy:
    """Creates a policy that requires TLS, and allows messages from exactly these SNS topics and
    rules of EventBridge, and what `buckets` says. Programs of the account are let in by their
    roles."""
    statements = [deny_plain_http([queue.arn], ["sqs:*"])]
    if topic_arns:
        statements.append(
            allow(
                ["sqs:SendMessage"],
                [queue.arn],
                principal={"Service": "sns.amazonaws.com"},
                condition={"ArnEquals": {"aws:SourceArn": list(topic_arns)}},
                sid="FromTopics",
            )
        )
    statements += buckets
    if rule_arns:
        statements.append(
            allow(
                ["sqs:SendMessage"],
                [queue.arn],
                principal={"Service": "events.amazonaws.com"},
                condition={"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
                sid="FromEvents",
            )
        )
    return aws.sqs.QueuePolicy(
        name,
        queue_url=queue.url,
        policy=document(*statements),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(after)),
    )
