"""The commands of operators on Docker, with moto's own server, and a docker that answers from a
table."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from moto.server import ThreadedMotoServer

from components.local.messaging import moto_start
from config.settings import LOCAL_REGION
from operations import accounts
from operations.operate.queues import local
from tests.factories import SHOP, make_workload
from tests.operations.commands import Result, result_of
from tests.operations.docker.tools import Fake, container, own

pytestmark = pytest.mark.xdist_group("dead letters on Docker")

Operate = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """moto's server, as the container of `messaging: aws` runs it."""
    made = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    made.start()
    yield made.get_host_and_port()[1]
    made.stop()


@pytest.fixture
def sqs(server: int) -> Any:
    """The workload's queues, made anew as the container makes them."""
    client = accounts.client("sqs", LOCAL_REGION, endpoint=f"http://127.0.0.1:{server}")
    for url in client.list_queues().get("QueueUrls", ()):
        client.delete_queue(QueueUrl=url)
    for queue in moto_start._queues(make_workload(), LOCAL_REGION):
        client.create_queue(QueueName=queue["name"], Attributes=queue["attributes"])
    return client


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Fake(folder=tmp_path, name="docker").install()


@pytest.fixture
def operate(
    tmp_path: Path,
    docker: Fake,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Operate:
    """Runs a command on a stack with `messaging: aws`, as people type it."""
    folder = tmp_path / "project"
    shutil.copytree(SHOP / "config", folder / "config")
    shutil.copy(SHOP / "Pulumi.yaml", folder)
    content = yaml.safe_load((SHOP / "Pulumi.dev.yaml").read_text())
    content["config"]["plinth:settings"]["docker"]["messaging"] = "aws"
    (folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump(content))
    own(folder)

    def run(*words: str) -> Result:
        at = words.index("--") if "--" in words else len(words)
        given = [*words[:at], "--stack", "dev", "--folder", str(folder), *words[at:]]
        return result_of(monkeypatch, capsys, *given)

    return run


@pytest.fixture
def queues(docker: Fake, server: int, sqs: Any) -> Any:
    """The client of the server whose container runs."""
    docker.holds(container("aws", kind="infrastructure", ports={server: 5000}))
    return sqs


def send(sqs: Any, queue: str, *bodies: str, **more: Any) -> None:
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    event = {"event": {"DataType": "String", "StringValue": "order-placed"}}
    for body in bodies:
        own_ = {key: each.format(body) for key, each in more.items()}
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=event, **own_)


def received(sqs: Any, queue: str) -> list[Any]:
    found: list[Any] = []
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    while messages := sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    ).get("Messages"):
        found += messages
        for each in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    return found


def test_dead_letters_are_seen_and_moved_back_with_their_attributes(
    operate: Operate, queues: Any
) -> None:
    send(queues, "mails-dead-letter", "one", "two")
    for _ in range(2):
        shown = operate("queue", "peek", "mails")
        assert "2 of about 2 messages in the dead letters of mails" in shown.out, shown.err
    assert "add --yes" in operate("queue", "redrive", "mails").err
    moved = operate("queue", "redrive", "mails", "--yes")
    assert moved.out == "completed: 2 of 2 messages moved\n", moved.err
    found = received(queues, "mails")
    assert sorted(each["Body"] for each in found) == ["one", "two"]
    assert all(
        each["MessageAttributes"]["event"]["StringValue"] == "order-placed" for each in found
    )
    assert not received(queues, "mails-dead-letter")


def test_messages_of_a_fifo_queue_keep_their_groups(operate: Operate, queues: Any) -> None:
    groups = {"MessageGroupId": "group-{}", "MessageDeduplicationId": "once-{}"}
    send(queues, "stock-updates-dead-letter.fifo", "a", "b", **groups)
    moved = operate("queue", "redrive", "stock-updates", "--yes")
    assert moved.out == "completed: 2 of 2 messages moved\n", moved.err
    found = {
        each["Body"]: each["Attributes"]["MessageGroupId"]
        for each in received(queues, "stock-updates.fifo")
    }
    assert found == {"a": "group-a", "b": "group-b"}


def test_a_move_that_is_interrupted_loses_nothing(
    operate: Operate, queues: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(queues, "mails-dead-letter", "one", "two", "three")
    real = local._send
    sent: list[Any] = []

    def interrupted(*arguments: Any) -> None:
        if len(sent) == 1:
            raise KeyboardInterrupt
        sent.append(arguments)
        real(*arguments)

    monkeypatch.setattr(local, "_send", interrupted)
    shown = operate("queue", "redrive", "mails", "--yes")
    assert (shown.status, shown.err) == (130, "ended: 1 of 3 messages were moved\n")
    url = queues.get_queue_url(QueueName="mails-dead-letter")["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    left = queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert sum(map(int, left.values())) == 2
    assert [each["Body"] for each in received(queues, "mails")] == ["one"]


def test_a_purge_empties_the_dead_letters_alone(operate: Operate, queues: Any) -> None:
    send(queues, "mails-dead-letter", "one")
    send(queues, "mails", "to be sent")
    assert "about 1 messages thrown away" in operate("queue", "purge", "mails", "--yes").out
    assert not received(queues, "mails-dead-letter")
    assert len(received(queues, "mails")) == 1


def test_a_queue_that_cannot_be_asked_is_told(operate: Operate, docker: Fake) -> None:
    docker.holds(container("aws", kind="infrastructure", state={"Status": "exited"}))
    assert "its aws does not run; `make up STACK=dev`" in operate("queue", "peek", "mails").err
    assert "did you mean mails" in operate("queue", "peek", "mail").err
    assert "no schedule starts it" in operate("queue", "peek", "nightly-report").err
    assert "leave out --rate" in operate("queue", "redrive", "mails", "--cancel").err


def test_what_docker_has_not_is_refused_instead_of_left_out(operate: Operate, docker: Fake) -> None:
    docker.holds(container("orders"), container("night", kind="job"), container("database"))
    for words in [
        ("exec", "orders", "--task", "1"),
        ("exec", "orders", "--container", "firewall"),
        ("logs", "orders", "--container", "firewall"),
    ]:
        assert "leave out --" in operate(*words).err
    for verb in ("pause", "resume", "restart"):
        assert "which no schedule starts on Docker" in operate("service", verb, "night").err


def test_status_ends_with_2_if_a_container_is_wrong_and_not_for_a_paused_one(
    operate: Operate, docker: Fake
) -> None:
    stopped = {"Status": "exited", "ExitCode": 143}
    docker.holds(container("docs", state=stopped), container("orders"))
    shown = operate("status", "--json", "-")
    found = json.loads(shown.out)
    assert [each["state"] for each in found["parts"]] == ["paused", "running"]
    assert (shown.status, found["wrong"]) == (0, 0)
    assert "docs: stopped; `make restart SERVICE=docs`" in shown.err
    failed = container("x-migration", kind="migration", state={"Status": "exited", "ExitCode": 1})
    docker.holds(container("orders"), failed)
    assert operate("status").status == 2


def test_a_task_takes_the_place_of_the_command_in_a_container_of_its_own(
    operate: Operate, docker: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execvp", lambda _program, words: became.append(words))
    held = container("orders")
    held["inspected"]["Config"] |= {
        "Entrypoint": ["python3", "-u"],
        "Cmd": ["-m", "orders"],
        "Env": ["DB_PASSWORD=of-orders", "PATH=/bin"],
    }
    held["inspected"]["HostConfig"] |= {"Memory": 1, "MemorySwap": 1}
    held["inspected"]["NetworkSettings"] = {"Networks": {"to-database": {}, "to-orders": {}}}
    docker.holds(held)
    docker.says("create", out="made\n")
    assert "which never ends" in operate("task", "run", "orders").err
    operate("task", "run", "orders", "--", "-m", "orders.repair")
    [create] = [words for words in docker.calls() if words[0] == "create"]
    assert create[-4:] == ["sha256:0123", "-u", "-m", "orders.repair"]
    assert create[create.index("--entrypoint") + 1] == "python3"
    assert "--publish" not in create
    assert not any("of-orders" in word for word in create)
    assert ["network", "connect", "to-orders", "made"] in docker.calls()
    assert became == [["docker", "start", "--attach", "--interactive", "made"]]
