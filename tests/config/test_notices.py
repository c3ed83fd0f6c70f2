"""What is said of a configuration that is right."""

from typing import Any

import pytest

from config import Workload
from config.notices import cloud_notices, workload_notices
from emulator.backends import PlanBackend
from emulator.program import run
from tests.factories import SHOP, make_settings


def workload(*auths: str, **service: Any) -> Workload:
    routes = [{"paths": [f"/p{number}"], "auth": auth} for number, auth in enumerate(auths)]
    shop = {"image": "a:1", "port": 8080, "routes": routes, **service}
    return Workload.model_validate({"services": {"shop": shop}})


def test_open_routes_beside_guarded_ones_of_a_service_are_told() -> None:
    [notice] = workload_notices(workload("none", "required", "none"))
    assert notice.key == "services.shop.routes"
    assert notice.value == ["/p0", "/p2"]
    assert "/p1 asks for a token" in notice.remedy


@pytest.mark.parametrize("auths", [("none", "none"), ("required", "required")])
def test_a_service_with_one_kind_of_routes_is_not(auths: tuple[str, ...]) -> None:
    assert list(workload_notices(workload(*auths))) == []


EDGE = make_settings("prod").edge


@pytest.mark.parametrize(
    ("seconds", "edge", "websocket", "says"),
    [
        (3600, True, True, "closes a websocket (shop) after 600 seconds"),
        (601, True, True, "closes a websocket"),
        (3600, True, False, "after 60 seconds without a byte"),
        (600, True, True, None),
        (3600, False, True, None),
    ],
)
def test_a_longer_idle_timeout_than_the_edges_is_told(
    seconds: int, edge: bool, websocket: bool, says: str | None
) -> None:
    settings = make_settings("prod", gateway={"idle_timeout_seconds": seconds})
    settings = settings if edge else settings.model_copy(update={"edge": None})
    found = list(cloud_notices(workload("none", websocket=websocket), settings))
    assert [each.key for each in found] == (["gateway.idle_timeout_seconds"] if says else [])
    assert all(says in each.remedy for each in found if says)


def test_a_preview_shows_them() -> None:
    said = run(SHOP, "staging", PlanBackend()).diagnostics
    [shown] = [each for each in said if "services.accounts.routes" in each.message]
    assert shown.severity == "warning"
    assert shown.message.startswith("config/workload.yaml:")
