"""Logs of several groups come in one order, whole, and each line once."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from operations.errors import OperationError
from operations.operate import logs, programs
from operations.operate.logs import reading
from operations.operate.logs.groups import of
from operations.operate.programs import changes, times
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults

pytestmark = pytest.mark.xdist_group("operate")


def write(site: Site, program: str, *lines: str, ago_ms: int = 1000, stream: str = "") -> None:
    """Writes lines as a task of the program, a millisecond apart."""
    group = programs.one(site, program).log_group
    stream = stream or f"service/{program}/0123456789abcdef"
    client = site.client("logs")
    if not client.describe_log_streams(logGroupName=group, logStreamNamePrefix=stream)[
        "logStreams"
    ]:
        client.create_log_stream(logGroupName=group, logStreamName=stream)
    start = int(time.time() * 1000) - ago_ms
    events = [{"timestamp": start + at, "message": line} for at, line in enumerate(lines)]
    client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def messages(printed: str) -> list[str]:
    return [line.partition(" | ")[2] for line in printed.splitlines()]


@pytest.mark.parametrize("kind", [None, "throttled", "lost"])
def test_lines_of_programs_and_tasks_come_in_order_of_time(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    mark = f"order-{kind}"
    write(site, "orders", f"{mark} 1", f"{mark} 2", ago_ms=5000)
    write(site, "web", f"{mark} 3", ago_ms=4000)
    write(site, "orders", f"{mark} 4", ago_ms=3000, stream="service/orders/another-task")
    write(site, "orders", f"{mark} proxy", stream="service-connect/orders/another-task")
    faults.kind = kind
    shown = operate("logs", "orders", "web", "--since", "1m", "--grep", mark.upper())
    assert shown.status == 0
    assert messages(shown.out) == [f"{mark} {at}" for at in (1, 2, 3, 4)]
    assert "orders 01234567 | " in shown.out
    proxy = operate("logs", "orders", "--container", "service-connect", "--grep", mark)
    assert messages(proxy.out) == [f"{mark} proxy"]


def test_a_container_that_no_task_has_is_told_with_those_there_are(operate: Operate) -> None:
    refused = operate("logs", "orders", "--container", "order")
    assert refused.status == 1
    assert "no task of staging has 'order'; did you mean orders?; there are: " in refused.err
    assert "service-connect" in refused.err


def test_lines_before_and_after_the_span_are_left_out(site: Site, operate: Operate) -> None:
    for ago in (100, 60, 20):
        write(site, "live", f"span {ago}", ago_ms=ago * 1000)
    shown = operate("logs", "live", "--since", "80s", "--until", "40s", "--json-lines")
    [line] = [json.loads(each) for each in shown.out.splitlines()]
    assert line["message"] == "span 60"
    assert line["program"] == line["container"] == "live"


def test_whoever_follows_sees_late_lines_and_each_line_once(site: Site) -> None:
    follower = reading.Follower(site, of(site, ["admin"]), times.moment("5m"))
    write(site, "admin", "first", ago_ms=2000)
    # A clock that is ahead must not hide what others write.
    write(site, "admin", "from the future", ago_ms=-600_000)
    assert [each.text for each in follower.new()] == ["first", "from the future"]
    write(site, "admin", "late", ago_ms=60_000)
    write(site, "admin", "next", ago_ms=0)
    assert [each.text for each in follower.new()] == ["late", "next"]
    assert follower.new() == []


def test_following_ends_with_ctrl_c(
    site: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, "docs", "seen")
    looks = []

    def pause(_seconds: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(changes, "pause", pause)
    shown = operate("logs", "docs", "--follow", "--since", "1m")
    assert (messages(shown.out), shown.status) == (["seen"], 0)


def test_a_part_of_the_infrastructure_has_all_its_groups(site: Site) -> None:
    titles = {each.title for each in of(site, ["database"])}
    assert {"database-postgresql", "database-upgrade"} <= titles
    assert [each.title for each in of(site, ["orders"])] == ["orders"]
    assert {each.title for each in of(site, [])} == {each.name for each in programs.all_of(site)}


def test_a_log_that_does_not_exist_is_told_with_the_near_one(operate: Operate) -> None:
    shown = operate("logs", "order")
    assert shown.status == 1
    assert "did you mean orders" in shown.err
    assert logs.logs.__doc__


@pytest.mark.parametrize(
    ("text", "ago"), [("90s", 90), ("1h30m", 5400), ("2d", 172800), ("2026-11-26T20:00:00Z", 1800)]
)
def test_spans_and_moments_are_read(text: str, ago: int) -> None:
    at = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
    assert times.moment(text, at=at) == at - timedelta(seconds=ago)


def test_a_moment_without_a_zone_is_this_machines() -> None:
    local = datetime(2026, 7, 1, 12, 0).astimezone()
    assert times.moment("2026-07-01T12:00") == local


def test_another_text_is_no_time() -> None:
    with pytest.raises(OperationError, match="write a span such as 90s"):
        times.moment("yesterday")
