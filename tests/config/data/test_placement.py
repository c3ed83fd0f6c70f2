"""Each database server sees its own databases, and the programs' use of those."""

from typing import Any

from config.data import DatabaseServer, PlacedServer, placed
from config.values import KEPT_CONNECTIONS
from config.workload.workload import Workload
from tests.factories import make_settings

WORKLOAD = Workload.model_validate(
    {
        "services": {
            "shop": {"image": "a:1", "port": 80, "uses": {"databases": {"shop": "write"}}},
            "books": {
                "image": "a:1",
                "port": 80,
                "uses": {"databases": {"shop": "read", "ledger": "write"}, "cache": True},
            },
        },
        "databases": {"shop": {}, "ledger": {"extensions": ["pg_cron"]}},
    }
)


def servers(**others: dict[str, Any]) -> list[PlacedServer]:
    given = {name: DatabaseServer.model_validate(each) for name, each in others.items()}
    return placed(make_settings("prod").database, given, WORKLOAD)


def test_without_further_servers_nothing_is_different() -> None:
    [only] = servers()
    assert only.workload is WORKLOAD
    assert (only.name, only.path, only.elsewhere) == ("database", ("database",), ())
    assert placed(None, {}, WORKLOAD) == []


def test_databases_stand_where_the_settings_place_them() -> None:
    first, ledger = servers(ledger={"databases": ["ledger"]})
    assert [*first.workload.databases] == ["shop"]
    assert [*ledger.workload.databases] == ["ledger"]
    assert (first.elsewhere, ledger.elsewhere) == (("ledger",), ("shop",))
    assert ledger.name == "ledger-database"
    books = ledger.workload.services["books"]
    assert books.uses.databases == {"ledger": "write"}
    assert books.uses.cache
    assert first.workload.services["books"].uses.databases == {"shop": "read"}
    assert not ledger.workload.services["shop"].uses.databases


def test_an_absent_key_has_the_first_servers_value() -> None:
    first, ledger = servers(ledger={"instance_class": "db.r6g.large", "read_replicas": None})
    assert ledger.settings == first.settings.model_copy(update={"instance_class": "db.r6g.large"})


def test_aurora_takes_versions_and_windows_of_the_first_server_and_no_more() -> None:
    aurora = {"min_acus": 1, "max_acus": 8}
    first, ledger, small = servers(
        ledger={"aurora": aurora, "multi_az": True, "read_replicas": 0},
        small={"aurora": {"min_acus": 0.5, "max_acus": 32}, "multi_az": False},
    )
    assert (first.aurora, ledger.settings.proxy) == (None, None)
    assert ledger.settings.engine_version == first.settings.engine_version
    # A standby is a reader.
    assert (ledger.readers, ledger.connections) == (1, 1669 - KEPT_CONNECTIONS)
    assert small.connections == 2000 - KEPT_CONNECTIONS


def test_auroras_connections_go_by_the_class_where_there_is_one() -> None:
    def of(class_: str) -> int | None:
        server = servers(ledger={"aurora": {"instance_class": class_}})[-1]
        return (server.connections or 0) + KEPT_CONNECTIONS

    classes = ("db.r8g.large", "db.r5.xlarge", "db.r7i.2xlarge", "db.t4g.medium", "db.x2g.large")
    assert [of(each) for each in classes] == [1722, 3300, 5000, 405, 3479]


def test_a_snapshot_is_of_one_server() -> None:
    snapshot = {"id": "shop-2026-11-27", "master_user": "shop_admin"}
    first = make_settings("prod", database={"snapshot": snapshot}).database
    others = make_settings("prod", database_servers={"ledger": {}}).database_servers
    found = [each.settings for each in placed(first, others, WORKLOAD)]
    assert [each.master_user for each in found] == ["shop_admin", "platform__admin"]
    assert found[1].snapshot is None


def test_a_server_may_do_without_the_first_ones_proxy() -> None:
    first, ledger, plain = servers(ledger={"proxy": None}, plain={})
    assert first.settings.proxy is not None
    assert ledger.settings.proxy is None
    assert plain.settings.proxy == first.settings.proxy
