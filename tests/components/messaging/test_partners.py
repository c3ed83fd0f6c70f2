"""Other accounts: what a topic and its key let them do, and what comes into a queue."""

import json
from typing import Any

from components.messaging.partner_statements import key_statements
from components.messaging.queue import Queue, QueueArgs
from components.messaging.subscription import Subscription, SubscriptionArgs
from components.messaging.topic import Topic, TopicArgs, TopicElsewhere
from config.messages import PartnerTopic
from config.messages import Queue as QueueSettings
from config.messages import Topic as TopicSettings
from tests.factories import make_environment
from tests.graph import Graph, deploy

KEY = "arn:aws:kms:eu-central-1:111122223333:key/messages"
PAYMENTS = "arn:aws:sns:eu-central-1:222233334444:payments"
EVENT: dict[str, Any] = {
    "source": "aws.guardduty",
    "detail_type": "GuardDuty Finding",
    "detail": {"severity": [{"numeric": [">=", 7]}]},
}


def topic() -> Graph:
    args = TopicArgs(
        environment=make_environment(),
        settings=TopicSettings(),
        kms_key_arn=KEY,
        partners={"222233334444": "subscribe", "333344445555": "publish"},
    )
    return deploy(lambda: Topic("order-events", args))


def queue() -> Graph:
    def program() -> None:
        made = Queue(
            "inbox",
            QueueArgs(
                environment=make_environment(),
                settings=QueueSettings.model_validate({"events": [EVENT]}),
                kms_key_arn=KEY,
                fed_by={"bank.payments": PAYMENTS},
            ),
        )
        Subscription(
            "bank.payments--inbox",
            SubscriptionArgs(
                topic=TopicElsewhere(arn=PAYMENTS, fifo=False),
                queue=made,
                settings=PartnerTopic(partner="bank", topic="payments"),
            ),
        )

    return deploy(program)


def test_a_subscriber_may_subscribe_its_own_queues_and_no_more() -> None:
    graph = topic()
    statements = graph.policy(graph.one("aws:sns/topicPolicy:TopicPolicy"))["Statement"]
    [subscriber, publisher] = [each for each in statements if each["Effect"] == "Allow"]
    assert subscriber["Action"] == ["sns:Subscribe"]
    assert subscriber["Principal"] == {"AWS": "arn:aws:iam::222233334444:root"}
    assert subscriber["Condition"] == {
        "StringEquals": {"sns:Protocol": "sqs"},
        "StringLike": {"sns:Endpoint": "arn:aws:sqs:*:222233334444:*"},
    }
    assert publisher["Action"] == ["sns:Publish"]
    assert publisher["Principal"] == {"AWS": "arn:aws:iam::333344445555:root"}


def test_all_other_accounts_stay_out() -> None:
    graph = topic()
    statements = graph.policy(graph.one("aws:sns/topicPolicy:TopicPolicy"))["Statement"]
    [refused] = [each for each in statements if each.get("Sid") == "OwnAccountOnly"]
    assert refused["Condition"]["StringNotEquals"] == {
        "aws:PrincipalAccount": ["111122223333", "222233334444", "333344445555"]
    }


def test_the_key_serves_publishers_by_sns_and_exactly_the_topics_that_come_in() -> None:
    publish, deliver = key_statements(make_environment(), ["333344445555"], [PAYMENTS])
    assert publish["Condition"] == {
        "StringEquals": {"kms:ViaService": "sns.eu-central-1.amazonaws.com"}
    }
    assert publish["Principal"] == {"AWS": ["arn:aws:iam::333344445555:root"]}
    assert deliver["Principal"] == {"Service": "sns.amazonaws.com"}
    assert deliver["Condition"] == {"ArnEquals": {"aws:SourceArn": [PAYMENTS]}}
    assert key_statements(make_environment(), [], []) == []


def test_a_partners_topic_is_subscribed_with_the_queues_dead_letters() -> None:
    graph = queue()
    inputs = graph.one("aws:sns/topicSubscription:TopicSubscription").inputs
    letters = graph.one("aws:sqs/queue:Queue", "inbox-dead-letter").outputs["arn"]
    assert inputs["topic"] == PAYMENTS
    assert inputs["endpoint"] == graph.one("aws:sqs/queue:Queue", "inbox").outputs["arn"]
    assert json.loads(inputs["redrivePolicy"]) == {"deadLetterTargetArn": letters}


def test_events_come_by_a_rule_that_both_queues_let_in_first() -> None:
    graph = queue()
    rule = graph.one("aws:cloudwatch/eventRule:EventRule")
    assert json.loads(rule.inputs["eventPattern"]) == {
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", 7]}]},
    }
    target = graph.one("aws:cloudwatch/eventTarget:EventTarget")
    assert target.inputs["arn"] == graph.one("aws:sqs/queue:Queue", "inbox").outputs["arn"]
    letters = graph.one("aws:sqs/queue:Queue", "inbox-dead-letter").outputs["arn"]
    assert target.inputs["deadLetterConfig"] == {"arn": letters}
    for name in ("inbox", "inbox-dead-letter"):
        policy = graph.one("aws:sqs/queuePolicy:QueuePolicy", name)
        assert policy.urn in target.dependencies
        by_sid = {each["Sid"]: each for each in graph.policy(policy)["Statement"]}
        assert by_sid["FromEvents"]["Principal"] == {"Service": "events.amazonaws.com"}
        assert by_sid["FromEvents"]["Condition"] == {
            "ArnEquals": {"aws:SourceArn": [rule.outputs["arn"]]}
        }
        assert by_sid["FromTopics"]["Condition"] == {"ArnEquals": {"aws:SourceArn": [PAYMENTS]}}


def test_the_rules_name_fits_into_aws_limit_however_long_the_event_is() -> None:
    long = {"source": "s" * 200, "detail_type": "d" * 100}
    args = QueueArgs(
        environment=make_environment(),
        settings=QueueSettings.model_validate({"events": [long]}),
        kms_key_arn=KEY,
    )
    graph = deploy(lambda: Queue("inbox", args))
    assert len(graph.one("aws:cloudwatch/eventRule:EventRule").inputs["name"]) <= 64
