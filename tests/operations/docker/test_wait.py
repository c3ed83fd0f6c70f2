"""After an `up`: what is waited for, and what is told of that which cannot be used."""

from dataclasses import replace

import pytest

from operations.docker.engine import containers, health
from operations.docker.engine.containers import Running
from operations.docker.stack import wait
from operations.errors import OperationError

WELL = Running(
    name="orders",
    container="shop-dev-orders",
    kind="service",
    image="orders:1.0.0",
    state="running",
    health="healthy",
    ports={},
    uptime="9 s",
    seconds=9,
)


@pytest.mark.parametrize(
    ("container", "is_settled"),
    [
        (WELL, True),
        (replace(WELL, health="-"), True),
        (replace(WELL, health="-", seconds=1), False),
        (replace(WELL, health="starting"), False),
        (replace(WELL, health="unhealthy"), False),
        (replace(WELL, state="restarting", health="-"), False),
        (replace(WELL, state="stopped (1)", health="-"), False),
        (replace(WELL, kind="job", state="waits", health="-"), True),
        (replace(WELL, kind="job", state="failed (1)", health="-"), True),
        (replace(WELL, kind="setup", state="done", health="-"), True),
        (replace(WELL, kind="migration", state="failed (1)", health="-"), False),
    ],
)
def test_what_is_settled(container: Running, is_settled: bool) -> None:
    assert wait.settled(container) is is_settled


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> list[Running]:
    """The containers that Docker reports; each says its own name as its last line."""
    found: list[Running] = []
    monkeypatch.setattr(containers, "found", lambda stack, project: found)
    monkeypatch.setattr(health, "with_health", lambda found: found)
    monkeypatch.setattr(containers, "last_lines", lambda container, count: [f"I am {container}"])
    return found


def test_one_that_crashes_is_named_with_its_last_lines(stack: list[Running]) -> None:
    stack += [WELL, replace(WELL, name="web", container="w", state="restarting", restarts=3)]
    with pytest.raises(OperationError) as refused:
        wait.for_health("dev", "shop", seconds=60)
    told = str(refused.value)
    assert "web: restarting" in told
    assert "started again 3 times" in told
    assert "I am w" in told
    assert "shop-dev-orders" not in told
    assert "make logs SERVICE=web" in told


def test_one_that_never_answers_is_told_when_the_time_is_over(stack: list[Running]) -> None:
    stack.append(replace(WELL, health="unhealthy"))
    with pytest.raises(OperationError, match="orders: running, unhealthy"):
        wait.for_health("dev", "shop", seconds=1)


def test_what_a_setup_left_is_told(
    stack: list[Running], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.append(replace(WELL, name="broker-setup", kind="setup", state="done", health="-"))
    lines = ["left: the queue mails is no longer in the workload and holds 2 messages", "else"]
    monkeypatch.setattr(containers, "last_lines", lambda container, count: lines)
    wait.for_health("dev", "shop")
    assert "broker-setup: the queue mails" in capsys.readouterr().err
