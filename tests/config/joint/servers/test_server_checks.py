"""Servers that AWS could not make, and databases that would stand nowhere, are refused by name."""

from datetime import date
from typing import Any

import pytest

from config.checks.production import broken_rules, wrong_lifts
from config.data import AuroraSettings, DatabaseSettings
from config.data.database_settings import OF_INSTANCES
from config.joint.servers.server_checks import MOST_SERVERS, server_problems
from config.notices.settings_notices import settings_notices
from config.values.section import Broken
from config.workload.workload import Workload
from tests.factories import make_settings

AURORA = {"min_acus": 0.5, "max_acus": 16}


def workload(**uses: dict[str, str]) -> Workload:
    return Workload.model_validate(
        {
            "services": {
                name: {"image": "a:1", "port": 8080, "uses": {"databases": each}}
                for name, each in uses.items()
            },
            "databases": {"shop": {}, "ledger": {}, "cards": {}, "fraud": {}, "fees": {}},
        }
    )


def problems(runs: Workload | None = None, /, **servers: dict[str, Any]) -> list[Broken]:
    settings = make_settings("prod", database_servers=servers)
    return list(server_problems(runs or workload(), settings))


def test_one_server_needs_no_words() -> None:
    assert problems() == []
    assert problems(ledger={"databases": ["ledger"], "storage_gib": 50}) == []
    for id_ in ("rds:a-2026-11-27", "arn:aws:rds:eu-central-1:111122223333:snapshot:awsbackup:a"):
        assert problems(ledger={"snapshot": {"id": id_}}) == []


@pytest.mark.parametrize(
    ("servers", "key", "says"),
    [
        (
            {"ledger": {"databases": ["legder"]}},
            "database_servers.ledger.databases.0",
            "is no database of the workload; did you mean ledger?",
        ),
        (
            {"a": {"databases": ["cards"]}, "b": {"databases": ["shop", "cards"]}},
            "database_servers.b.databases.1",
            "stands on a already",
        ),
        (
            {"a": {"databases": ["cards", "cards"]}},
            "database_servers.a.databases.1",
            "stands on a already",
        ),
        ({"database": {}}, "database_servers.database", "is what the first server is called"),
        (
            # The limit of the first server is 10 % above its own storage, and not above this one's.
            {"ledger": {"storage_gib": 60_000}},
            "database_servers.ledger.storage_max_gib",
            "must be at least 66000",
        ),
        (
            {"ledger": {"backup_window": "03:10-03:50"}},
            "database_servers.ledger.maintenance_window",
            "overlaps the daily window 03:10-03:50",
        ),
        (
            {
                "ledger": {
                    "snapshot": {"id": "arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:a"}
                }
            },
            "database_servers.ledger.snapshot.id",
            "is the ARN of a cluster-snapshot",
        ),
        (
            {"ledger": {"snapshot": {"id": "arn:aws:rds:eu-west-1:111122223333:snapshot:a"}}},
            "database_servers.ledger.snapshot.id",
            "is in eu-west-1, and RDS restores within a region only; copy it to eu-central-1",
        ),
        (
            {"ledger": {"snapshot": {"id": "arn:aws:rds:eu-central-1:444455556666:snapshot:a"}}},
            "database_servers.ledger.snapshot.id",
            "is of account 444455556666, and RDS restores no encrypted snapshot that another",
        ),
        (
            {"ledger": {"aurora": AURORA, "instance_class": "db.r6g.large"}},
            "database_servers.ledger.instance_class",
            "Aurora's instances go by aurora.instance_class, or by aurora.min_acus and",
        ),
        (
            {"ledger": {"aurora": AURORA, "proxy": {}}},
            "database_servers.ledger.proxy",
            "programs reach the cluster's endpoint",
        ),
        (
            {"ledger": {"aurora": AURORA, "snapshot": {"id": "a"}}},
            "database_servers.ledger.snapshot",
            "begins an RDS instance only",
        ),
        (
            {"ledger": {"aurora": AURORA, "parameters": {"max_wal_size": "2048"}}},
            "database_servers.ledger.parameters.max_wal_size",
            "is none of Aurora's",
        ),
        (
            {f"s{number}": {} for number in range(MOST_SERVERS + 1)},
            "database_servers",
            f"must be {MOST_SERVERS} at most",
        ),
    ],
)
def test_what_cannot_be_is_told(servers: dict[str, Any], key: str, says: str) -> None:
    [broken] = problems(**servers)
    assert broken.key == key
    assert says in broken.remedy


def test_the_first_server_is_an_instance_or_aurora() -> None:
    first = make_settings("prod").database
    assert first
    aurora = AuroraSettings(min_acus=0.5, max_acus=16)
    found = first.model_copy(update={"aurora": aurora}).rules()
    assert [each.key for each in found] == [*OF_INSTANCES, "proxy"]
    sizes = dict.fromkeys(OF_INSTANCES, 0)
    [broken] = first.model_copy(update=sizes).rules()
    assert broken.key == "instance_class"
    assert "an RDS instance needs it, storage_gib and storage_max_gib too" in broken.remedy
    mysql = {**sizes, "aurora": aurora, "engine": "mysql", "parameters": {}}
    [broken] = first.model_copy(update=mysql).rules()
    assert "that is Aurora PostgreSQL" in broken.remedy


def test_an_instance_beside_an_aurora_says_its_size() -> None:
    first = DatabaseSettings.model_validate(
        {
            **{"engine_version": "16", "aurora": AURORA, "multi_az": True, "read_replicas": 0},
            **{"proxy": None, "insights": "standard"},
        }
    )
    own = {"instance_class": "db.r6g.large", "storage_gib": 20, "storage_max_gib": 100}
    servers: dict[str, Any] = {"ledger": own, "cards": {"aurora": AURORA}}

    def found(servers: dict[str, Any]) -> list[Broken]:
        settings = make_settings("prod", database_servers=servers)
        beside = settings.model_copy(update={"database": first})
        return list(server_problems(workload(), beside))

    assert found(servers) == []
    [broken] = found({"ledger": {}})
    assert broken.key == "database_servers.ledger.instance_class"
    assert "storage_gib and storage_max_gib too, and Aurora does not" in broken.remedy


def test_servers_need_the_first_one() -> None:
    settings = make_settings("prod", database_servers={"ledger": {}})
    [broken] = server_problems(workload(), settings.model_copy(update={"database": None}))
    assert broken.key == "database"
    assert "whose values the others take" in broken.remedy


def test_a_program_is_not_called_like_a_servers_setup() -> None:
    runs = workload(**{"ledger-database-setup": {"ledger": "write"}})
    [broken] = problems(runs, ledger={"databases": ["ledger"]})
    assert "needs ledger-database-setup as a name of its own" in broken.remedy


def test_a_task_carries_no_sixth_security_group() -> None:
    names = ("ledger", "cards", "fraud", "fees")
    servers = {name: {"databases": [name]} for name in names}
    runs = workload(reports=dict.fromkeys(names, "read"))
    assert problems(runs, **servers) == []
    [broken] = problems(workload(reports=dict.fromkeys((*names, "shop"), "read")), **servers)
    assert broken.value == "5 servers for services.reports"
    assert "a task can reach 4 at most" in broken.remedy


def test_production_wants_a_standby_of_each_server() -> None:
    settings = make_settings("prod", database_servers={"ledger": {"multi_az": False}})
    [broken] = broken_rules(settings)
    assert broken.key == "database_servers.ledger.multi_az"
    lifted = {"without": {"database.multi_az": {"reason": "two people", "until": "2099-01-01"}}}
    settings = make_settings(
        "prod", database_servers={"ledger": {"multi_az": False}}, production=lifted
    )
    assert list(broken_rules(settings)) == []
    assert list(wrong_lifts(settings, date(2026, 1, 1))) == []


def notices(**servers: dict[str, Any]) -> dict[str, str]:
    settings = make_settings("prod", database_servers=servers)
    runs = workload(shop={"shop": "write"}, ledger={"ledger": "write"})
    found = settings_notices(runs, settings, date(2030, 1, 1))
    return {each.key: each.remedy for each in found if each.key.startswith("database")}


def test_daily_copies_of_aurora_are_told_where_the_target_is_an_hour() -> None:
    told = notices(ledger={"databases": ["ledger"], "aurora": AURORA})
    assert "a lost region costs up to a day" in told["database_servers.ledger.aurora"]


def test_an_aurora_server_without_its_minor_version_is_told() -> None:
    key = "database_servers.ledger.engine_version"
    named = notices(ledger={"databases": ["ledger"], "aurora": AURORA})
    assert "write the one that runs" in named[key]
    pinned = notices(ledger={"databases": ["ledger"], "aurora": AURORA, "engine_version": "16.9"})
    assert "write the one that runs" not in pinned.get(key, "")


def test_a_server_that_nobody_uses_is_told() -> None:
    assert "database_servers.idle" in notices(idle={})
    assert "database_servers.ledger" not in notices(ledger={"databases": ["ledger"]})


def test_the_end_of_a_version_is_told_where_the_version_stands() -> None:
    told = notices(ledger={"databases": ["ledger"]})
    assert "database.engine_version" in told
    assert "database_servers.ledger.engine_version" not in told
    own = notices(ledger={"databases": ["ledger"], "engine_version": "15"})
    assert "database_servers.ledger.engine_version" in own
