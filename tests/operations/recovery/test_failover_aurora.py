"""A failover of an Aurora server makes a reader the writer, once, and says what it would do."""

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
from operations.recovery.database import cluster_failover
from operations.recovery.failover import app
from operations.sites import Site
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
            ManageMasterUserPassword=True,
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
                    "inputs": {"clusterIdentifier": CLUSTER},
                }
            ]
        )
        yield made


def failover(site: Site, reader: str = "") -> Operated:
    assert site.aurora
    return cluster_failover(site, site.aurora, FakeClock(), reader)


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
    assert "history is an Aurora server, whose failover leaves nothing over" in str(back.exception)
