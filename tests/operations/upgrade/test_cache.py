"""The cache gets another version, from Redis to Valkey too, wherever a run breaks off."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.elasticache.models import elasticache_backends

from operations import __main__ as command_line
from operations.errors import OperationError
from operations.pulumi_cli import settings_of
from operations.sites import Site
from operations.upgrade import cache
from tests.operations.recovery.account import (
    NUMBER,
    REGION,
    FakeClock,
    Faults,
    Killed,
    changing,
    fresh,
    lost,
    throttled,
    timed_out,
)
from tests.operations.recovery.test_failover import planned
from tests.operations.upgrade.conftest import Before

pytestmark = pytest.mark.xdist_group("recovery")

TO = "8.0"


@pytest.fixture(autouse=True)
def as_before(before: Before) -> Iterator[None]:
    """A cache of Redis without snapshots."""
    reset()
    yield
    reset()


def reset() -> None:
    backend = elasticache_backends[NUMBER][REGION]
    backend.snapshots.clear()
    (group,) = backend.replication_groups.values()
    group.engine, group.engine_version = "redis", "7.1.0"


def up(site: Site) -> None:
    """The change that `up` makes, from the stack's file."""
    settings = settings_of(site.folder, "prod")["cache"]
    site.client("elasticache").modify_replication_group(
        ReplicationGroupId=site.id_of("elasticache.ReplicationGroup", "cache"),
        Engine=settings["engine"],
        EngineVersion=settings["engine_version"],
        ApplyImmediately=True,
    )


def run_before(site: Site) -> None:
    cache.before(fresh(site), FakeClock(), TO).run(take_over=True)


def run_after(site: Site) -> None:
    found, clock = fresh(site), FakeClock()
    kept = cache.upgraded(found, clock, cache.before(found, clock, TO).read(), TO)
    assert kept
    cache.after(found, clock, kept).run(take_over=True)


def outcome(site: Site) -> Any:
    backend = elasticache_backends[NUMBER][REGION]
    (group,) = backend.replication_groups.values()
    return (
        (group.engine, group.engine_version),
        len(backend.snapshots),
        settings_of(site.folder, "prod")["cache"],
    )


def test_redis_becomes_valkey_after_a_snapshot_and_nothing_is_replaced(site: Site) -> None:
    shown = planned(site)
    run_before(site)
    running, snapshots, settings = outcome(site)
    assert running == ("redis", "7.1.0")
    assert snapshots == 1
    assert (settings["engine"], settings["engine_version"]) == ("valkey", "8.0")
    replaced = {urn for kind, urn in planned(fresh(site)) - shown if kind == "replaced"}
    assert not [urn for urn in replaced if "ReplicationGroup" in urn]
    up(site)
    run_after(site)
    run_after(site)
    assert outcome(site)[:2] == (("valkey", "8.0"), 1)


@pytest.mark.thorough
def test_it_may_be_killed_at_each_call_that_changes_something(before: Before, site: Site) -> None:
    steps: list[Callable[[], None]] = [
        lambda: run_before(site),
        lambda: up(site),
        lambda: run_after(site),
    ]
    record = Faults()
    with record:
        for step in steps:
            step()
    wanted = outcome(site)
    assert "elasticache:CreateSnapshot" in record.calls
    for number in changing(record.calls):
        before.restore()
        reset()

        def kill(at: int, _: str, number: int = number) -> None:
            if at == number:
                raise Killed

        with Faults(after=kill):
            for step in steps:
                try:
                    step()
                except Killed:
                    step()
        assert outcome(site) == wanted, f"after call {number}, {record.calls[number]}"


@pytest.mark.parametrize("fault", [throttled, timed_out, lost], ids=["throttled", "out", "lost"])
def test_each_call_may_fail_once(site: Site, fault: Callable[[str], Exception]) -> None:
    failed: set[str] = set()

    def once(_: int, name: str) -> None:
        if name not in failed:
            failed.add(name)
            raise fault(name)

    faults = Faults(after=once) if fault is lost else Faults(before=once)
    with faults:
        run_before(site)
    up(site)
    with faults:
        run_after(site)
    assert outcome(site)[:2] == (("valkey", "8.0"), 1)


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("7.1", "the cache is on 7.1.0"),
        ("7.0", "7.0 is older than 7.1.0"),
        ("9.9", "there is no 9.9; there are: redis 7.0"),
    ],
)
def test_what_cannot_be_is_refused(site: Site, to: str, message: str) -> None:
    with pytest.raises(OperationError, match=message):
        cache.before(site, FakeClock(), to).run(take_over=False)


def test_the_command_says_what_cannot_go_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--to", TO, "--stack", "prod", "--emulated", "--folder", str(site.folder)]
    monkeypatch.setattr(sys, "argv", ["x", "upgrade", "cache", *words])
    with pytest.raises(SystemExit) as status:
        command_line.main()
    assert not status.value.code
    shown = " ".join(capsys.readouterr().out.split())
    assert "no way back in place" in shown
    assert "Then `make up STACK=prod`" in shown
