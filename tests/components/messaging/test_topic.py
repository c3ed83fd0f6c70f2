"""Topics: who may publish, and how they are named."""

from typing import Any

import pytest

from components.messaging.topic import Topic, TopicArgs
from config.messages import Topic as TopicSettings
from tests.factories import make_environment, make_grantee
from tests.graph import Graph, deploy

TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
GRANT = "aws:iam/rolePolicy:RolePolicy"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/messages"


def make_topic(name: str = "order-events", stack: str = "test", **settings: Any) -> Topic:
    args = TopicArgs(
        environment=make_environment(stack=stack),
        settings=TopicSettings(**settings),
        kms_key_arn=KEY,
    )
    return Topic(name, args)


def grants(*names: str) -> Graph:
    def program() -> None:
        topic = make_topic()
        for name in names:
            topic.grant_publish(make_grantee(name))

    return deploy(program)


def test_a_topic_is_encrypted_with_the_customer_key() -> None:
    topic = deploy(make_topic).one(TOPIC).inputs
    assert topic["kmsMasterKeyId"] == KEY
    assert topic["signatureVersion"] == 2


def test_a_standard_topic_leaves_its_name_to_autonaming() -> None:
    topic = deploy(make_topic).one(TOPIC).inputs
    assert "name" not in topic
    assert topic["fifoTopic"] is False
    assert {"contentBasedDeduplication", "fifoThroughputScope"}.isdisjoint(topic)


def test_traces_go_on_where_sns_documents_it() -> None:
    assert deploy(make_topic).one(TOPIC).inputs["tracingConfig"] == "PassThrough"
    assert "tracingConfig" not in deploy(lambda: make_topic(fifo=True)).one(TOPIC).inputs


def test_a_fifo_topic_has_the_suffix_that_aws_asks_for() -> None:
    topic = deploy(lambda: make_topic(fifo=True)).one(TOPIC).inputs
    assert topic["name"] == "order-events-shop-test-7a8d8e.fifo"
    assert topic["fifoTopic"] is True
    assert topic["contentBasedDeduplication"] is True
    assert topic["fifoThroughputScope"] == "MessageGroup"


@pytest.mark.parametrize("length", [1, 100, 300])
def test_a_fifo_name_keeps_the_suffix_and_the_limit(length: int) -> None:
    graph = deploy(lambda: make_topic(stack="s" * length, fifo=True))
    name = graph.one(TOPIC).inputs["name"]
    assert len(name) <= 256
    assert name.endswith(".fifo")


def test_a_topic_refuses_plain_http_and_other_accounts() -> None:
    graph = deploy(make_topic)
    arn = graph.one(TOPIC).outputs["arn"]
    tls, account = graph.policy(graph.one(POLICY))["Statement"]
    assert tls["Effect"] == account["Effect"] == "Deny"
    assert tls["Principal"] == account["Principal"] == "*"
    assert tls["Resource"] == account["Resource"] == [arn]
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert account["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": "111122223333"},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }
    assert {"sns:Publish", "sns:Subscribe"} <= set(account["Action"]) == set(tls["Action"])


def test_a_topic_allows_nobody_by_its_own_policy() -> None:
    graph = deploy(make_topic)
    effects = {each["Effect"] for each in graph.policy(graph.one(POLICY))["Statement"]}
    assert effects == {"Deny"}


def test_a_publisher_may_publish_and_use_the_key_by_sns_only() -> None:
    graph = grants("orders")
    granted = graph.one(GRANT, "order-events-publish--orders")
    assert granted.inputs["role"] == "orders-role"
    publish, key = graph.policy(granted)["Statement"]
    assert publish == {
        "Effect": "Allow",
        "Action": ["sns:Publish"],
        "Resource": [graph.one(TOPIC).outputs["arn"]],
    }
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert key["Resource"] == [KEY]
    assert key["Condition"] == {
        "StringEquals": {"kms:ViaService": "sns.eu-central-1.amazonaws.com"}
    }


def test_a_topic_without_publishers_grants_nothing() -> None:
    assert grants().find(GRANT) == []


def test_awkward_names_of_topics_and_programs_never_collide() -> None:
    def program() -> None:
        make_topic("a").grant_publish(make_grantee("b-publish-c"))
        make_topic("a-publish-b").grant_publish(make_grantee("c"))

    assert len(deploy(program).all(GRANT)) == 2
