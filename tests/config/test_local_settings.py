"""What an environment on Docker may say."""

from typing import Any

import pytest

from config import ConfigError, LocalPlatform, LocalSettings, load
from config.local_checks import local_problems
from tests.factories import ROOT, make_workload, raw_settings


def problems(**changes: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load("dev", raw_settings("dev", **changes), ROOT)
    return list(caught.value.problems)


def test_the_target_decides_what_is_built() -> None:
    assert isinstance(load("dev", raw_settings("dev"), ROOT), LocalPlatform)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"protect": True}, "protect: "),
        ({"services": {"tasks_max": 2}}, "services.tasks_max: "),
        ({"workers": {"spot_percent": 10}}, "workers.spot_percent: "),
        ({"services": {"deployment": "blue_green"}}, "services.deployment: "),
        ({"sizes": {"orders": {"tasks_max": 3}}}, "sizes.orders: "),
        ({"region": "eu-central-1"}, "region: "),
        ({"docker": {"ports": {"cache": 5432}}}, "docker.ports.cache: "),
        ({"gateway": {"jwt": None}}, "gateway.jwt: "),
        ({"environment": "production"}, "environment: "),
    ],
)
def test_what_docker_cannot_keep_is_refused(changes: dict[str, Any], told: str) -> None:
    [problem] = problems(**changes)
    assert told in problem


@pytest.mark.parametrize(
    "subscription",
    [
        {"raw": False},
        {"filter": {"price": [{"numeric": [">", 5]}]}},
        {"filter": {"event": ["a"]}, "filter_scope": "MessageBody"},
    ],
)
def test_what_an_exchange_cannot_carry_is_refused(subscription: dict[str, Any]) -> None:
    workload = make_workload(
        subscriptions=[{"topic": "order-events", "queue": "mails", **subscription}]
    )
    rabbitmq = LocalSettings.model_validate(raw_settings("dev"))
    aws = LocalSettings.model_validate(raw_settings("dev", docker={"messaging": "aws"}))
    assert [each.key for each in local_problems(workload, rabbitmq)] == ["docker.messaging"]
    assert not list(local_problems(workload, aws))


def test_a_program_is_not_named_like_the_infrastructure() -> None:
    workload = make_workload()
    named = workload.model_copy(update={"services": {"database": workload.services["docs"]}})
    settings = LocalSettings.model_validate(raw_settings("dev"))
    assert [each.value for each in local_problems(named, settings)] == ["database"]
