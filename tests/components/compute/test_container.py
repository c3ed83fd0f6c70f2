"""Container definitions: the form that ECS returns, and what a container may do."""

import json
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from components.compute.container import (
    ContainerFacts,
    common_variables,
    container_definition,
    volume_name,
    volume_names,
)
from config.values.capabilities import KEPT, Capability
from config.workload import contract
from config.workload.uses import Uses
from tests.factories import make_environment


def a_container(**changes: Any) -> ContainerFacts:
    given_: dict[str, Any] = {
        "name": "orders",
        "image": "registry/orders:1",
        "log_group_name": "/shop/test/service/orders",
        "region": "eu-central-1",
        "stream_prefix": "service",
    }
    return ContainerFacts(**{**given_, **changes})


def definition(**changes: Any) -> dict[str, Any]:
    return container_definition(a_container(**changes))


def test_a_container_cannot_write_to_its_image() -> None:
    assert definition()["readonlyRootFilesystem"] is True


def test_nothing_in_a_definition_is_empty_or_null() -> None:
    for value in definition(variables={"A": "1"}).values():
        assert value not in (None, [], {}, "")


def test_what_ecs_drops_when_empty_is_left_out() -> None:
    absent = {"command", "mountPoints", "portMappings", "secrets"}
    assert absent.isdisjoint(definition())


@given(st.permutations(["B", "A", "C"]))
def test_the_order_in_which_variables_are_given_does_not_matter(names: list[str]) -> None:
    values = {name: name.lower() for name in names}
    text = json.dumps(definition(variables=values, secrets=values, writable_paths=names))
    same = {name: name.lower() for name in "ABC"}
    assert text == json.dumps(definition(variables=same, secrets=same, writable_paths="ABC"))


def test_variables_and_secrets_are_sorted_by_name() -> None:
    made = definition(variables={"B": "2", "A": "1"}, secrets={"Z": "arn:z", "Y": "arn:y"})
    assert made["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert made["secrets"] == [
        {"name": "Y", "valueFrom": "arn:y"},
        {"name": "Z", "valueFrom": "arn:z"},
    ]


def test_a_port_is_written_with_the_defaults_that_ecs_adds() -> None:
    assert definition(port=8080)["portMappings"] == [
        {
            "name": "main",
            "containerPort": 8080,
            "hostPort": 8080,
            "protocol": "tcp",
            "appProtocol": "http",
        }
    ]


def test_websockets_pass_service_connect_as_plain_tcp() -> None:
    (mapping,) = definition(port=8090, websocket=True)["portMappings"]
    assert "appProtocol" not in mapping


def test_each_writable_path_is_a_volume_of_its_own() -> None:
    made = definition(writable_paths=["/var/cache", "/tmp"])["mountPoints"]
    assert [mount["containerPath"] for mount in made] == ["/tmp", "/var/cache"]
    assert [mount["sourceVolume"] for mount in made] == volume_names(["/var/cache", "/tmp"])
    assert len({mount["sourceVolume"] for mount in made}) == 2
    assert not any(mount["readOnly"] for mount in made)


def test_a_path_given_twice_is_mounted_once() -> None:
    assert volume_names(["/tmp", "/tmp"]) == [volume_name("/tmp")]
    assert len(definition(writable_paths=["/tmp", "/tmp"])["mountPoints"]) == 1


@given(st.text(min_size=1))
def test_a_volume_name_is_one_that_ecs_takes(path: str) -> None:
    name = volume_name(path)
    assert len(name) <= 255
    assert name.replace("-", "").isalnum()


def test_a_full_log_buffer_never_stops_the_program() -> None:
    options = definition()["logConfiguration"]["options"]
    assert options["mode"] == "non-blocking"
    assert options["awslogs-group"] == "/shop/test/service/orders"
    assert options["awslogs-stream-prefix"] == "service"


def test_an_init_process_passes_signals_on() -> None:
    assert definition(stop_timeout_seconds=60)["stopTimeout"] == 60
    assert definition()["linuxParameters"]["initProcessEnabled"] is True


def dropped(**changes: Any) -> Any:
    return definition(**changes)["linuxParameters"]["capabilities"]["drop"]


def test_a_container_keeps_of_root_what_starting_an_image_takes() -> None:
    assert dropped() == [
        "AUDIT_WRITE",
        "FSETID",
        "MKNOD",
        "NET_RAW",
        "SETFCAP",
        "SETPCAP",
        "SYS_CHROOT",
    ]


def test_what_is_kept_is_a_choice() -> None:
    assert dropped(capabilities=[]) == ["ALL"]
    kept = set(get_args(Capability)) - {"NET_RAW", "CHOWN"}
    assert dropped(capabilities=sorted(kept)) == ["CHOWN", "NET_RAW"]


def test_a_container_that_keeps_everything_has_no_empty_list() -> None:
    parameters = definition(capabilities=get_args(Capability))["linuxParameters"]
    assert parameters == {"initProcessEnabled": True}


def test_fargate_is_asked_to_add_no_capability() -> None:
    for kept in ([], ["CHOWN"], KEPT):
        assert set(definition(capabilities=kept)["linuxParameters"]["capabilities"]) == {"drop"}


def test_a_container_runs_as_the_image_s_user_or_as_the_one_given() -> None:
    assert "user" not in definition()
    assert definition(user="1000:1000")["user"] == "1000:1000"


def test_the_common_variables_are_those_of_the_contract() -> None:
    made = common_variables(make_environment(), "orders", port=8080, queue_url="https://q")
    assert sorted(made) == sorted(contract.plain_variables(Uses(), port=8080, worker=True))
    assert made["APP_ENV"] == "staging"
    assert made["SERVICE_NAME"] == "orders"
    assert made["PORT"] == "8080"


def test_a_program_without_port_or_queue_is_not_told_of_any() -> None:
    made = common_variables(make_environment(), "reports")
    assert sorted(made) == sorted(contract.plain_variables(Uses()))
