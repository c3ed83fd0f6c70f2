"""Checks of buckets' events against the queues and topics that get them; pure."""

from collections.abc import Collection, Iterator, Mapping

from config.buckets.bucket import Bucket
from config.buckets.events import BucketEvent
from config.messages import Queue, Topic
from config.values import Broken, KeyPath, lacking


def all_events(buckets: Mapping[str, Bucket]) -> Iterator[tuple[KeyPath, str, BucketEvent]]:
    """Yields each event of all buckets, with its place and the bucket's name."""
    for name, bucket in buckets.items():
        for index, event in enumerate(bucket.events):
            yield ("buckets", name, "events", index), name, event


def event_problems(
    buckets: Mapping[str, Bucket],
    queues: Mapping[str, Queue],
    topics: Mapping[str, Topic],
    heard: Collection[str],
) -> Iterator[Broken]:
    """Yields events that S3 cannot deliver, or that nobody would hear. `heard` are the topics to
    which a queue is subscribed."""
    for path, _, event in all_events(buckets):
        key, kind = ("queue", "queue") if event.queue else ("topic", "topic")
        target = (queues if event.queue else topics).get(event.target)
        if target and target.fifo:
            yield Broken(
                (*path, key),
                event.target,
                f"is a FIFO {kind}, and S3 sends to standard ones only; make another {kind} for it",
            )
        if event.topic in topics and event.topic not in heard:
            yield Broken(
                (*path, "topic"),
                event.topic,
                "reaches nobody: no queue is subscribed to it, so every message would be lost; "
                "add a subscription, or name a queue here",
                reads=("subscriptions",),
                lacks=lacking("subscriptions", event.topic or "", heard),
            )
