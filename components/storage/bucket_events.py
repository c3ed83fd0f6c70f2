"""The one configuration by which a bucket tells queues and topics of its objects."""

from collections.abc import Callable
from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from config.buckets import KINDS, BucketEvent
from config.buckets import Bucket as BucketSettings

QueueNotification = aws.s3.BucketNotificationQueueArgsDict
TopicNotification = aws.s3.BucketNotificationTopicArgsDict


class Target(NamedTuple):
    """Queue or topic that gets messages of S3."""

    arn: pulumi.Output[str]
    policy: pulumi.Resource
    """The policy that lets S3 in. S3 sends a message at once to see whether it may."""


def bucket_notification(
    name: str,
    bucket: aws.s3.Bucket,
    settings: BucketSettings,
    target_of: Callable[[BucketEvent], Target],
    *,
    parent: pulumi.Resource,
    event_bridge: bool,
) -> aws.s3.BucketNotification:
    """Creates the notifications of a bucket. AWS has one configuration for all of them, so whatever
    another resource or a person writes is gone with the next change here.

    `event_bridge` keeps the events that AWS Backup switches on where it copies the bucket:
    docs.aws.amazon.com/aws-backup/latest/devguide/s3-backups.html
    """
    targets = [target_of(event) for event in settings.events]
    queues: list[QueueNotification] = []
    topics: list[TopicNotification] = []
    for event, target, id_ in zip(settings.events, targets, _ids(settings), strict=True):
        if event.queue:
            queues.append({"id": id_, "queue_arn": target.arn, "events": [KINDS[event.on]]})
            _narrow(queues[-1], event)
        else:
            topics.append({"id": id_, "topic_arn": target.arn, "events": [KINDS[event.on]]})
            _narrow(topics[-1], event)
    return aws.s3.BucketNotification(
        name,
        bucket=bucket.bucket,
        eventbridge=event_bridge,
        queues=queues or None,
        topics=topics or None,
        opts=pulumi.ResourceOptions(
            parent=parent, depends_on=list(dict.fromkeys(target.policy for target in targets))
        ),
    )


def _narrow(sent: QueueNotification | TopicNotification, event: BucketEvent) -> None:
    """Limits a notification to certain keys."""
    if event.prefix:
        sent["filter_prefix"] = event.prefix
    if event.suffix:
        sent["filter_suffix"] = event.suffix


def _ids(settings: BucketSettings) -> list[str]:
    """Returns names of the notifications. The provider would make random ones, other ones for each
    environment."""
    plain = [f"{event.on}--{event.target}" for event in settings.events]
    return [
        f"{each}--{plain[:place].count(each) + 1}" if plain.count(each) > 1 else each
        for place, each in enumerate(plain)
    ]
