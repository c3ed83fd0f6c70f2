"""Clients that come back to their task: where a cookie cannot keep them there, that is said."""

from typing import Any

import pytest

from config import ConfigError
from config.notices.workload_notices import workload_notices
from config.workload import Workload
from tests.stacks import example

SHOP = "services.shop"
PLAY = {"image": "play:1.0.0", "port": 8090, "sticky_minutes": 10}
CACHED = [{"paths": ["/"], "auth": "none", "cache": True}]


@pytest.mark.parametrize(
    ("settings", "workload", "said"),
    [
        ({}, {f"{SHOP}.sticky_minutes": 0}, "sticky_minutes: must be at least 1, got 0"),
        ({}, {f"{SHOP}.sticky_minutes": 10081}, "sticky_minutes: must be at most 10080"),
        ({}, {f"{SHOP}.sticky_minutes": []}, "sticky_minutes: must be a whole number"),
        ({}, {f"{SHOP}.sticky_minutes": "1h"}, "must be a whole number, got '1h'"),
        ({}, {f"{SHOP}.sticky_minute": 5}, "did you mean sticky_minutes?"),
        ({}, {"services.prices.sticky_minutes": 5}, "services.prices.sticky_minutes: needs a rout"),
        (
            {},
            {f"{SHOP}.sticky_minutes": 5, f"{SHOP}.routes": CACHED},
            "services.shop.routes.0.cache: would keep one client's cookie",
        ),
        (
            {"services.deployment": "blue_green", "services.bake_minutes": 5},
            {f"{SHOP}.sticky_minutes": 5},
            "services.deployment: moves the traffic of shop between two target groups",
        ),
        (
            {"sizes.shop": {"deployment": "blue_green", "bake_minutes": 5}},
            {f"{SHOP}.sticky_minutes": 5},
            "sizes.shop.deployment: moves the traffic of shop",
        ),
    ],
)
def test_what_keeps_nobody_is_refused(
    settings: dict[str, Any], workload: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        example.platform(settings, workload)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("settings", "workload", "said"),
    [
        (
            {"sizes.shop": {"scale_connections_per_task": 5}},
            {},
            "sizes.shop.scale_connections_per_task: is for services with websocket: true",
        ),
        (
            {"services.scale_connections_per_task": 5},
            {},
            "services.scale_connections_per_task: changes nothing: no service",
        ),
        (
            {"sizes.mailer": {"scale_connections_per_task": 5}},
            {},
            "sizes.mailer.scale_connections_per_task: is no key of a worker",
        ),
        (
            {"sizes.shop": {"scale_connections_per_task": 0}},
            {f"{SHOP}.websocket": True},
            "scale_connections_per_task: must be at least 1, got 0",
        ),
    ],
)
def test_connections_that_nobody_holds_are_refused(
    settings: dict[str, Any], workload: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError) as error:
        example.platform(settings, workload)
    assert said in str(error.value)


def shared(*services: dict[str, Any]) -> list[str]:
    programs = {f"s{number}": {**PLAY, **each} for number, each in enumerate(services)}
    found = workload_notices(Workload.model_validate({"services": programs}))
    return [broken.key for broken in found]


def routes(*hosts: str, paths: tuple[str, ...] = ("/ws",)) -> dict[str, Any]:
    return {"routes": [{"hosts": list(hosts), "paths": list(paths)}]}


def test_two_target_groups_at_one_host_share_a_cookie() -> None:
    assert shared(routes("a"), routes("b")) == []
    assert shared(routes("a"), routes("a", paths=("/x",))) == ["services.s1.sticky_minutes"]
    assert shared(routes("a", paths=("/x", "/y/z"))) == ["services.s0.sticky_minutes"]
    assert shared(routes(), routes("a", paths=("/x",))) == ["services.s1.sticky_minutes"]
    assert shared(routes(), routes(paths=("/x",))) == ["services.s1.sticky_minutes"]
    free = {**routes("a", paths=("/x",)), "sticky_minutes": None}
    assert shared(routes("a"), free) == []
