"""What is told of containers, from what Docker's commands say."""

import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.local.gateway import haproxy_config
from operations.docker.engine import containers, health
from operations.errors import OperationError
from tests.operations.docker.tools import Fake, inspected

NOON = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    monkeypatch.setenv("PATH", str(tmp_path))
    return Fake(folder=tmp_path, name="docker").install()


def running(docker: Fake, *all_: dict[str, Any]) -> None:
    docker.says("ps", out="\n".join(each["Id"] for each in all_))
    docker.says("inspect", out=json.dumps(all_))


def state(kind: str, **changes: Any) -> str:
    return containers.described(inspected("x", kind=kind, state=changes), NOON).state


def test_an_image_has_the_name_that_people_gave_it() -> None:
    assert containers.described(inspected("orders"), NOON).image == "orders:1.0.0"


def test_a_state_is_one_word_that_says_whether_to_act() -> None:
    assert state("service") == "running"
    assert state("service", Status="restarting") == "restarting"
    assert state("service", Status="exited", ExitCode=1) == "stopped (1)"
    assert state("job", Status="created") == "waits"
    assert state("job", Status="exited") == "done"
    assert state("migration", Status="exited") == "done"
    assert state("migration", Status="exited", ExitCode=3) == "failed (3)"
    out = state("worker", Status="exited", ExitCode=137, OOMKilled=True)
    assert out == "stopped (out of memory)"


def test_what_must_be_looked_at_is_wrong_and_nothing_else() -> None:
    def wrong(kind: str, **changes: Any) -> bool:
        return containers.described(inspected("x", kind=kind, state=changes), NOON).wrong

    assert not wrong("service")
    assert not wrong("job", Status="created")
    assert not wrong("setup", Status="exited")
    assert wrong("setup", Status="exited", ExitCode=2)
    assert wrong("service", Status="restarting")
    assert wrong("infrastructure", Health={"Status": "unhealthy"})


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h"), (86399, "23 h"), (172800, "2 d")],
)
def test_an_uptime_is_short(seconds: int, text: str) -> None:
    now = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
    now += datetime.timedelta(seconds=seconds)
    assert containers.described(inspected("orders"), now).uptime == text


def test_what_has_ended_has_no_uptime_and_no_health() -> None:
    ended = inspected("x", state={"Status": "exited", "Health": {"Status": "unhealthy"}})
    found = containers.described(ended, NOON)
    assert (found.uptime, found.health) == ("-", "-")


def test_only_containers_of_this_stack_and_project_are_listed(docker: Fake) -> None:
    running(docker, inspected("web"), inspected("orders"))
    assert [each.name for each in containers.found("dev", "0a1b")] == ["orders", "web"]
    words = docker.calls()[0]
    assert "label=plinth.stack=dev" in words
    assert "label=plinth.owner=0a1b" in words
    assert "--all" in words


def test_an_unknown_name_is_answered_by_the_names_there_are(docker: Fake) -> None:
    running(docker, inspected("web"), inspected("orders"))
    assert containers.one("dev", "shop", "web").container == "shop-dev-web"
    with pytest.raises(OperationError, match="called 'wep'; there are: orders, web"):
        containers.one("dev", "shop", "wep")


def test_a_stack_that_is_down_is_told_as_that(docker: Fake) -> None:
    with pytest.raises(OperationError, match="run `make up STACK=dev` first"):
        containers.one("dev", "shop", "web")


def test_an_address_that_leads_nowhere_is_told_by_the_variable_that_has_it(
    docker: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    docker.says("info", out=json.dumps({"ServerErrors": ["Cannot connect to the Docker daemon"]}))
    with pytest.raises(
        OperationError, match=r"; DOCKER_HOST is tcp://127\.0\.0\.1:9: start Docker"
    ):
        containers.facts()


def test_ports_are_known_by_who_holds_them(docker: Fake) -> None:
    running(docker, inspected("cache", ports={6380: 6379}))
    assert containers.publishers() == {6380: "shop-dev-cache"}
    assert "--all" not in docker.calls()[0]


def test_without_the_docker_command_the_message_says_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperationError, match=r"not on PATH; install Docker \(https://"):
        containers.engine("ps")


def test_an_engine_that_does_not_answer_is_told_although_docker_info_succeeds(
    docker: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    docker.says("info", out=json.dumps({"ServerErrors": ["Cannot connect to the Docker daemon"]}))
    with pytest.raises(OperationError, match=r"no Docker engine answers: Cannot .*; start Docker"):
        containers.facts()


def test_an_engine_that_refuses_the_user_is_told_with_the_group(docker: Fake) -> None:
    docker.says("ps", status=1, error="help\npermission denied while trying to connect\n")
    with pytest.raises(OperationError, match=r"`docker ps` failed: permission denied.*usermod"):
        containers.found("dev", "0a1b")


PAGE = """\
# pxname,svname,qcur,status,weight
gateway,FRONTEND,0,OPEN,
orders,orders,0,UP,1
orders,BACKEND,0,UP,1
web,web,0,DOWN,1
admin,admin,0,MAINT (resolution),1
live,live,0,UP 1/3,1
static.shop-static,shop-static,0,UP,1
"""


def test_the_gateway_says_which_services_answer() -> None:
    assert health.read(PAGE) == {
        "orders": "healthy",
        "web": "unhealthy",
        "admin": "unhealthy",
        "live": "healthy",
    }


def test_the_answer_of_the_container_before_is_none_of_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """HAProxy asks what is up each ten seconds, and takes it for down after three answers more."""
    monkeypatch.setattr(health, "_asked", lambda containers: health.read(PAGE))
    orders = containers.described(inspected("orders"), NOON)
    young, old = replace(orders, seconds=2), replace(orders, seconds=health.NOTICED_SECONDS)
    assert [each.health for each in health.with_health([young, old])] == ["starting", "healthy"]
    web = replace(orders, name="web", seconds=2)
    assert [each.health for each in health.with_health([web])] == ["unhealthy"]
    configured = re.search(
        r"inter (\d+)s fastinter (\d+)s .*fall (\d+)", haproxy_config._defaults(60)
    )
    assert configured
    interval, short, fall = map(int, configured.groups())
    assert interval + short * fall == health.NOTICED_SECONDS


def test_without_a_gateway_that_answers_health_is_what_docker_says() -> None:
    gateway = containers.described(inspected("gateway", ports={1: 8404}), NOON)
    orders = containers.described(inspected("orders"), NOON)
    assert [each.health for each in health.with_health([gateway, orders])] == ["-", "-"]
    assert health.with_health([orders]) == [orders]
