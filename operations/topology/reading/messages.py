"""Messages: queues, dead-letter queues, topics, subscriptions, and what reads a queue by itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from operations.plan import Resource
from operations.topology.model import LEFT_OUT, Flow, Folds, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames

_AREA, _TITLE = "messages", "Messages"
_ALARMS = ("cloudwatch.MetricAlarm", "cloudwatch.CompositeAlarm", "cloudwatch.EventTarget")
_BUS = "event bus (EventBridge)"
_ELSEWHERE = "topic of another account (SNS)"
_TARGETS = (
    ("sqs.Queue", "sqs"),
    ("lambda.Function", "lambda"),
)


def draw(frames: Frames) -> None:
    """Adds topics and queues, and the flows that they have without any program's doing."""
    resources, canvas = frames.resources, frames.canvas
    alarms = set(_alarm_topics(frames))
    for each in resources.of("sns.Topic"):
        _topic(frames, each, of_alarms=each.urn in alarms)
    dead = dict(_dead_letters(frames))
    for each in resources.of("sqs.Queue"):
        _queue(frames, each, dead=each.urn in dead.values())
    for each in resources.of("sesv2.EmailIdentity"):
        area, domain = frames.area(each, _AREA, _TITLE), str(each.inputs.get("emailIdentity"))
        frames.canvas.node(Node("mail", "other", "mail (SES)", domain, area, (), each.urn))
    for each in resources.of("sns.TopicSubscription"):
        _subscription(frames, each)
    for each in resources.of("cloudwatch.EventTarget"):
        _events(frames, each)
    for each in resources.of("sqs.Queue"):
        redrive = each.document("redrivePolicy")
        for target in resources.referred(redrive.get("deadLetterTargetArn"), each.kind):
            label = f"after {redrive.get('maxReceiveCount')} receives"
            canvas.flow(Flow(canvas.of(each), canvas.of(target), "message", (label,)))
    for each in resources.of("scheduler.Schedule", "lambda.Function"):
        for target in resources.referred(_kept(each), "sqs.Queue"):
            flow = Flow(canvas.of(each), canvas.of(target), "message", ("what could not start",))
            canvas.flow(flow)
    for each in resources.of("lambda.EventSourceMapping"):
        for queue in resources.referred(each.inputs.get("eventSourceArn"), "sqs.Queue"):
            for function in resources.referred(each.inputs.get("functionName"), "lambda.Function"):
                flow = Flow(canvas.of(queue), canvas.of(function), "message", ("starts",))
                canvas.flow(replace(flow, by=(str(each),)))


def _topic(frames: Frames, each: Resource, *, of_alarms: bool) -> None:
    frames.canvas.node(
        Node(
            slug(f"topic-{each.name}"),
            "topic",
            "alarm topic (SNS)" if of_alarms else "topic (SNS)",
            each.name,
            frames.area(each, "alarms", "Alarms")
            if of_alarms
            else frames.area(each, _AREA, _TITLE),
            ("in order, FIFO",) if each.inputs.get("fifoTopic") else (),
            each.urn,
            Folds(LEFT_OUT, LEFT_OUT) if of_alarms else Folds("topics"),
        )
    )


def _alarm_topics(frames: Frames) -> Iterator[str]:
    """Yields the topics that alarms and events write to, by URN."""
    keys = ("alarmActions", "okActions", "insufficientDataActions", "arn")
    for each in frames.resources.of(*_ALARMS):
        named = [each.inputs.get(key) for key in keys if each.inputs.get(key)]
        for topic in frames.resources.referred(named, "sns.Topic"):
            yield topic.urn


def _kept(each: Resource) -> Any:
    """Returns the queue that keeps what could not be started."""
    target = each.inputs.get("target") or {}
    kept = target.get("deadLetterConfig") or each.inputs.get("deadLetterConfig") or {}
    return kept.get("arn") or kept.get("targetArn")


def _dead_letters(frames: Frames) -> Iterator[tuple[str, str]]:
    """Yields what gives up on messages, and the queue that keeps them, by URN."""
    for each in frames.resources.of("sqs.Queue", "sns.TopicSubscription"):
        named = each.document("redrivePolicy").get("deadLetterTargetArn")
        for target in frames.resources.referred(named, "sqs.Queue"):
            yield each.urn, target.urn
    for each in frames.resources.of("scheduler.Schedule", "lambda.Function"):
        for target in frames.resources.referred(_kept(each), "sqs.Queue"):
            yield each.urn, target.urn


def _queue(frames: Frames, each: Resource, *, dead: bool) -> None:
    given = each.inputs
    seconds = int(given.get("messageRetentionSeconds") or 345_600)
    days = seconds / 86_400
    facts = [f"keeps messages {days:g} {'day' if days == 1 else 'days'}"]
    if given.get("fifoQueue"):
        facts.insert(0, "in order, FIFO")
    frames.canvas.node(
        Node(
            slug(f"queue-{each.name}"),
            "dead-letters" if dead else "queue",
            "dead-letter queue (SQS)" if dead else "queue (SQS)",
            each.name,
            frames.area(each, _AREA, _TITLE),
            tuple(facts),
            each.urn,
            Folds("dead-letter-queues" if dead else "queues"),
        )
    )


def _events(frames: Frames, each: Resource) -> None:
    """Adds the account's bus, from which events come into a queue."""
    for queue in frames.resources.referred(each.inputs.get("arn"), "sqs.Queue"):
        area = frames.area(each, _AREA, _TITLE)
        bus = frames.canvas.node(Node("event-bus", "topic", _BUS, "default", area))
        flow = Flow(bus, frames.canvas.of(queue), "message", ("delivers",), (each.name,))
        frames.canvas.flow(replace(flow, by=(str(each),)))


def _topic_elsewhere(frames: Frames, each: Resource) -> list[str]:
    """Adds the topic of another account that a queue takes, which the plan knows by its ARN only.
    Returns its node."""
    arn = str(each.inputs.get("topic"))
    if each.inputs.get("protocol") != "sqs" or not arn.startswith("arn:"):
        return []
    *_, account, name = arn.split(":")
    node = Node(slug(f"topic-{account}-{name}"), "topic", _ELSEWHERE, name, "", (account,))
    return [frames.canvas.node(node)]


def _subscription(frames: Frames, each: Resource) -> None:
    topics = frames.resources.referred(each.inputs.get("topic"), "sns.Topic")
    sources = [frames.canvas.of(topic) for topic in topics] or _topic_elsewhere(frames, each)
    filtered = each.inputs.get("filterPolicy")
    details = (f"only {_compact(filtered)}",) if filtered else ()
    for source in sources:
        for kind, protocol in _TARGETS:
            if each.inputs.get("protocol") == protocol:
                for target in frames.resources.referred(each.inputs.get("endpoint"), kind):
                    flow = Flow(source, frames.canvas.of(target), "message", ("delivers",), details)
                    frames.canvas.flow(replace(flow, by=(str(each),)))


def _compact(policy: Any) -> str:
    """Returns a filter for people: `event: order-placed or order-shipped`."""
    try:
        content = json.loads(policy) if isinstance(policy, str) else policy
    except ValueError:
        return str(policy)
    if not isinstance(content, dict):
        return str(policy)
    parts = [
        f"{key}: {' or '.join(map(str, values)) if isinstance(values, list) else values}"
        for key, values in content.items()
    ]
    return ", ".join(parts)
