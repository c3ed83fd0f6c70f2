"""The commands of operators, on the running environment: what is typed, and what it does."""

import asyncio
import json
from typing import Any

import aio_pika
import pytest

from tests.docker.conftest import Dev

pytestmark = [
    pytest.mark.docker,
    # One environment, brought up once.
    pytest.mark.xdist_group("docker"),
]

DEAD = "mails.dead-letter"
HEADERS: dict[str, Any] = {"event": "order-placed", "tries": 3}


def on(dev: Dev, *words: str) -> str:
    """A command with its stack, which stands before what is typed for another program."""
    at = words.index("--") if "--" in words else len(words)
    return dev.operate(*words[:at], "--stack", "dev", *words[at:])


def test_status_tells_machines_of_each_container(dev: Dev) -> None:
    found = json.loads(on(dev, "status", "--json", "-"))
    parts = {each["name"]: each for each in found["parts"]}
    assert (found["environment"], found["wrong"]) == ("development", 0)
    assert parts["orders"]["section"] == "services"
    assert parts["orders-migration"]["state"] == "done"
    assert parts["database"]["health"] == "healthy"


def test_logs_end_unless_they_are_followed(dev: Dev) -> None:
    shown = on(dev, "logs", "database", "--since", "1d", "--grep", "READY TO accept")
    assert all(line.startswith("database | ") for line in shown.splitlines())
    assert "ready to accept" in shown
    assert on(dev, "logs", "database", "--since", "2d", "--until", "1d") == ""
    line = json.loads(on(dev, "logs", "database", "--json-lines").splitlines()[0])
    assert line["program"] == "database"


def test_a_paused_program_is_no_trouble_and_comes_back(dev: Dev) -> None:
    assert "docs paused" in on(dev, "service", "pause", "docs")
    try:
        found = json.loads(on(dev, "status", "--json", "-"))
        states = {each["name"]: each["state"] for each in found["parts"]}
        assert (states["docs"], found["wrong"]) == ("paused", 0)
        assert "docs is paused" in dev.fails("service", "restart", "docs", "--stack", "dev")
    finally:
        assert on(dev, "service", "resume", "docs") == "docs resumed\n"
    assert on(dev, "service", "resume", "docs") == "docs is not paused\n"
    assert "which no schedule starts" in dev.fails(
        "service", "restart", "nightly-report", "--stack", "dev"
    )


def test_a_task_runs_beside_its_program_and_is_gone_afterwards(dev: Dev) -> None:
    before = dev.docker("ps", "--all", "--format", "{{.Names}}")
    started = dev.docker("inspect", "--format", "{{.State.StartedAt}}", dev.container("accounts"))
    # The database is on the program's own network alone.
    shown = on(dev, "task", "run", "accounts", "--", "migrate")
    assert shown == "the stand-in has nothing to migrate\n"
    assert dev.docker("ps", "--all", "--format", "{{.Names}}") == before
    again = dev.docker("inspect", "--format", "{{.State.StartedAt}}", dev.container("accounts"))
    assert again == started
    assert "say which" in dev.fails("task", "run", "accounts", "--stack", "dev")


def test_exec_passes_on_the_status_of_its_command(dev: Dev) -> None:
    words = ("exec", "orders", "--stack", "dev", "--", "sh", "-c", "echo $SERVICE_NAME; exit 1")
    assert dev.fails(*words) == "orders\n"


def test_dead_letters_are_seen_moved_back_whole_and_thrown_away(dev: Dev) -> None:
    address = dev.outputs["connections"]["broker"]
    bodies = [b"", b"first", b"\x00\xff" * 100_000]

    async def send() -> None:
        async with await aio_pika.connect(address) as link:
            channel = await link.channel()
            for number, body in enumerate(bodies):
                message = aio_pika.Message(body, headers=HEADERS, message_id=f"m-{number}")
                await channel.default_exchange.publish(message, routing_key=DEAD)

    async def taken() -> dict[str, tuple[bytes, dict[str, Any]]]:
        found = {}
        async with await aio_pika.connect(address) as link:
            queue = await (await link.channel()).get_queue("mails", ensure=False)
            while (each := await queue.get(fail=False, no_ack=True)) is not None:
                assert each.message_id not in found
                found[str(each.message_id)] = (each.body, dict(each.headers))
        return found

    asyncio.run(send())
    for _ in range(2):
        shown = on(dev, "queue", "peek", "mails")
        assert "3 of about 3 messages in the dead letters of mails" in shown
        assert "  event: order-placed\n" in shown
    assert "add --yes" in dev.fails("queue", "redrive", "mails", "--stack", "dev")
    moved = on(dev, "queue", "redrive", "mails", "--yes")
    assert moved == "completed: 3 of 3 messages moved\n"
    found = asyncio.run(taken())
    assert {name: body for name, (body, _) in found.items()} == {
        f"m-{number}": body for number, body in enumerate(bodies)
    }
    assert all(headers.items() >= HEADERS.items() for _, headers in found.values())
    asyncio.run(send())
    assert "3 messages thrown away" in on(dev, "queue", "purge", "mails", "--yes")
    assert on(dev, "queue", "redrive", "mails", "--yes").endswith("mails: no messages\n")
    assert "did you mean mails" in dev.fails("queue", "peek", "mail", "--stack", "dev")
