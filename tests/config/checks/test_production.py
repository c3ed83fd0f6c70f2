"""What production must keep: no setting, and no size of a single service, gets round it."""

import re
from datetime import date
from typing import Any

import pytest

from config.checks.production import (
    BASELINE_GROUPS,
    LIFTABLE,
    broken_rules,
    broken_sizes,
    most_spot,
    wrong_lifts,
)
from config.values.section import Broken
from tests.factories import ROOT, make_settings, make_workload

LEAST: dict[str, tuple[Any, Any]] = {
    # Path -> what is just enough, and what is not.
    "retention.object_versions_days": (90, 89),
    "retention.images": (10, 9),
    "retention.backups_days": (30, 29),
    "retention.logs_days": (90, 60),
    "services.tasks_min": (2, 1),
    "services.spot_percent": (66, 67),
    "services.exec": (False, True),
    "network.nat": ("per_zone", "single"),
    "waf.managed_groups": (list(BASELINE_GROUPS), list(BASELINE_GROUPS[1:])),
    "waf.count_only": ([BASELINE_GROUPS[0]], [BASELINE_GROUPS[1]]),
}


def rules(path: str, value: Any) -> list[Broken]:
    section, key = path.split(".")
    return list(broken_rules(make_settings("prod", **{section: {key: value}})))


@pytest.mark.parametrize("path", LEAST)
def test_production_takes_what_is_enough_and_nothing_less(path: str) -> None:
    enough, too_little = LEAST[path]
    assert rules(path, enough) == []
    [broken] = rules(path, too_little)
    assert (broken.key, broken.value) == (path, too_little)
    assert broken.remedy.startswith("production: must ")


def test_sessions_that_are_recorded_may_be_open() -> None:
    services = {"services": {"exec": True}}
    recorded = make_settings("prod", **services, operators={"sessions": "recorded"})
    assert list(broken_rules(recorded)) == []
    forbidden = make_settings("prod", **services, operators={"sessions": "forbidden"})
    [broken] = broken_rules(forbidden)
    assert "operators: {sessions: recorded}" in broken.remedy


@pytest.mark.parametrize(("multi_az", "instances"), [(True, 2), (False, 3)])
def test_a_search_engine_outlives_a_zone(multi_az: bool, instances: int) -> None:
    search = {"engine_version": "2.19", "instance_type": "r7g.large.search", "storage_gib": 100}

    def broken(multi_az: bool, instances: int) -> list[Broken]:
        nodes = {"multi_az": multi_az, "instances": instances}
        return list(broken_rules(make_settings("prod", search={**search, **nodes})))

    assert broken(True, 3) == []
    [found] = broken(multi_az, instances)
    assert found.key == "search.multi_az"
    assert found.value == f"multi_az: {str(multi_az).lower()}, instances: {instances}"


@pytest.mark.parametrize("groups", [[], ["AWSManagedRulesPHPRuleSet"]])
def test_a_firewall_without_its_baseline_is_none(groups: list[str]) -> None:
    [broken] = rules("waf.managed_groups", groups)
    assert "AWSManagedRulesCommonRuleSet and AWSManagedRulesKnownBadInputsRuleSet" in broken.remedy


def test_without_a_firewall_its_groups_are_not_asked_for_as_well() -> None:
    assert [broken.key for broken in broken_rules(make_settings("prod", waf=None))] == ["waf"]


@pytest.mark.parametrize(
    ("tasks", "percent"), [(1, 0), (2, 0), (3, 50), (4, 66), (5, 75), (101, 99)]
)
def test_spot_leaves_two_tasks_on_demand(tasks: int, percent: int) -> None:
    def on_demand(share: int) -> int:
        return 1 + (tasks - 1) * (100 - share) // 100

    assert most_spot(tasks) == percent
    assert tasks == 1 or on_demand(percent) >= 2
    assert on_demand(percent + 1) < 2


def sizes(size: dict[str, Any], *, name: str = "orders", **services: Any) -> list[Broken]:
    settings = make_settings("prod", sizes={name: size}, services=services)
    return list(broken_sizes(make_workload(), settings))


@pytest.mark.parametrize("tasks", [0, 1])
def test_a_single_service_keeps_two_tasks(tasks: int) -> None:
    [broken] = sizes({"tasks_min": tasks})
    assert (broken.key, broken.value) == ("sizes.orders.tasks_min", tasks)
    assert "production: must be at least 2" in broken.remedy
    assert sizes({"tasks_min": 2}) == []
    assert sizes({"cpu": 4096, "memory_mib": 8192}) == []


def test_a_single_service_keeps_two_tasks_on_demand() -> None:
    [broken] = sizes({"tasks_min": 2}, spot_percent=50)
    assert (broken.key, broken.value) == ("sizes.orders.tasks_min", 2)
    assert "spot_percent is 50" in broken.remedy
    assert "to 0 at most" in broken.remedy
    assert sizes({"tasks_min": 3}, spot_percent=50) == []


def test_spot_of_one_service_leaves_two_tasks_on_demand() -> None:
    [broken] = sizes({"spot_percent": 90})
    assert (broken.key, broken.value) == ("sizes.orders.spot_percent", 90)
    assert sizes({"spot_percent": 90, "tasks_min": 12, "tasks_max": 12}) == []
    assert sizes({"spot_percent": 90}, name="notifications") == []


def test_a_worker_and_a_job_may_rest() -> None:
    assert sizes({"tasks_min": 0}, name="notifications") == []
    assert sizes({"tasks_min": 0}, name="nightly-report") == []


def test_a_fault_of_all_services_is_told_once() -> None:
    assert sizes({"tasks_min": 1}, tasks_min=1) == []
    assert sizes({"tasks_min": 2}, spot_percent=100) == []


TODAY = date(2026, 11, 26)


def lift(*keys: str, until: str = "2027-06-30") -> dict[str, Any]:
    return {
        "without": {key: {"reason": "two people, and both know it", "until": until} for key in keys}
    }


@pytest.mark.parametrize("path", LEAST)
def test_a_rule_can_be_lifted_alone(path: str) -> None:
    section, key = path.split(".")
    broken = {section: {key: LEAST[path][1]}}
    lifted = make_settings("prod", **broken, production=lift(path))
    assert list(broken_rules(lifted)) == []
    assert list(wrong_lifts(lifted, TODAY)) == []
    others = make_settings("prod", **{"protect": False, **broken}, production=lift(path))
    assert [kept.key for kept in broken_rules(others)] == ["protect"]


@pytest.mark.parametrize(
    ("settings", "place", "says"),
    [
        ({"production": lift("database.multi_as")}, None, "did you mean database.multi_az?"),
        ({"production": lift("price")}, None, "the rules are protect, recovery_region"),
        ({"production": lift("waf")}, None, "the rule is kept; take the entry out"),
        ({"production": lift("waf"), "waf": None, "environment": "staging"}, None, "lifts nothing"),
        ({"production": lift("waf", until="2026-11-25"), "waf": None}, "until", "is over"),
    ],
)
def test_an_entry_that_lifts_nothing_is_refused(
    settings: dict[str, Any], place: str | None, says: str
) -> None:
    [broken] = wrong_lifts(make_settings("prod", **settings), TODAY)
    assert broken.path[:2] == ("production", "without")
    assert (broken.path[-1] == "until") is (place == "until")
    assert says in broken.remedy


def test_a_rule_is_lifted_to_the_end_of_its_last_day() -> None:
    settings = make_settings("prod", waf=None, production=lift("waf", until="2026-11-26"))
    assert list(wrong_lifts(settings, TODAY)) == []
    assert list(wrong_lifts(settings, None)) == []


def test_a_lifted_number_of_tasks_holds_for_single_services_too() -> None:
    settings = make_settings(
        "prod", sizes={"orders": {"tasks_min": 1}}, production=lift("services.tasks_min")
    )
    assert list(broken_sizes(make_workload(), settings)) == []
    assert list(wrong_lifts(settings, TODAY)) == []


@pytest.mark.parametrize("until", ["2027-06-30 00:00:00 +0000 UTC", "2027-06-30T00:00:00Z"])
def test_a_day_without_quotes_is_what_the_cli_makes_of_it(until: str) -> None:
    settings = make_settings("prod", waf=None, production=lift("waf", until=until))
    assert settings.production.without["waf"].until == date(2027, 6, 30)


def test_the_page_lists_every_rule() -> None:
    text = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w.]+)` \|", text, re.M)) == set(LIFTABLE)
