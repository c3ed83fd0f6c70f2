"""Events of a bucket: one configuration, whose targets let S3 in before, and no one else."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.messaging.queue import Queue, QueueArgs
from components.messaging.topic import Topic, TopicArgs
from components.storage.bucket_events import Target
from config.buckets import BucketEvent
from config.messages import Queue as QueueSettings
from config.messages import Topic as TopicSettings
from tests.components.storage.made import KEY, make_bucket
from tests.factories import make_environment
from tests.graph import Graph, deploy

NOTIFICATION = "aws:s3/bucketNotification:BucketNotification"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
ACCOUNT = make_environment().account_id


def told(*events: dict[str, Any]) -> Graph:
    """A bucket that tells a queue and a topic."""

    def program() -> None:
        bucket = make_bucket("films", events=list(events))
        arns: dict[str, pulumi.Input[str]] = {"films": bucket.arn}
        queue = Queue(
            "cuts",
            QueueArgs(
                environment=make_environment(),
                settings=QueueSettings(),
                kms_key_arn=KEY,
                told_by=arns,
            ),
        )
        topic = Topic(
            "news",
            TopicArgs(
                environment=make_environment(),
                settings=TopicSettings(),
                kms_key_arn=KEY,
                told_by=arns,
            ),
        )

        def target(event: BucketEvent) -> Target:
            found = queue if event.queue else topic
            return Target(found.arn, found.policy)

        bucket.tell(target)

    return deploy(program)


def test_all_events_are_in_one_configuration_with_names_of_their_own() -> None:
    graph = told(
        {"on": "created", "queue": "cuts", "prefix": "in/", "suffix": ".mp4"},
        {"on": "created", "queue": "cuts", "suffix": ".mov"},
        {"on": "removed", "topic": "news"},
    )
    made = graph.one(NOTIFICATION, "films")
    arn = graph.one("aws:sqs/queue:Queue", "cuts").outputs["arn"]
    assert made.inputs["queues"] == [
        {
            "id": "created--cuts--1",
            "queueArn": arn,
            "events": ["s3:ObjectCreated:*"],
            "filterPrefix": "in/",
            "filterSuffix": ".mp4",
        },
        {
            "id": "created--cuts--2",
            "queueArn": arn,
            "events": ["s3:ObjectCreated:*"],
            "filterSuffix": ".mov",
        },
    ]
    assert made.inputs["topics"] == [
        {
            "id": "removed--news",
            "topicArn": graph.one("aws:sns/topic:Topic", "news").outputs["arn"],
            "events": ["s3:ObjectRemoved:*"],
        }
    ]
    assert made.inputs["eventbridge"] is False


def test_s3_may_send_before_it_is_told_to_and_for_this_bucket_only() -> None:
    graph = told({"on": "created", "queue": "cuts"}, {"on": "removed", "topic": "news"})
    bucket = graph.one("aws:s3/bucket:Bucket", "films").outputs["arn"]
    made = graph.one(NOTIFICATION, "films")
    for policy, action in (
        (graph.one(QUEUE_POLICY, "cuts"), "sqs:SendMessage"),
        (graph.one(TOPIC_POLICY, "news"), "sns:Publish"),
    ):
        assert policy.urn in made.dependencies
        allowed = [x for x in graph.policy(policy)["Statement"] if x["Effect"] == "Allow"]
        assert [(each["Action"], each["Principal"], each["Condition"]) for each in allowed] == [
            (
                [action],
                {"Service": "s3.amazonaws.com"},
                {
                    "ArnEquals": {"aws:SourceArn": [bucket]},
                    "StringEquals": {"aws:SourceAccount": ACCOUNT},
                },
            )
        ]


def test_a_bucket_in_the_vault_keeps_the_events_of_aws_backup() -> None:
    def program() -> None:
        bucket = make_bucket(
            "films",
            backup_tags={"backup": "continuous"},
            events=[{"on": "created", "queue": "cuts"}],
        )
        queue = aws.sqs.Queue("cuts")
        bucket.tell(lambda event: Target(queue.arn, queue))

    assert deploy(program).one(NOTIFICATION).inputs["eventbridge"] is True
