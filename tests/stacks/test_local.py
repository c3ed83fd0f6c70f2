"""The environment on Docker."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from config.settings import docker_images
from engine.errors import ProgramError
from engine.registration import Registration
from stacks import local
from tests.factories import ROOT, make_local_platform
from tests.graph import UNKNOWN, Graph, Secret, deploy_apart
from tests.stacks.local_stack import CONTAINER, PROGRAMS, build, deployed, uploads, variables


@pytest.fixture(scope="module")
def dev() -> Graph:
    return build()


@pytest.fixture(scope="module")
def dev_on_sqs() -> Graph:
    return build(docker={"messaging": "aws"})


def networks(container: Registration) -> set[str]:
    return {each["name"] for each in container.inputs["networksAdvanced"]}


def test_the_gateway_and_the_database_share_no_network(dev: Graph) -> None:
    gateway, database = (networks(dev.one(CONTAINER, name)) for name in ("gateway", "database"))
    assert gateway
    assert database
    assert not gateway & database


def test_a_container_joins_only_the_networks_it_needs(dev: Graph) -> None:
    def reached(name: str) -> set[str]:
        return {each.removeprefix("shop-dev-to-") for each in networks(dev.one(CONTAINER, name))}

    assert reached("notifications") == {"broker", "objects"}
    assert reached("stock") == {"broker", "database"}
    assert reached("web") == {"web", "cache", "orders", "accounts"}
    assert reached("docs") == {"docs"}
    assert reached("gateway") == {"accounts", "admin", "docs", "live", "objects", "orders", "web"}


def test_a_container_meets_only_those_that_use_it_or_that_it_uses(dev: Graph) -> None:
    """Whatever shares a network can open every port of the others."""
    named = make_local_platform().workload.by_name()
    programs = {name: each.program for name, each in named.items()}
    part_of = {"database": "databases", "cache": "cache", "objects": "buckets"}
    everyone = {each.name: networks(each) for each in dev.all(CONTAINER)}
    for name, program in programs.items():
        for part, use in part_of.items():
            meets = bool(everyone[name] & everyone[part])
            assert meets == bool(getattr(program.uses, use)), f"{name} and {part}"
        for other in programs.keys() - {name}:
            calls = other in program.uses.services or name in programs[other].uses.services
            # Callers of one service share its network, and only callers of the other reach it.
            shared = {each.split("-to-")[1] for each in everyone[name] & everyone[other]}
            if not calls:
                assert not shared & {name, other}, f"{name} and {other}"


def test_a_program_that_uses_nothing_still_reaches_the_internet() -> None:
    job = {"image": "tidy:1.0.0", "command": ["tidy"], "schedule": "rate(1 day)"}
    graph = deployed(make_local_platform(workload={"jobs": {"tidy": job}}))
    assert networks(graph.one(CONTAINER, "tidy")) == {"shop-dev-outside"}


def test_nobody_else_on_the_network_reaches_a_port(dev: Graph) -> None:
    for each in dev.all(CONTAINER):
        for port in each.inputs.get("ports") or []:
            assert port["ip"] == "127.0.0.1", each.name


def test_every_container_has_limits_rotated_logs_and_labels(dev: Graph) -> None:
    for each in dev.all(CONTAINER):
        assert each.inputs["memory"] > 0, each.name
        assert each.inputs["logOpts"] == {"max-file": "3", "max-size": "10m"}
        assert {label["label"] for label in each.inputs["labels"]} >= {"plinth.stack"}


def test_infrastructure_is_checked_every_ten_seconds_and_waited_for(dev: Graph) -> None:
    for name in ("database", "cache", "broker", "objects", "gateway"):
        inputs = dev.one(CONTAINER, name).inputs
        assert inputs["healthcheck"]["interval"] == "10s"
        assert inputs["wait"] is True
        assert inputs["restart"] == "unless-stopped"


def test_a_container_says_which_image_it_was_made_from(dev: Graph) -> None:
    found = {
        each.name: label["value"]
        for each in dev.all(CONTAINER)
        for label in each.inputs["labels"]
        if label["label"] == "plinth.image"
    }
    assert len(found) == len(dev.all(CONTAINER))
    assert found["orders-migration"] == "orders:1.0.0"
    assert found["objects-setup"] == docker_images.reference("python")


def test_networks_and_volumes_are_found_by_the_stack_s_labels(dev: Graph) -> None:
    for type_ in ("docker:index/network:Network", "docker:index/volume:Volume"):
        assert dev.all(type_)
        for each in dev.all(type_):
            labels = {label["label"]: label["value"] for label in each.inputs["labels"]}
            folder = labels.pop("plinth.folder")
            assert Path(folder) == ROOT
            owner = {"plinth.owner": "0a1b", "plinth.clone": "0"}
            assert labels == {"plinth.project": "shop", "plinth.stack": "dev", **owner}


def test_a_clone_has_names_and_ports_of_its_own(dev: Graph) -> None:
    clone = build(docker={"clone": 2})
    for type_ in (CONTAINER, "docker:index/network:Network", "docker:index/volume:Volume"):
        names = [
            {each.inputs["name"] for each in graph.all(type_) if "name" in each.inputs}
            for graph in (dev, clone)
        ]
        assert not names[0] & names[1]
        assert all(name.startswith("shop-dev-2-") for name in names[1])
    ports = [
        {port["external"] for each in graph.all(CONTAINER) for port in each.inputs.get("ports", [])}
        for graph in (dev, clone)
    ]
    assert {port + 200 for port in ports[0]} == ports[1]


def test_a_volume_is_never_replaced_for_a_label(dev: Graph) -> None:
    for each in dev.all("docker:index/volume:Volume"):
        assert each.ignore_changes == ("labels",), each.name


def test_tokens_name_the_gateway_s_own_port() -> None:
    moved = build(docker={"ports": {"gateway": 9443}})
    assert (
        "https://localhost:9443/"
        in uploads(moved.one(CONTAINER, "gateway"))["/usr/local/etc/haproxy/haproxy.cfg"]
    )


def test_the_gateway_answers_at_further_domains() -> None:
    routes = [{"hosts": ["app@germany"], "paths": ["/"], "auth": "none"}]
    platform = make_local_platform(
        settings={"domains": {"germany": {"name": "germany.localhost"}}},
        workload={
            "services": {"outlet": {"image": "outlet:1.0.0", "port": 80, "routes": routes}},
            "redirects": {"@germany": "app@germany"},
        },
    )
    files = uploads(deployed(platform).one(CONTAINER, "gateway"))
    text = files["/usr/local/etc/haproxy/haproxy.cfg"]
    assert "var(txn.host) -m str app.germany.localhost" in text
    assert "https://app.germany.localhost:8443" in text
    pem = next(each for each in files.values() if "BEGIN CERTIFICATE" in each)
    (certificate,) = x509.load_pem_x509_certificates(pem.encode())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {*names.get_values_for_type(x509.DNSName)}
    assert known >= {"germany.localhost", "app.germany.localhost"}


def test_the_broker_keeps_below_its_container_s_limit(dev: Graph) -> None:
    broker = dev.one(CONTAINER, "broker")
    text = uploads(broker)["/etc/rabbitmq/rabbitmq.conf"]
    assert "vm_memory_high_watermark.absolute = 358MiB" in text
    assert broker.inputs["memory"] == 512


def test_what_is_built_is_an_image_of_its_folder() -> None:
    build = {"services": {"web": {"build": {"context": "web"}}}}
    graph = deployed(make_local_platform(workload=build))
    image = graph.one("docker:index/image:Image", "web")
    assert image.inputs["imageName"] == "shop-dev-web:1.0.0"
    assert image.inputs["build"]["context"].endswith("/web")
    assert image.inputs["build"]["dockerfile"].endswith("/web/Dockerfile")
    assert image.inputs["skipPush"] is True
    assert "web" not in graph.names("docker:index/remoteImage:RemoteImage")
    assert image.urn in graph.one(CONTAINER, "web").property_dependencies["image"]


def test_a_stand_in_runs_instead_of_every_image_that_is_not_built() -> None:
    platform = make_local_platform(
        settings={"docker": {"stand_ins": True}},
        workload={"services": {"docs": {"build": {"context": "docs"}, "command": ["serve"]}}},
    )
    graph = deployed(platform)
    assert graph.names("docker:index/image:Image") == ["docs", "stand-in"]
    pulled = graph.names("docker:index/remoteImage:RemoteImage")
    assert not set(pulled) & set(PROGRAMS)
    stand_in = graph.one("docker:index/image:Image", "stand-in")
    context = Path(stand_in.inputs["build"]["context"])
    assert (context / "Dockerfile").is_file()
    for name, command in (
        ("orders", "service"),
        ("orders-migration", "migration"),
        ("stock", "worker"),
        ("nightly-report", "job"),
    ):
        container = graph.one(CONTAINER, name)
        assert container.inputs["command"] == [command]
        assert stand_in.urn in container.property_dependencies["image"]
    assert graph.one(CONTAINER, "docs").inputs["command"] == ["serve"]


def test_a_migration_runs_once_before_its_service(dev: Graph) -> None:
    migration, service = dev.one(CONTAINER, "orders-migration"), dev.one(CONTAINER, "orders")
    assert migration.inputs["attach"] is True
    assert migration.inputs["restart"] == "no"
    assert migration.inputs["command"] == ["python", "-m", "orders.migrate"]
    assert migration.inputs["image"] == service.inputs["image"]
    assert migration.urn in service.property_dependencies["image"]


def test_a_program_waits_for_what_it_uses(dev: Graph) -> None:
    waits = dev.one(CONTAINER, "orders").dependencies
    for name in ("database", "cache", "objects", "broker", "accounts"):
        assert dev.one(CONTAINER, name).urn in waits, name
    assert dev.one(CONTAINER, "cache").urn not in dev.one(CONTAINER, "stock").dependencies


def test_a_failed_setup_stops_what_needs_it() -> None:
    with pytest.raises(ProgramError, match="database-setup failed with exit status 3"):
        deployed(make_local_platform(), exit_code=3)


def test_a_job_is_created_and_waits_to_be_run(dev: Graph) -> None:
    inputs = dev.one(CONTAINER, "nightly-report").inputs
    assert inputs["start"] is False
    assert inputs["mustRun"] is False


def test_passwords_are_secrets_and_in_no_plain_input(dev: Graph) -> None:
    password = variables(dev.one(CONTAINER, "orders"))["DB_PASSWORD"]
    assert len(password) == 32
    for each in dev.registrations:
        assert password not in json.dumps(each.inputs, default=_hidden), each.urn


def _hidden(value: object) -> str:
    return "[secret]" if isinstance(value, Secret) else "[unknown]" if value is UNKNOWN else ""


def test_data_outlives_the_stack(dev: Graph) -> None:
    volumes = dev.all("docker:index/volume:Volume")
    assert {each.name for each in volumes} == {"broker", "cache", "database", "objects-seaweedfs"}
    assert all(each.retain_on_delete for each in volumes)


def test_only_one_of_the_two_carries_messages(dev: Graph, dev_on_sqs: Graph) -> None:
    assert "broker" in dev.names(CONTAINER)
    assert "aws" not in dev.names(CONTAINER)
    assert "aws" in dev_on_sqs.names(CONTAINER)
    assert "broker" not in dev_on_sqs.names(CONTAINER)
    url = variables(dev_on_sqs.one(CONTAINER, "stock"))["QUEUE_URL"]
    assert url == "http://aws:5000/123456789012/stock-updates.fifo"
    amqp = variables(dev.one(CONTAINER, "stock"))["QUEUE_URL"]
    assert amqp.startswith("amqp://stock:")
    assert amqp.endswith("@broker:5672/%2F#stock-updates")


def test_what_the_workload_does_not_use_does_not_run() -> None:
    platform = make_local_platform()
    workload = platform.workload.model_copy(
        update={
            **{key: {} for key in ("databases", "buckets", "workers", "jobs", "queues", "topics")},
            "subscriptions": [],
            "services": {"docs": platform.workload.services["docs"]},
        }
    )
    graph = deployed(replace(platform, workload=workload))
    assert graph.names(CONTAINER) == ["docs", "gateway"]


def test_an_update_without_the_stacks_secret_is_refused() -> None:
    platform = make_local_platform()
    with pytest.raises(ProgramError, match="make up STACK=dev"):
        deploy_apart(lambda: local.build(platform), stack="dev")
