"""A failover that would lose something, or cannot succeed, says so before it begins."""

import json
from typing import Any

import pytest
from moto.rds.models import rds_backends

from operations.errors import OperationError
from operations.procedure import check_account
from operations.recovery.database import choose
from operations.recovery.database.repointed import is_repointed
from operations.sites import Site
from tests.operations.recovery.account import (
    NUMBER,
    PRIMARY,
    REGION,
    FakeClock,
    fresh,
    lose_primary,
    set_lag,
)
from tests.operations.recovery.test_failover import REPLICAS_URN, databases, failover

pytestmark = pytest.mark.xdist_group("recovery")


def refused(site: Site, match: str, **options: Any) -> None:
    """Expects a refusal before anything is changed."""
    before = databases(site)
    with pytest.raises(OperationError, match=match):
        failover(site, **options).run(take_over=False)
    assert set(databases(site)) == set(before)


def test_a_primary_that_answers_needs_force(site: Site) -> None:
    set_lag(site, 12)
    refused(site, "give --force", force=False)


def test_a_lagging_replica_needs_the_seconds_that_would_be_lost(site: Site) -> None:
    set_lag(site, 1800)
    refused(site, "--accept-loss 1800")
    refused(site, "1800 s behind", accepted=1799)
    failover(site, accepted=1800).run(take_over=False)


def test_an_unknown_lag_needs_them_too(site: Site) -> None:
    refused(site, "nobody knows how much")
    failover(site, accepted=0).run(take_over=False)


def test_the_lag_of_an_idle_database_is_no_loss(site: Site) -> None:
    set_lag(site, 300)
    failover(site).run(take_over=False)


def test_without_a_replica_the_other_way_is_named(site: Site) -> None:
    set_lag(site, 12)
    refused(site, "no read replica replica-7 that could take over", replica="replica-7")
    content = site.state.read()
    states = content["deployment"]["resources"]
    states[:] = [each for each in states if each["urn"] != REPLICAS_URN]
    site.state.write(content)
    refused(fresh(site), "restore database --at TIME")


def test_another_account_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(site, "endpoint", "")
    monkeypatch.setattr(
        type(site),
        "client",
        lambda *_: type(
            "Sts", (), {"get_caller_identity": lambda _: {"Account": "999999999999"}}
        )(),
    )
    with pytest.raises(OperationError, match="are for account 999999999999, and prod stands in 1"):
        check_account(site)


def test_a_primary_that_rds_cannot_rename_leaves_programs_served(site: Site) -> None:
    lose_primary("failed")
    set_lag(site, 12)
    with pytest.raises(OperationError, match="served through the proxy"):
        failover(site, force=False).run(take_over=False)
    (target,) = site.client("rds").describe_db_proxy_targets(DBProxyName=PRIMARY)["Targets"]
    assert target["RdsResourceId"] == f"{PRIMARY}-replica-1"
    assert not is_repointed(site.state.read(), urn="", resource_id="", gone=[REPLICAS_URN]), (
        "the program must not know the new instance before it has the name"
    )
    # RDS has mended it, and another run goes on.
    rds_backends[NUMBER][REGION].databases[PRIMARY].status = "available"
    failover(fresh(site)).run(take_over=False)
    assert len(databases(site)) == 2


def test_a_primary_that_never_becomes_free_ends_the_run(site: Site) -> None:
    lose_primary("rebooting")
    set_lag(site, 12)
    clock = FakeClock()
    with pytest.raises(OperationError, match="AWS has not done it in 12 minutes"):
        failover(site, clock, force=False).run(take_over=False)
    assert clock.waited >= 12 * 60


def test_a_primary_that_is_gone_is_replaced_all_the_same(site: Site) -> None:
    set_lag(site, 12)
    replica = databases(site)[f"{PRIMARY}-replica-1"]["DbiResourceId"]
    del rds_backends[NUMBER][REGION].databases[PRIMARY]
    failover(site, force=False).run(take_over=False)
    assert {name: each["DbiResourceId"] for name, each in databases(site).items()} == {
        PRIMARY: replica
    }


def test_the_replica_that_lacks_least_takes_over(site: Site) -> None:
    rds = site.client("rds")
    rds.create_db_instance_read_replica(
        DBInstanceIdentifier=f"{PRIMARY}-replica-2", SourceDBInstanceIdentifier=PRIMARY
    )
    second = databases(site)[f"{PRIMARY}-replica-2"]["DbiResourceId"]
    content = site.state.read()
    states = content["deployment"]["resources"]
    first = next(each for each in states if each["urn"] == REPLICAS_URN)
    urn = REPLICAS_URN.replace("replica-1", "replica-2")
    file = site.state.source
    text = file.read_text("utf-8")
    document = json.loads(text)
    document["resources"].append({**first, "urn": urn, "id": second, "became": "created"})
    file.write_text(json.dumps(document), "utf-8")
    site = fresh(site)
    set_lag(site, 90)
    set_lag(site, 20, f"{PRIMARY}-replica-2")
    choice = choose(site, FakeClock())
    assert (choice.replica, choice.lag.seconds) == (f"{PRIMARY}-replica-2", 20)
    failover(site).run(take_over=False)
    names = set(databases(site))
    # The other replica follows the old instance, and its name is free for a new one.
    assert f"{PRIMARY}-replica-1" not in names
    assert sum(name.startswith(f"{PRIMARY}-replica-1-aside") for name in names) == 1
    urns = {each["urn"] for each in site.state.read()["deployment"]["resources"]}
    assert not {REPLICAS_URN, urn} & urns
