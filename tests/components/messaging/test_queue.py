"""Queues: dead letters, policies, grants, and what a change of a setting touches."""

from typing import Any

import pytest

from components.messaging.queue import Queue, QueueArgs
from config.messages import Queue as QueueSettings
from tests.factories import make_environment, make_grantee
from tests.graph import Graph, deploy

QUEUE = "aws:sqs/queue:Queue"
POLICY = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE_ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
GRANT = "aws:iam/rolePolicy:RolePolicy"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/messages"
ORDERS = "arn:aws:sns:eu-central-1:111122223333:orders"
STOCK = "arn:aws:sns:eu-central-1:111122223333:stock"


def make_queue(
    name: str = "mails", fed_by: dict[str, str] | None = None, stack: str = "test", **settings: Any
) -> Queue:
    args = QueueArgs(
        environment=make_environment(stack=stack),
        settings=QueueSettings(**settings),
        kms_key_arn=KEY,
        fed_by=fed_by or {},
    )
    return Queue(name, args)


def queue(fed_by: dict[str, str] | None = None, **settings: Any) -> Graph:
    return deploy(lambda: make_queue(fed_by=fed_by, **settings))


def test_failed_messages_go_to_the_dead_letter_queue() -> None:
    graph = queue(max_receives=3)
    redrive = graph.policy(graph.one(QUEUE, "mails"), "redrivePolicy")
    assert redrive == {
        "deadLetterTargetArn": graph.one(QUEUE, "mails-dead-letter").outputs["arn"],
        "maxReceiveCount": 3,
    }


def test_a_dead_letter_queue_keeps_messages_for_14_days() -> None:
    dead_letters = queue(retention_days=1).one(QUEUE, "mails-dead-letter").inputs
    assert dead_letters["messageRetentionSeconds"] == 14 * 24 * 60 * 60
    assert "redrivePolicy" not in dead_letters


def test_a_dead_letter_queue_takes_messages_of_its_source_only() -> None:
    graph = queue()
    allowed = graph.one(REDRIVE_ALLOW, "mails-dead-letter")
    assert allowed.inputs["queueUrl"] == graph.one(QUEUE, "mails-dead-letter").outputs["url"]
    assert graph.policy(allowed, "redriveAllowPolicy") == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [graph.one(QUEUE, "mails").outputs["arn"]],
    }


@pytest.mark.parametrize("name", ["mails", "mails-dead-letter"])
def test_both_queues_are_encrypted_with_the_customer_key(name: str) -> None:
    inputs = queue().one(QUEUE, name).inputs
    assert inputs["kmsMasterKeyId"] == KEY
    assert inputs["kmsDataKeyReusePeriodSeconds"] >= 300


@pytest.mark.parametrize("name", ["mails", "mails-dead-letter"])
def test_both_queues_refuse_plain_http(name: str) -> None:
    graph = queue()
    found = graph.one(QUEUE, name)
    policy = graph.one(POLICY, name)
    assert policy.inputs["queueUrl"] == found.outputs["url"]
    assert graph.policy(policy)["Statement"] == [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["sqs:*"],
            "Resource": [found.outputs["arn"]],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


@pytest.mark.parametrize("name", ["mails", "mails-dead-letter"])
def test_exactly_the_feeding_topics_may_send(name: str) -> None:
    graph = queue(fed_by={"stock": STOCK, "orders": ORDERS})
    _, from_topics = graph.policy(graph.one(POLICY, name))["Statement"]
    assert from_topics == {
        "Sid": "FromTopics",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": ["sqs:SendMessage"],
        "Resource": [graph.one(QUEUE, name).outputs["arn"]],
        "Condition": {"ArnEquals": {"aws:SourceArn": [ORDERS, STOCK]}},
    }


def test_the_order_of_the_topics_changes_nothing() -> None:
    one = queue(fed_by={"stock": STOCK, "orders": ORDERS}).one(POLICY, "mails")
    other = queue(fed_by={"orders": ORDERS, "stock": STOCK}).one(POLICY, "mails")
    assert one.inputs == other.inputs


def test_the_emulated_aws_keeps_the_dead_letter_policy() -> None:
    graph = queue()
    allow_policy = graph.one(REDRIVE_ALLOW, "mails-dead-letter")
    assert allow_policy.urn in graph.one(POLICY, "mails-dead-letter").dependencies


def test_standard_queues_leave_their_names_to_autonaming() -> None:
    for found in queue().all(QUEUE):
        assert found.inputs["fifoQueue"] is False
        assert {"name", "contentBasedDeduplication", "deduplicationScope"}.isdisjoint(found.inputs)


def test_a_fifo_queue_and_its_dead_letters_have_the_suffix() -> None:
    graph = queue(fifo=True)
    names = {found.name: found.inputs["name"] for found in graph.all(QUEUE)}
    assert names == {
        "mails": "mails-shop-test-7a8d8e.fifo",
        "mails-dead-letter": "mails-shop-test-7a8d8e-dead-letter.fifo",
    }
    assert all(found.inputs["fifoQueue"] is True for found in graph.all(QUEUE))


def test_a_fifo_queue_has_high_throughput() -> None:
    inputs = queue(fifo=True).one(QUEUE, "mails").inputs
    assert inputs["contentBasedDeduplication"] is True
    assert inputs["deduplicationScope"] == "messageGroup"
    assert inputs["fifoThroughputLimit"] == "perMessageGroupId"


def test_long_fifo_names_keep_the_suffix_and_the_limit() -> None:
    graph = deploy(lambda: make_queue("q" * 40, stack="s" * 60, fifo=True))
    names = [found.inputs["name"] for found in graph.all(QUEUE)]
    assert all(len(name) <= 80 and name.endswith(".fifo") for name in names)
    assert len(set(names)) == 2


def test_a_receive_waits_for_messages() -> None:
    assert queue().one(QUEUE, "mails").inputs["receiveWaitTimeSeconds"] == 20


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"visibility_timeout_seconds": 60}, {"visibilityTimeoutSeconds"}),
        ({"retention_days": 2}, {"messageRetentionSeconds"}),
        ({"max_receives": 7}, {"redrivePolicy"}),
        ({"delay_seconds": 5}, {"delaySeconds"}),
    ],
)
@pytest.mark.parametrize("fifo", [True, False])
def test_a_changed_setting_touches_one_property_of_one_queue(
    fifo: bool, change: dict[str, Any], touched: set[str]
) -> None:
    settings: dict[str, Any] = {"fifo": fifo}
    before, after = (
        {(each.urn, each.name): each.inputs for each in graph.registrations}
        for graph in (queue(**settings), queue(**settings, **change))
    )
    assert before.keys() == after.keys()
    changed = {
        (name, key)
        for (urn, name), inputs in before.items()
        for key in {*inputs, *after[urn, name]}
        if inputs.get(key) != after[urn, name].get(key)
    }
    assert changed == {("mails", key) for key in touched}


def test_a_sender_may_send_and_use_the_key_by_sqs_only() -> None:
    graph = deploy(lambda: make_queue().grant_send(make_grantee("accounts")))
    granted = graph.one(GRANT, "mails-send--accounts")
    assert granted.inputs["role"] == "accounts-role"
    send, key = graph.policy(granted)["Statement"]
    assert send == {
        "Effect": "Allow",
        "Action": ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
        "Resource": [graph.one(QUEUE, "mails").outputs["arn"]],
    }
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert key["Resource"] == [KEY]
    assert key["Condition"] == {
        "StringEquals": {"kms:ViaService": "sqs.eu-central-1.amazonaws.com"}
    }


def test_a_receiver_may_not_send_or_touch_dead_letters() -> None:
    graph = deploy(lambda: make_queue().grant_receive(make_grantee("notifications")))
    receive, key = graph.policy(graph.one(GRANT, "mails-receive--notifications"))["Statement"]
    assert receive["Action"] == [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
    ]
    assert receive["Resource"] == [graph.one(QUEUE, "mails").outputs["arn"]]
    assert key["Action"] == ["kms:Decrypt"]


def test_awkward_names_never_collide() -> None:
    def program() -> None:
        for name in ("mails", "mails-dead-letter", "mails-send"):
            queue = make_queue(name, fifo=True)
            queue.grant_send(make_grantee("send-api"))
            queue.grant_send(make_grantee("api"))
            queue.grant_receive(make_grantee("api"))

    graph = deploy(program)
    assert len(graph.all(GRANT)) == 9
    assert len({found.inputs["name"] for found in graph.all(QUEUE)}) == 6
