"""A failover leaves a database of the same name and address, and a program that agrees with it."""

import contextlib
import sys
from pathlib import Path
from typing import Any

import pytest
from moto.rds.models import rds_backends
from moto.sns.models import sns_backends

from operations import __main__ as command_line
from operations.errors import OperationError
from operations.plan import preview, standing
from operations.plan.compare import compare
from operations.procedure import Operated
from operations.recovery import database
from operations.sites import Site
from tests.operations.recovery.account import (
    COPIES,
    NUMBER,
    PRIMARY,
    REGION,
    REPLICA,
    FakeClock,
    fresh,
    set_lag,
)

pytestmark = pytest.mark.xdist_group("recovery")

REPLICAS_URN = (
    "urn:pulumi:prod::plinth::plinth:data:Database$plinth:data:DatabaseReplica"
    "$aws:rds/instance:Instance::database-replica-1"
)


def failover(site: Site, clock: FakeClock | None = None, **options: Any) -> Operated:
    """A failover of a primary that RDS calls available, which takes --force."""
    return database.failover(site, clock or FakeClock(), **{"force": True, **options})


def databases(site: Site, region: str = REGION) -> dict[str, dict[str, Any]]:
    """The instances of the account by name."""
    found = site.client("rds", region).describe_db_instances()["DBInstances"]
    return {each["DBInstanceIdentifier"]: each for each in found}


def planned(site: Site) -> set[tuple[str, str]]:
    """Each change that the next preview would show, as its kind and its URN. An emulated account
    keeps no components, and names that the engine makes are not known: both show as changes, and
    before a failover too."""
    before = standing.as_document(site.state.read(), Path(site.state.source))
    after = preview.beside_what_stands(site.folder, site.stack, before)
    assert after
    found = compare(before, after, before_file="the state")
    return {(each.kind, each.urn) for each in found.changes}


def test_the_new_instance_has_name_address_and_settings_of_the_old_one(site: Site) -> None:
    set_lag(site, 12)
    before = databases(site)
    failover(site).run(take_over=False)
    after = databases(site)
    new, was = after[PRIMARY], before[PRIMARY]
    assert new["DbiResourceId"] == before[REPLICA]["DbiResourceId"]
    for key in (
        "Endpoint",
        "DBInstanceArn",
        "MultiAZ",
        "DeletionProtection",
        "BackupRetentionPeriod",
        "PreferredBackupWindow",
        "PreferredMaintenanceWindow",
        "MonitoringInterval",
        "MaxAllocatedStorage",
        "EnabledCloudwatchLogsExports",
    ):
        assert new[key] == was[key], key
    groups = [[x["VpcSecurityGroupId"] for x in each["VpcSecurityGroups"]] for each in (new, was)]
    assert groups[0] == groups[1]
    assert sorted(map(str, new["TagList"])) == sorted(map(str, was["TagList"]))
    assert "ReadReplicaSourceDBInstanceIdentifier" not in new


def test_the_old_instance_is_kept_protected_and_known_to_drift(site: Site) -> None:
    set_lag(site, 12)
    old_id = databases(site)[PRIMARY]["DbiResourceId"]
    failover(site).run(take_over=False)
    (old,) = (each for name, each in databases(site).items() if name != PRIMARY)
    assert old["DbiResourceId"] == old_id
    assert old["DeletionProtection"]
    assert old["EnabledCloudwatchLogsExports"] == []
    assert "plinth:set-aside" in [each["Key"] for each in old["TagList"]]


def test_drift_finds_no_database_afterwards(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_lag(site, 12)
    failover(site).run(take_over=False)
    words = ["drift", "prod", "--emulated", "--folder", str(site.folder)]
    monkeypatch.setattr(sys, "argv", ["operations", *words])
    with contextlib.suppress(SystemExit):
        command_line.main()
    found = [line for line in capsys.readouterr().out.splitlines() if line.startswith(("+", "~"))]
    assert not [line for line in found if "rds" in line]


def test_the_proxy_and_the_copies_of_backups_follow(site: Site) -> None:
    set_lag(site, 12)
    failover(site).run(take_over=False)
    rds = site.client("rds")
    (target,) = rds.describe_db_proxy_targets(DBProxyName=PRIMARY)["Targets"]
    assert target["RdsResourceId"] == PRIMARY
    copies = site.client("rds", COPIES).describe_db_instance_automated_backups()
    (copy,) = copies["DBInstanceAutomatedBackups"]
    assert copy["DbiResourceId"] == databases(site)[PRIMARY]["DbiResourceId"]
    kept = fresh(site).resources.of("rds.InstanceAutomatedBackupsReplication")
    assert kept[0].outputs["id"] == copy["DBInstanceAutomatedBackupsArn"]


def test_the_next_preview_plans_the_new_replica_and_nothing_else(site: Site) -> None:
    before = planned(site)
    set_lag(site, 12)
    failover(site).run(take_over=False)
    after = fresh(site)
    changes = planned(after)
    assert {urn for _, urn in before} == {urn for _, urn in changes}
    assert {urn for kind, urn in changes - before if kind == "created"} == {REPLICAS_URN}
    # Programs that read from the replica get its address, which is not known before it stands.
    followers = {urn for kind, urn in changes - before if kind != "created"}
    types = {urn.rpartition("$")[2].partition("::")[0] for urn in followers}
    assert types <= {
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:cloudwatch/metricAlarm:MetricAlarm",
    }, followers
    assert after.id_of("rds.Instance", "database") == databases(site)[PRIMARY]["DbiResourceId"]


def test_a_run_that_began_before_another_ended_begins_again(site: Site) -> None:
    set_lag(site, 12)
    failover(fresh(site)).run(take_over=False)
    with pytest.raises(OperationError, match="was written while this command began; run it again"):
        failover(site).run(take_over=False)


def test_a_second_run_changes_nothing(site: Site) -> None:
    set_lag(site, 12)
    failover(site).run(take_over=False)
    first = databases(site)
    failover(fresh(site)).run(take_over=False)
    assert {name: each["DbiResourceId"] for name, each in databases(site).items()} == {
        name: each["DbiResourceId"] for name, each in first.items()
    }


def test_the_journal_has_the_loss_and_the_time_of_each_step(site: Site) -> None:
    set_lag(site, 12)
    entries = failover(site).run(take_over=False)
    assert entries.facts["lag_seconds"] == 12
    assert entries.facts["restorable"].endswith("Z")
    assert entries.ended
    assert all(entries.seconds(name) is not None for name in entries.steps)
    assert {"fence", "promote", "new-name", "state", "keep-old"} <= set(entries.steps)


def test_a_topic_for_critical_alarms_is_told_once(site: Site) -> None:
    arn = site.named("sns.Topic", "people-critical").outputs["arn"]
    topic = sns_backends[NUMBER][REGION].topics[arn]
    topic.sent_notifications.clear()
    set_lag(site, 12)
    failover(fresh(site)).run(take_over=False)
    failover(fresh(site)).run(take_over=False)
    (sent,) = topic.sent_notifications
    assert "the old instance is kept as" in sent[1]


def test_what_is_left_over_goes_after_a_last_snapshot(site: Site) -> None:
    set_lag(site, 12)
    failover(site).run(take_over=False)
    (aside,) = set(databases(site)) - {PRIMARY}
    database.removal(fresh(site), FakeClock()).run(take_over=False)
    assert set(databases(site)) == {PRIMARY}
    assert f"{aside}-last" in rds_backends[NUMBER][REGION].database_snapshots
    with pytest.raises(OperationError, match="nothing is left over"):
        database.removal(fresh(site), FakeClock()).show()
