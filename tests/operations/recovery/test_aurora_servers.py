"""A failover of an Aurora server makes a reader the writer, once, and a restoration stands beside
it."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from aws_account.moto import emulated
from operations import sites
from operations.errors import OperationError
from operations.folder import PROJECT
from operations.procedure import Operated
from operations.pulumi_cli import cloud_platform
from operations.recovery import clusters, restore
from operations.recovery.failover import app
from operations.sites import Site
from operations.upgrade.database import before
from tests.operations.cost.planned import planned
from tests.operations.recovery.account import NUMBER, REGION, FakeClock

CLUSTER = "video-prod-history-database"


@pytest.fixture
def site() -> Iterator[Site]:
    """A cluster with a writer and two readers, of which the third is the second to take over."""
    platform = cloud_platform(PROJECT / "examples/video", "prod")
    with emulated() as accounts:
        account = accounts(NUMBER)
        clients: dict[tuple[str, ...], Any] = {
            (name, REGION): account.client(name, REGION) for name in ("rds", "ssm", "sts")
        }
        rds = clients["rds", REGION]
        rds.create_db_cluster(
            DBClusterIdentifier=CLUSTER,
            Engine="aurora-postgresql",
            MasterUsername="platform__admin",
            MasterUserPassword="of-the-emulation",
            StorageEncrypted=True,
            StorageType="aurora",
        )
        for number in (1, 2, 3):
            rds.create_db_instance(
                DBInstanceIdentifier=f"{CLUSTER}-{number}",
                DBClusterIdentifier=CLUSTER,
                Engine="aurora-postgresql",
                DBInstanceClass="db.serverless",
                PromotionTier=number - 1,
            )
        made = Site(
            folder=PROJECT / "examples/video",
            platform=platform,
            state=SimpleNamespace(read=dict, source=""),
            content={},
            outputs={},
            server="history",
            endpoint="emulated",
            _clients=clients,
        )
        vars(made)["resources"] = planned(
            [
                {
                    "kind": "rds.Cluster",
                    "name": "history-database",
                    "inputs": {
                        "clusterIdentifier": CLUSTER,
                        "engineVersion": "16",
                        "dbSubnetGroupName": "data",
                        "dbClusterParameterGroupName": "history16",
                        "vpcSecurityGroupIds": ["sg-data"],
                        "storageType": "aurora",
                        "serverlessv2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 32},
                    },
                },
                {
                    "kind": "rds.ClusterInstance",
                    "name": "history-database-1",
                    "inputs": {"instanceClass": "db.serverless"},
                },
            ]
        )
        yield made


def failover(site: Site, reader: str = "") -> Operated:
    assert site.aurora
    return clusters.failing_over(site, site.aurora, FakeClock(), reader)


def writer(site: Site) -> str:
    [cluster] = site.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"]
    [found] = [x for x in cluster["DBClusterMembers"] if x["IsClusterWriter"]]
    return str(found["DBInstanceIdentifier"]).removeprefix(f"{CLUSTER}-")


def test_the_plan_says_who_takes_over_and_changes_nothing(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    failover(site).show()
    said = " ".join(capsys.readouterr().out.split())
    assert f"takes over {CLUSTER}-2" in said
    assert "rds:FailoverDBCluster" in said
    assert writer(site) == "1"


def test_the_preferred_reader_writes_and_a_repeated_command_does_nothing(site: Site) -> None:
    entries = failover(site).run(take_over=False)
    assert entries.ended
    assert writer(site) == "2"
    assert failover(site).run(take_over=False).began == entries.began
    assert writer(site) == "2"


def test_the_way_back_is_a_failover_to_the_former_writer(site: Site) -> None:
    failover(site, "3").run(take_over=False)
    assert writer(site) == "3"
    failover(site, "1").run(take_over=False)
    assert writer(site) == "1"


@pytest.mark.parametrize("reader", ["1", "7"])
def test_what_is_no_reader_is_refused(site: Site, reader: str) -> None:
    with pytest.raises(OperationError, match=f"has no reader {reader} that could take over"):
        failover(site, reader).run(take_over=False)
    assert writer(site) == "1"


def test_a_cluster_without_a_reader_is_told_what_rds_does(site: Site) -> None:
    for number in (2, 3):
        site.client("rds").delete_db_instance(
            DBInstanceIdentifier=f"{CLUSTER}-{number}", SkipFinalSnapshot=True
        )
    with pytest.raises(OperationError) as refused:
        failover(site).run(take_over=False)
    assert "makes a lost instance anew by itself" in str(refused.value.remedy)


def test_the_commands_take_it_by_its_server(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "standing", lambda *_, **__: site)
    words = ["--stack", "prod", "--server", "history"]
    ended = CliRunner().invoke(app, ["run", *words, "--apply"])
    assert (ended.exit_code, writer(site)) == (0, "2")
    assert CliRunner().invoke(app, ["status", *words]).exit_code == 0
    back = CliRunner().invoke(app, ["back", *words])
    assert "history-database is an Aurora server, whose failover leaves nothing over" in str(
        back.exception
    )


def restored(site: Site, at: dt.datetime | None = None, snapshot: str = "") -> Operated:
    assert site.aurora
    return clusters.restoring(site, site.aurora, FakeClock(), at=at, snapshot=snapshot)


def test_a_time_is_restored_to_a_cluster_with_an_instance_beside_it(site: Site) -> None:
    rds = site.client("rds")
    [source] = rds.describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"]
    entries = restored(site, source["EarliestRestorableTime"]).run(take_over=False)
    target = str(entries.facts["target"])
    assert target.startswith(f"{CLUSTER}-restored-20")
    [found] = rds.describe_db_clusters(DBClusterIdentifier=target)["DBClusters"]
    assert found["DeletionProtection"] is False
    assert found["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 1, "MaxCapacity": 32}
    assert found["DBSubnetGroup"] == "data"
    [instance] = rds.describe_db_instances(DBInstanceIdentifier=f"{target}-1")["DBInstances"]
    assert (instance["DBInstanceClass"], instance["DBClusterIdentifier"]) == (
        "db.serverless",
        target,
    )
    assert writer(site) == "1"


def test_a_snapshot_is_restored_beside_it(site: Site) -> None:
    rds = site.client("rds")
    rds.create_db_cluster_snapshot(
        DBClusterIdentifier=CLUSTER, DBClusterSnapshotIdentifier="before-the-move"
    )
    entries = restored(site, snapshot="before-the-move").run(take_over=False)
    target = entries.facts["target"]
    [found] = rds.describe_db_clusters(DBClusterIdentifier=target)["DBClusters"]
    assert found["Status"] == "available"


def test_what_the_backups_do_not_reach_is_refused(site: Site) -> None:
    with pytest.raises(OperationError, match="the window of the cluster's backups, got 2020"):
        restored(site, dt.datetime(2020, 1, 1, tzinfo=dt.UTC)).run(take_over=False)
    with pytest.raises(OperationError, match="there is no lost"):
        restored(site, snapshot="lost").run(take_over=False)


def test_a_restored_cluster_takes_nobodys_place(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "standing", lambda *_, **__: site)
    words = ["database", "--stack", "prod", "--server", "history"]
    ended = CliRunner().invoke(restore.app, [*words, "--cut-over"])
    assert "no restored cluster takes its place by command" in str(ended.exception)
    [source] = site.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)["DBClusters"]
    at = source["EarliestRestorableTime"].isoformat()
    shown = CliRunner().invoke(restore.app, [*words, "--at", at])
    assert shown.exit_code == 0, shown.exception
    assert "rds:RestoreDBClusterToPointInTime" in shown.output


def test_an_upgrade_is_refused_with_its_steps(site: Site) -> None:
    with pytest.raises(OperationError) as refused:
        before(site, FakeClock(), "17").show()
    assert "history-database is an Aurora server, which `make up` upgrades" in str(refused.value)
    assert f"--db-cluster-snapshot-identifier {CLUSTER}-before-17" in str(refused.value)
    assert "under database_servers.history, and `make up STACK=prod`" in str(refused.value)
