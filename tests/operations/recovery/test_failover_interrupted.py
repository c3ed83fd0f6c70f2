"""A failover that is broken off at any call, or whose calls fail, ends where an undisturbed one
does."""

from collections.abc import Callable
from typing import Any

import pytest

from operations.errors import OperationError
from operations.sites import Site
from tests.operations.recovery.account import (
    COPIES,
    PRIMARY,
    READS,
    FakeClock,
    Faults,
    Kept,
    Killed,
    changing,
    fresh,
    lost,
    set_lag,
    throttled,
    timed_out,
)
from tests.operations.recovery.test_failover import databases, failover

pytestmark = pytest.mark.xdist_group("recovery")


def summary(site: Site) -> Any:
    """All that a failover changes, without times and random parts."""
    site = fresh(site)
    instances = {
        name.partition("-aside-")[0] + ("-aside" if "-aside-" in name else ""): (
            each["DbiResourceId"],
            each["MultiAZ"],
            each["DeletionProtection"],
            [group["VpcSecurityGroupId"] for group in each["VpcSecurityGroups"]],
            sorted(each["EnabledCloudwatchLogsExports"]),
            each.get("ReadReplicaSourceDBInstanceIdentifier"),
        )
        for name, each in databases(site).items()
    }
    targets = site.client("rds").describe_db_proxy_targets(DBProxyName=PRIMARY)["Targets"]
    copies = site.client("rds", COPIES).describe_db_instance_automated_backups()
    return (
        instances,
        [each["RdsResourceId"] for each in targets],
        [each["DbiResourceId"] for each in copies["DBInstanceAutomatedBackups"]],
        site.id_of("rds.Instance", "database"),
        [each.name for each in site.resources.of("rds.Instance")],
    )


def disturbed(site: Site, faults: Faults) -> None:
    """A failover over clients with faults, and another one after it was broken off."""
    set_lag(site, 12)
    try:
        with faults:
            failover(fresh(site)).run(take_over=False)
    except Killed:
        failover(fresh(site)).run(take_over=True)


@pytest.mark.thorough
def test_it_may_be_killed_at_each_call_that_changes_something(
    production: tuple[Site, Kept], site: Site
) -> None:
    kept = production[1]
    record = Faults()
    disturbed(site, record)
    wanted = summary(site)
    assert len(changing(record.calls)) > 30
    # Between two of them nothing changes, so these are all states that a run can leave behind.
    for number in changing(record.calls):
        kept.restore()
        disturbed(site, Faults(after=_kill_at(number)))
        assert summary(site) == wanted, f"after call {number}, {record.calls[number]}"


@pytest.mark.parametrize("fault", [throttled, timed_out], ids=["throttled", "timed out"])
def test_each_call_may_fail_once(
    production: tuple[Site, Kept], site: Site, fault: Callable[[str], Exception]
) -> None:
    wanted = _undisturbed(production[1], site)
    disturbed(site, Faults(before=_once(fault)))
    assert summary(site) == wanted


def test_the_answer_to_each_call_may_be_lost_once(
    production: tuple[Site, Kept], site: Site
) -> None:
    wanted = _undisturbed(production[1], site)
    record = Faults(after=_once(lost))
    disturbed(site, record)
    assert summary(site) == wanted
    assert record.calls.count("rds:PromoteReadReplica") == 1, "it had succeeded the first time"


def test_a_second_operator_waits_or_takes_over(site: Site) -> None:
    set_lag(site, 12)
    first, clock = fresh(site), FakeClock()
    said: list[str] = []

    def meanwhile(_: int, name: str) -> None:
        if name == "rds:PromoteReadReplica" and not said:
            said.append(name)
            with pytest.raises(OperationError, match="is at work on failover here"):
                failover(fresh(site), clock).run(take_over=False)
            failover(fresh(site), clock).run(take_over=True)

    with (
        Faults(after=meanwhile),
        pytest.raises(OperationError, match="has taken over; this run ends here"),
    ):
        failover(first, clock).run(take_over=False)
    assert len(databases(site)) == 2
    assert PRIMARY in databases(site)


def _undisturbed(kept: Kept, site: Site) -> Any:
    disturbed(site, Faults())
    found = summary(site)
    kept.restore()
    return found


def _kill_at(number: int) -> Callable[[int, str], None]:
    def kill(at: int, _: str) -> None:
        if at == number:
            raise Killed

    return kill


def _once(fault: Callable[[str], Exception]) -> Callable[[int, str], None]:
    """Lets every other call of a name fail, beginning with the first; of calls that only read, of
    which some looks make several, every seventh."""
    made: dict[str, int] = {}

    def fail(_: int, name: str) -> None:
        number = made[name] = made.get(name, -1) + 1
        if number % (7 if name.partition(":")[2].startswith(READS) else 2) == 0:
            raise fault(name)

    return fail
