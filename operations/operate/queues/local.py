"""The queues of a stack on Docker: in RabbitMQ, or in moto's server with `messaging: aws`."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config.settings import LOCAL_REGION
from config.values import closest
from operations import accounts
from operations.docker.desk import desk
from operations.docker.engine import Running
from operations.docker.stack import project
from operations.errors import OperationError
from operations.operate.queues import rabbitmq
from operations.operate.queues.depth import Queue
from operations.operate.queues.held import AtSqs

_CONSOLE, _AWS = 15672, 5000
"""Ports in the containers of RabbitMQ and moto."""
_SECONDS = 60
_ORDER = ("MessageGroupId", "MessageDeduplicationId")


@dataclass(frozen=True, kw_only=True)
class Moto:
    """moto's server in its container, which takes any key."""

    endpoint: str
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """Returns a client of a service."""
        if service not in self._clients:
            made = accounts.client(service, LOCAL_REGION, endpoint=self.endpoint)
            self._clients[service] = made
        return self._clients[service]


@dataclass(frozen=True, kw_only=True)
class InMoto(AtSqs):
    """A queue in moto, which does not know SQS's own moves of dead letters."""

    source: Queue | None = None
    """The queue whose dead letters this one holds. None for others."""

    def back(self) -> Iterator[int]:
        """Moves the messages that are there now to their queue, and yields how many were moved.
        Each is deleted after it was sent."""
        assert self.source is not None
        sqs = self.account.client("sqs")
        for moved in range(1, self.total() + 1):
            with accounts.asking(f"the move of {self.title}"):
                answer = sqs.receive_message(
                    QueueUrl=self.queue.url,
                    VisibilityTimeout=_SECONDS,
                    MessageSystemAttributeNames=["All"],
                    MessageAttributeNames=["All"],
                )
                for each in answer.get("Messages", ()):
                    _send(sqs, self.source, each)
                    sqs.delete_message(QueueUrl=self.queue.url, ReceiptHandle=each["ReceiptHandle"])
            if not answer.get("Messages"):
                return
            yield moved


def _send(sqs: Any, queue: Queue, found: Mapping[str, Any]) -> None:
    system = found.get("Attributes", {})
    # Only messages of FIFO queues have them.
    order = {key: system[key] for key in _ORDER if key in system}
    own = found.get("MessageAttributes", {})
    sqs.send_message(QueueUrl=queue.url, MessageBody=found["Body"], MessageAttributes=own, **order)


Local = InMoto | rabbitmq.InRabbitMq


def of(stack: str, folder: Path, name: str, *, live: bool = False) -> Local:
    """Returns the dead letters behind a queue of the workload, or with `live` the queue itself."""
    platform = project.platform_of(folder.resolve(), stack)
    queues = platform.workload.queues
    if name not in queues:
        jobs = " (a job's starts do not fail there: no schedule starts it)"
        raise OperationError(
            f"{stack} has no queue {name!r}{closest(name, queues)}"
            f"{jobs if name in platform.workload.jobs else ''}",
            remedy=f"there are: {', '.join(sorted(queues)) or 'none'}",
        )
    title = name if live else f"the dead letters of {name}"
    parts = {each.name: each for each in desk.standing(stack, folder)}
    if platform.settings.docker.messaging == "aws":
        account = Moto(endpoint=f"http://127.0.0.1:{_port(parts, 'aws', _AWS, stack)}")
        return _in_moto(account, name, title, fifo=queues[name].fifo, live=live)
    port = _port(parts, "broker", _CONSOLE, stack)
    return _in_rabbitmq(_api(stack, folder, port), name, title, live=live)


def _port(parts: Mapping[str, Running], part: str, inside: int, stack: str) -> int:
    """Returns the port of this machine that leads to one of a part that runs."""
    if part not in parts or not parts[part].runs:
        raise OperationError(
            f"the queues of {stack} cannot be asked: its {part} does not run",
            remedy=f"`make up STACK={stack}` brings it up",
        )
    return next(port for port, there in parts[part].ports.items() if there == inside)


def _in_moto(account: Moto, name: str, title: str, *, fifo: bool, live: bool) -> InMoto:
    sqs = account.client("sqs")
    with accounts.asking(f"the queue {name}"):
        own = sqs.get_queue_url(QueueName=f"{name}.fifo" if fifo else name)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=own, AttributeNames=["QueueArn", "RedrivePolicy"])
        attributes = found["Attributes"]
        queue = Queue(name=name, title=name, url=own, arn=attributes["QueueArn"])
        if live:
            return InMoto(account=account, queue=queue)
        arn = json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"]
        dead = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    behind = Queue(name=name, title=title, url=dead, arn=arn, source=queue.arn)
    return InMoto(account=account, queue=behind, source=queue)


def _in_rabbitmq(api: rabbitmq.Api, name: str, title: str, *, live: bool) -> rabbitmq.InRabbitMq:
    if live:
        return rabbitmq.InRabbitMq(api=api, name=name, title=title)
    dead = rabbitmq.dead_letters(api, name)
    return rabbitmq.InRabbitMq(api=api, name=dead, title=title, source=name)


def _api(stack: str, folder: Path, port: int) -> rabbitmq.Api:
    """Returns the management API, with the administrator's password from the stack's outputs."""
    address = urlsplit(desk.outputs(folder, stack)["connections"]["broker"])
    login = f"{unquote(address.username or '')}:{unquote(address.password or '')}"
    basic = base64.b64encode(login.encode()).decode()
    return rabbitmq.Api(
        address=f"http://127.0.0.1:{port}",
        authorization=f"Basic {basic}",
        broker=address.geturl(),
    )
