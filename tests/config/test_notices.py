"""What is said of a configuration that is right."""

from datetime import date
from typing import Any

import pytest

from backends.plan_backend import PlanBackend
from config import Workload
from config.notices.running_notices import cloud_notices, interrupted_work
from config.notices.settings_notices import examples_left, settings_notices
from config.notices.workload_notices import docker_notices, workload_notices
from engine.program import run
from tests.factories import SHOP, make_settings, make_workload


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


def told(today: str, **database: Any) -> list[str]:
    settings = make_settings("staging", database=database)
    found = settings_notices(make_workload(), settings, date.fromisoformat(today))
    return [f"{each.key} {each.remedy}" for each in found if each.key.startswith("database")]


def test_values_of_the_example_are_told_until_they_are_the_teams_own() -> None:
    (left,) = examples_left(make_settings("staging"))
    assert left.key == "account_id"
    assert "and domain, gateway.jwt.issuer, gateway.jwt.jwks_endpoint, gateway.cors" in left.remedy
    own = make_settings(
        "staging",
        account_id="210987654321",
        domain="myexample.com",
        gateway={
            "jwt": {"issuer": "https://id.acme.io/", "jwks_endpoint": "https://id.acme.io/keys"},
            "cors": {"allowed_origins": ["https://app.acme.io"]},
        },
    )
    assert list(examples_left(own)) == []


def test_the_end_of_standard_support_is_told_half_a_year_before() -> None:
    assert told("2026-08-01", engine_version="14") == []
    [soon] = told("2026-11-26", engine_version="14")
    assert soon.startswith(
        "database.engine_version RDS's standard support of it ends on 2027-02-28"
    )
    assert "RDS then upgrades the instance" in soon
    [late] = told("2027-03-01", engine_version="14.24")
    assert "ended on 2027-02-28" in late


def test_extended_support_is_told_to_cost() -> None:
    [notice] = told("2026-11-26", engine_version="14", extended_support=True)
    assert "charges for Extended Support" in notice


def test_what_a_person_vouched_for_is_shown() -> None:
    vouched = {"key": "database.instance_class", "value": "db.r99.large", "reason": "new since May"}
    settings = make_settings("staging", overrules=[vouched])
    found = settings_notices(make_workload(), settings, None)
    [notice] = [each for each in found if each.key.startswith("overrules")]
    assert (notice.key, notice.value) == ("overrules.0", "db.r99.large")
    assert notice.remedy == "database.instance_class passes unchecked, because: new since May"


def test_a_preview_shows_them() -> None:
    said = run(SHOP, "staging", PlanBackend()).diagnostics
    [shown] = [each for each in said if "services.accounts.routes" in each.message]
    assert shown.severity == "warning"
    assert shown.message.startswith("config/workload.yaml:")


@pytest.mark.parametrize(
    ("seconds", "settings", "key"),
    [
        (900, {"workers": {"spot_percent": 80}}, "workers.spot_percent"),
        (
            900,
            {"sizes": {"notifications": {"spot_percent": 80}}},
            "sizes.notifications.spot_percent",
        ),
        (900, {"workers": {"spot_percent": 0}}, None),
        (
            900,
            {"workers": {"spot_percent": 80}, "sizes": {"notifications": {"spot_percent": 0}}},
            None,
        ),
        (20, {"workers": {"spot_percent": 80}}, None),
    ],
)
def test_work_that_spot_would_cut_off_is_told(
    seconds: int, settings: dict[str, Any], key: str | None
) -> None:
    shop = make_workload()
    worker = shop.workers["notifications"].model_copy(update={"seconds_per_message": seconds})
    workload = shop.model_copy(update={"workers": {"notifications": worker}})
    found = list(interrupted_work(workload, make_settings("staging", **settings)))
    assert [each.key for each in found] == ([key] if key else [])
    assert all("in the middle of a message" in each.remedy for each in found)


@pytest.mark.parametrize(("minutes", "told"), [(80, False), (81, True)])
def test_protected_work_that_no_workflow_waits_for_is_told(minutes: int, told: bool) -> None:
    shop = make_workload()
    work = {"seconds_per_message": minutes * 60, "protect_tasks": True}
    worker = shop.workers["notifications"].model_copy(update=work)
    found = list(workload_notices(shop.model_copy(update={"workers": {"notifications": worker}})))
    keys = [each.key for each in found if "hold a deployment up" in each.remedy]
    assert keys == (["workers.notifications.protect_tasks"] if told else [])


def test_tasks_that_docker_protects_not_are_told() -> None:
    shop = make_workload()
    assert "workers.notifications.protect_tasks" not in [n.key for n in docker_notices(shop)]
    worker = shop.workers["notifications"].model_copy(update={"protect_tasks": True})
    found = docker_notices(shop.model_copy(update={"workers": {"notifications": worker}}))
    assert "workers.notifications.protect_tasks" in [each.key for each in found]
