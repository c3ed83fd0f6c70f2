"""A database is restored beside the one that serves, and takes its place by a step of its own."""

import datetime as dt
from typing import Any

import pytest
from moto.rds.models import rds_backends

from operations.errors import OperationError
from operations.procedure import Operated
from operations.recovery import database
from operations.sites import Site
from tests.operations.recovery.account import (
    NUMBER,
    PRIMARY,
    REGION,
    REPLICA,
    FakeClock,
    Faults,
    Kept,
    Killed,
    changing,
    fresh,
)
from tests.operations.recovery.test_failover import REPLICAS_URN, databases, planned

pytestmark = pytest.mark.xdist_group("recovery")


def latest() -> dt.datetime:
    """The newest time that can be restored."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def restoring(site: Site, at: dt.datetime | None = None, snapshot: str = "") -> Operated:
    return database.restoring(site, FakeClock(), at=at, snapshot=snapshot)


def cutting_over(site: Site) -> Operated:
    return database.cutting_over(site, FakeClock(), "")


def beside(site: Site) -> dict[str, Any]:
    (found,) = (x for name, x in databases(site).items() if name.startswith(f"{PRIMARY}-restored"))
    return found


def test_it_stands_beside_the_old_one_with_the_programs_settings(site: Site) -> None:
    before = databases(site)
    restoring(site, latest()).run(take_over=False)
    made, old = beside(site), databases(site)[PRIMARY]
    assert old["DbiResourceId"] == before[PRIMARY]["DbiResourceId"] != made["DbiResourceId"]
    for key in ("KmsKeyId", "MultiAZ", "DeletionProtection", "BackupRetentionPeriod"):
        assert made[key] == old[key], key
    for key in ("DBSubnetGroup", "VpcSecurityGroups", "DBParameterGroups"):
        assert made[key] == old[key], key
    # Its log groups are those of its final name, and none exist for this one.
    assert made["EnabledCloudwatchLogsExports"] == []


def test_no_preview_knows_the_restored_instance(site: Site) -> None:
    before = planned(site)
    restoring(site, latest()).run(take_over=False)
    assert planned(fresh(site)) == before


def test_the_cut_over_gives_it_the_name_and_no_preview_replaces_it(site: Site) -> None:
    before = planned(site)
    old = databases(site)[PRIMARY]["DbiResourceId"]
    restoring(site, latest()).run(take_over=False)
    new = beside(site)["DbiResourceId"]
    cutting_over(fresh(site)).run(take_over=False)
    after = databases(site)
    assert after[PRIMARY]["DbiResourceId"] == new
    assert after[PRIMARY]["EnabledCloudwatchLogsExports"] == ["postgresql", "upgrade"]
    assert old in [x["DbiResourceId"] for name, x in after.items() if "-aside-" in name]
    # The replica has the data that nobody wants: it follows the old one.
    assert REPLICA not in after
    changes = planned(fresh(site)) - before
    assert {urn for kind, urn in changes if kind == "created"} == {REPLICAS_URN}
    assert not [urn for kind, urn in changes if kind == "replaced" and "rds/" in urn]
    cutting_over(fresh(site)).run(take_over=False)
    assert databases(site)[PRIMARY]["DbiResourceId"] == new


def test_a_snapshot_is_restored_the_same_way(site: Site) -> None:
    site.client("rds").create_db_snapshot(
        DBInstanceIdentifier=PRIMARY, DBSnapshotIdentifier="before-the-migration"
    )
    restoring(site, snapshot="before-the-migration").run(take_over=False)
    assert beside(site)["DeletionProtection"]


def test_a_time_outside_of_the_window_is_refused_with_the_window(site: Site) -> None:
    early = latest() - dt.timedelta(days=40)
    with pytest.raises(OperationError, match=r"--at: must be from 20.*Z to 20.*Z"):
        restoring(site, early).run(take_over=False)
    assert set(databases(site)) == {PRIMARY, REPLICA}


def test_an_unknown_snapshot_is_refused_with_those_there_are(site: Site) -> None:
    site.client("rds").create_db_snapshot(
        DBInstanceIdentifier=PRIMARY, DBSnapshotIdentifier="before-the-migration"
    )
    with pytest.raises(OperationError, match="there is no befor; there are: before-the-migration"):
        restoring(site, snapshot="befor").run(take_over=False)


def test_a_cut_over_needs_one_restored_instance(site: Site) -> None:
    with pytest.raises(OperationError, match="0 restored instances"):
        cutting_over(site).show()


def test_an_instance_of_another_key_cannot_take_the_place(site: Site) -> None:
    at = latest()
    restoring(site, at).run(take_over=False)
    rds_backends[NUMBER][REGION].databases[beside(site)["DBInstanceIdentifier"]].kms_key_id = "x"
    with pytest.raises(OperationError, match="cannot take the database's place: its key is x"):
        restoring(fresh(site), at).show()


@pytest.mark.thorough
def test_both_may_be_killed_at_each_call(production: tuple[Site, Kept], site: Site) -> None:
    def both(at: dt.datetime) -> None:
        restoring(fresh(site), at).run(take_over=True)
        cutting_over(fresh(site)).run(take_over=True)

    def outcome() -> Any:
        return sorted(
            (
                name.partition("-aside-")[0],
                "-aside-" in name,
                each["MultiAZ"],
                each["DeletionProtection"],
                sorted(each["EnabledCloudwatchLogsExports"]),
            )
            for name, each in databases(site).items()
        ), site.client("rds").describe_db_proxy_targets(DBProxyName=PRIMARY)["Targets"][0][
            "RdsResourceId"
        ]

    kept = production[1]
    record = Faults()
    with record:
        both(latest())
    wanted = outcome()

    def kill_at(number: int) -> Faults:
        def kill(at: int, _: str) -> None:
            if at == number:
                raise Killed

        return Faults(after=kill)

    # The exchange is the failover's, which is killed at every call in another test.
    restored = next(n for n, x in enumerate(record.calls) if x == "rds:DeregisterDBProxyTargets")
    for number in [each for each in changing(record.calls) if each <= restored]:
        kept.restore()
        at = latest()
        with pytest.raises(Killed), kill_at(number):
            both(at)
        both(at)
        assert outcome() == wanted, f"after call {number}, {record.calls[number]}"
