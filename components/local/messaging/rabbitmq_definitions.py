"""Translates the workload's topics, queues and subscriptions into RabbitMQ's definitions; pure.

    topic          headers exchange of the topic's name: a filter compares attributes of the message
    queue          quorum queue of the queue's name, with `<name>.dead-letter` behind it
    send to queue  fanout exchange `<name>.send`, so that a program may be let into one queue only
    subscription   a binding for each combination of the filter's values; one without a filter
    limits         a policy of the queue's: unlike its arguments, it can change while messages wait
    program        a user that may write to its exchanges and read its queues, nothing else

No name of the workload has a dot. Left out: how long messages are kept, and delays; `fifo` keeps
the order by a single active consumer, not by message group.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from config.messages import Subscription
from config.workload import Worker, Workload

VHOST = "/"
ADMIN = "platform"
_NEVER = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The rights of a program's user."""

    write: tuple[str, ...]
    """The exchanges that the program may write to."""
    read: tuple[str, ...]
    """The queues that the program may read."""


def sending(queue: str) -> str:
    """Returns the name of the exchange that leads to one queue."""
    return f"{queue}.send"


def rights(workload: Workload) -> dict[str, Rights]:
    """Returns the rights of each program that has a user of the broker."""
    found: dict[str, Rights] = {}
    for named in workload.programs():
        program = named.program
        uses = program.uses
        own = [program.queue] if isinstance(program, Worker) else []
        received = [name for name, access in uses.queues.items() if access == "receive"]
        sent = [sending(name) for name, access in uses.queues.items() if access == "send"]
        each = Rights(
            write=tuple(sorted([*uses.topics, *sent])), read=tuple(sorted([*own, *received]))
        )
        if each.write or each.read:
            found[named.name] = each
    return found


def administrator(password: str, salt: bytes) -> str:
    """Returns the definitions that the broker reads when it starts: the administrator, who may set
    it up."""
    content = {
        "vhosts": [{"name": VHOST}],
        "users": [_user(ADMIN, password, salt)],
        "permissions": [_permission(ADMIN, ".*", ".*", configure=".*")],
    }
    return json.dumps(content, indent=2) + "\n"


def definitions(
    workload: Workload, passwords: Mapping[str, str], salts: Mapping[str, bytes]
) -> str:
    """Returns the complete definitions. Both mappings are by user: the programs', and `ADMIN`."""
    allowed = rights(workload)
    content = {
        "vhosts": [{"name": VHOST}],
        "users": [_user(user, passwords[user], salts[user]) for user in [ADMIN, *sorted(allowed)]],
        "permissions": [
            _permission(ADMIN, ".*", ".*", configure=".*"),
            *(
                _permission(user, _any_of(each.write), _any_of(each.read))
                for user, each in sorted(allowed.items())
            ),
        ],
        "policies": list(_policies(workload)),
        "exchanges": list(_exchanges(workload)),
        "queues": list(_queues(workload)),
        "bindings": list(_bindings(workload)),
    }
    return json.dumps(content, indent=2) + "\n"


def _user(name: str, password: str, salt: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": password_hash(password, salt),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": ["administrator"] if name == ADMIN else [],
    }


def password_hash(password: str, salt: bytes) -> str:
    """Returns RabbitMQ's hash of a password. Source:
    rabbitmq.com/docs/passwords#computing-password-hash"""
    digest = hashlib.sha256(salt + password.encode()).digest()
    return base64.b64encode(salt + digest).decode()


def _permission(user: str, write: str, read: str, *, configure: str = "^$") -> dict[str, str]:
    return {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _any_of(names: tuple[str, ...]) -> str:
    """Returns a regular expression that matches exactly these names, or none."""
    return f"^({'|'.join(name.replace('.', '[.]') for name in names)})$"


def _exchanges(workload: Workload) -> Iterator[dict[str, Any]]:
    for name in sorted(workload.topics):
        yield _exchange(name, "headers")
    for name in sorted(workload.queues):
        yield _exchange(sending(name), "fanout")


def _exchange(name: str, type_: str) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "type": type_,
        "durable": True,
        "auto_delete": False,
        "internal": False,
        "arguments": {},
    }


def _queues(workload: Workload) -> Iterator[dict[str, Any]]:
    for name, queue in sorted(workload.queues.items()):
        yield _queue(name, {"x-single-active-consumer": True} if queue.fifo else {})
        yield _queue(_dead_letter(name), {})


def _queue(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "vhost": VHOST,
        "durable": True,
        "auto_delete": False,
        "arguments": {"x-queue-type": "quorum", **arguments},
    }


def _policies(workload: Workload) -> Iterator[dict[str, Any]]:
    for name, queue in sorted(workload.queues.items()):
        limits = {
            "dead-letter-exchange": "",
            "dead-letter-routing-key": _dead_letter(name),
            # RabbitMQ counts returns, SQS counts receptions, which are one more.
            "delivery-limit": queue.max_receives - 1,
        }
        yield _policy(name, limits)
        # RabbitMQ 4 would drop a message that was read for the twentieth time.
        yield _policy(_dead_letter(name), {"delivery-limit": _NEVER})


def _policy(queue: str, limits: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": queue,
        "vhost": VHOST,
        "pattern": f"^{queue.replace('.', '[.]')}$",
        "apply-to": "queues",
        "priority": 0,
        "definition": dict(limits),
    }


def _dead_letter(queue: str) -> str:
    return f"{queue}.dead-letter"


def _bindings(workload: Workload) -> Iterator[dict[str, Any]]:
    for subscription in workload.subscriptions:
        for arguments in _matches(subscription):
            yield _binding(subscription.topic, subscription.queue, arguments)
    for name in sorted(workload.queues):
        yield _binding(sending(name), name, {})


def _matches(subscription: Subscription) -> Iterator[dict[str, Any]]:
    """Yields sets of headers that a message must have. A binding cannot say `or`, so there may be
    several. Without a filter the set is empty, and every message matches it."""
    names = sorted(subscription.filter)
    for values in product(*(subscription.filter[name] for name in names)):
        yield {**dict(zip(names, values, strict=True)), "x-match": "all"}


def _binding(source: str, queue: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "source": source,
        "vhost": VHOST,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": "",
        "arguments": dict(arguments),
    }
