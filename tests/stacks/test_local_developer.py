"""What a developer changes for this machine alone: programs outside, mounts, some of them only."""

from pathlib import Path

import pulumi
import pytest

from components.local.data import init_script_text
from components.local.programs.host_view import from_host
from engine.errors import ProgramError
from planning.selection import narrowed
from stacks.on_docker import init_scripts as local_init
from tests.factories import make_local_platform, make_workload
from tests.stacks.local_stack import CONTAINER, build, deployed, uploads, variables


def test_a_service_on_the_host_keeps_its_name_and_port() -> None:
    graph = build(docker={"on_host": {"orders": 8081, "notifications": 1}})
    orders = graph.one(CONTAINER, "orders")
    [configuration] = uploads(orders).values()
    assert "bind :8080" in configuration
    assert "server host host.docker.internal:8081" in configuration
    assert orders.inputs["hosts"] == [{"host": "host.docker.internal", "ip": "host-gateway"}]
    networks = {each["name"] for each in orders.inputs["networksAdvanced"]}
    usual = build().one(CONTAINER, "orders").inputs["networksAdvanced"]
    assert networks == {each["name"] for each in usual}
    # Yours makes the migration, and gets the messages.
    assert not set(graph.names(CONTAINER)) & {"orders-migration", "notifications"}
    # What it calls is published for it.
    assert graph.one(CONTAINER, "accounts").inputs["ports"] == [
        {"internal": 8080, "external": 18000, "ip": "127.0.0.1", "protocol": "tcp"}
    ]


def test_variables_of_a_program_outside_have_addresses_of_this_machine() -> None:
    published = {"database": {5432: 6000}, "broker": {5672: 7000}, "accounts": {8080: 18000}}
    given = {
        "DB_HOST": "database",
        "DB_READ_HOST": "database",
        "DB_PORT": "5432",
        "ACCOUNTS_DB_HOST": "database",
        "ACCOUNTS_DB_PORT": "5432",
        "QUEUE_URL": "amqp://a:b@broker:5672/%2F#mails",
        "ACCOUNTS_URL": "http://accounts:8080",
        "ADMIN_URL": "http://admin:3000",
        "NOTE": "the database:5432 of others",
    }
    assert from_host(given, published) == {
        **given,
        **{name: "127.0.0.1" for name in given if name.endswith("HOST")},
        "DB_PORT": "6000",
        "ACCOUNTS_DB_PORT": "6000",
        "QUEUE_URL": "amqp://a:b@127.0.0.1:7000/%2F#mails",
        "ACCOUNTS_URL": "http://127.0.0.1:18000",
    }


def test_a_program_is_changed_on_this_machine_alone() -> None:
    changes = {
        "build": {"context": "components/local/containers/stand_in"},
        "mounts": ["docs:/docs:ro"],
        "ports": {"5678": 5679},
        "environment": {"LOG_LEVEL": "debug"},
        "command": ["reload"],
        "memory_mib": 300,
    }
    graph = build(docker={"programs": {"web": changes}})
    web = graph.one(CONTAINER, "web")
    assert web.inputs["command"] == ["reload"]
    assert web.inputs["memory"] == 300
    assert variables(web)["LOG_LEVEL"] == "debug"
    assert web.inputs["ports"][0] == {
        "internal": 5679,
        "external": 5678,
        "ip": "127.0.0.1",
        "protocol": "tcp",
    }
    [mount] = web.inputs["volumes"]
    assert (mount["containerPath"], mount["readOnly"]) == ("/docs", True)
    assert Path(mount["hostPath"]).is_dir()
    assert graph.one("docker:index/image:Image", "web").inputs["imageName"] == "shop-dev-web:1.0.0"


def test_a_mount_of_nothing_is_told() -> None:
    with pytest.raises(ProgramError, match=r"mounts: there is no .*/nowhere, got 'nowhere:/x'"):
        build(docker={"programs": {"web": {"mounts": ["nowhere:/x"]}}})


def test_several_containers_of_a_program_share_its_name_and_its_requests() -> None:
    graph = build(docker={"programs": {"web": {"replicas": 3}}})
    for name in ("web", "web-2", "web-3"):
        aliases = graph.one(CONTAINER, name).inputs["networksAdvanced"][0]["aliases"]
        assert "web" in aliases
        assert name in aliases
    text = "\n".join(uploads(graph.one(CONTAINER, "gateway")).values())
    back_end = text.split("backend web\n")[1].split("backend")[0]
    assert [line.split()[1] for line in back_end.splitlines() if "server" in line] == [
        "web",
        "web-2",
        "web-3",
    ]


def test_some_programs_run_with_what_they_need_and_no_more() -> None:
    docs = build(docker={"only": ["docs"]})
    assert docs.names(CONTAINER) == ["docs", "gateway"]
    admin = build(docker={"only": ["admin"]})
    assert {"admin", "orders", "accounts", "database"} <= set(admin.names(CONTAINER))
    assert not set(admin.names(CONTAINER)) & {"web", "docs", "stock", "live"}


def test_data_stays_whole_while_some_programs_do_not_run() -> None:
    """Or a login, a queue or a key would be taken from those that come back."""
    files = [
        uploads(graph.one(CONTAINER, "database-setup"))
        for graph in (build(), build(docker={"only": ["orders"]}))
    ]
    assert files[0] == files[1]


def test_the_whole_workload_is_left_as_it_is() -> None:
    workload = make_workload()
    assert narrowed(workload, []) is workload
    assert [str(each) for each in narrowed(workload, ["docs"]).programs()] == ["services.docs"]


def test_init_scripts_run_once_each_in_the_order_of_their_names() -> None:
    text = init_script_text.script(
        "postgres", {"orders/20-b.sql": "", "10-a.sh": "", "orders/10-c.sql": ""}
    )
    lines = [line for line in text.splitlines() if line.startswith("script '")]
    assert lines == [
        "script '10-a.sh' 'postgres' ''",
        "script 'orders/10-c.sql' 'orders' '-c role=orders__owner'",
        "script 'orders/20-b.sql' 'orders' '-c role=orders__owner'",
    ]


def test_programs_wait_for_init_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "database-init" not in build().names(CONTAINER)
    monkeypatch.setattr(local_init, "read", lambda folder, workload: {"orders/1.sql": "SELECT 1"})
    graph = deployed(make_local_platform())
    init = graph.one(CONTAINER, "database-init")
    assert uploads(init) == {"/init/orders/1.sql": "SELECT 1"}
    migration = graph.one(CONTAINER, "orders-migration")
    assert init.urn in migration.property_dependencies["image"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("orders/1.sql.gz", "is neither"),
        ("nope/1.sql", r"must be in the folder of a database \(orders, accounts\)"),
        ("orders/deep/1.sql", "must be in the folder of a database"),
    ],
)
def test_a_script_that_would_never_run_is_told(tmp_path: Path, path: str, told: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text("SELECT 1")
    with pytest.raises(pulumi.RunError, match=told):
        local_init.read(tmp_path, make_workload())


def test_scripts_are_read_and_notes_are_not(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders/1.sql").write_text("SELECT 1")
    (tmp_path / "README.md").write_text("what these are")
    (tmp_path / ".gitkeep").write_text("")
    assert local_init.read(tmp_path, make_workload()) == {"orders/1.sql": "SELECT 1"}
    assert local_init.read(tmp_path / "nowhere", make_workload()) == {}
