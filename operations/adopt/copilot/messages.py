"""Topics to which programs publish, and the queues of workers."""

from typing import Any

from operations.adopt.copilot.application import Application
from operations.adopt.draft import name_of, seconds, use
from operations.adopt.ledger import Node

_WAIT = {"acceptable_latency_seconds": 60, "seconds_per_message": 1}

_STOPS = 30
"""Seconds that a stopping task has, where nothing else is said."""


def publish(app: Application, root: Node, program: dict[str, Any], name: str) -> None:
    """Declares the topics of a program. Copilot names them within the program."""
    topics = root.get("publish", "topics")
    for each in topics.below() if topics else ():
        called = each.get("name")
        if called is None:
            continue
        topic = name_of(f"{name}-{called.value}")
        declared: dict[str, Any] = app.draft.sections["topics"].setdefault(topic, {})
        called.translated(
            f"topics.{topic}", f"the program gets TOPIC_{topic.upper()}".replace("-", "_")
        )
        _fifo(each, declared, f"topics.{topic}")
        use(program, "topics", topic, "publish")


def subscribe(app: Application, root: Node, program: dict[str, Any], name: str) -> None:
    """Declares the queue of a worker, and what is delivered to it."""
    queue: dict[str, Any] = app.draft.sections["queues"].setdefault(name, {})
    program.update(queue=name, **_WAIT)
    root.lacks(
        f"workers.{name}.acceptable_latency_seconds, seconds_per_message",
        "write how long a message may wait, and how long one takes",
    )
    _queue(root.get("subscribe", "queue"), queue, f"queues.{name}")
    hidden = queue.get("visibility_timeout_seconds")
    if hidden is not None and hidden <= _STOPS:
        program["stop_timeout_seconds"] = max(hidden - 1, 2)
        root.lacks(
            f"workers.{name}.stop_timeout_seconds", "must be shorter than the queue's timeout"
        )
    topics = root.get("subscribe", "topics")
    for each in topics.below() if topics else ():
        _subscription(app, each, name, queue)


def _subscription(app: Application, each: Node, name: str, queue: dict[str, Any]) -> None:
    called, service = each.get("name"), each.get("service")
    if called is None or service is None:
        each.left_out("names no topic of a service")
        return
    topic = name_of(f"{service.value}-{called.value}")
    declared = app.draft.sections["topics"].setdefault(topic, {})
    target, own = name, each.get("queue")
    if own:
        own.left_out(
            f"a worker reads one queue here, so this topic is delivered to {name} as well; make a "
            "second worker to read another"
        )
    if queue.get("fifo"):
        declared["fifo"] = True
    found: dict[str, Any] = {"topic": topic, "queue": target}
    policy = each.get("filter_policy")
    if policy:
        found["filter"] = policy.value
        policy.translated("subscriptions[].filter")
    app.draft.subscriptions.append(found)
    for node in (called, service):
        node.translated(f"subscriptions[]: {topic} to {target}")


def _queue(node: Node | None, queue: dict[str, Any], to: str) -> None:
    if node is None or not isinstance(node.value, dict):
        return
    for key, name, unit, low in (
        ("delay", "delay_seconds", 1, 0),
        ("retention", "retention_days", 86400, 1),
        ("timeout", "visibility_timeout_seconds", 1, 1),
    ):
        each = node.get(key)
        found = seconds(each.value) if each else None
        if each and found is not None:
            queue[name] = max(int(found // unit), low)
            each.translated(f"{to}.{name}")
    tries = node.get("dead_letter", "tries")
    if tries and isinstance(tries.value, int):
        queue["max_receives"] = tries.value
        tries.translated(f"{to}.max_receives")
    _fifo(node, queue, to)


def _fifo(node: Node, declared: dict[str, Any], to: str) -> None:
    fifo = node.get("fifo")
    if fifo is None or fifo.value is False:
        return
    declared["fifo"] = True
    if isinstance(fifo.value, dict):
        for each in fifo.below():
            each.left_out("order is kept within a message group; name the group when sending")
    else:
        fifo.translated(f"{to}.fifo")
