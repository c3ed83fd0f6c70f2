"""Figures of a deployment in steps, both where they are needed and nowhere else, and its gates."""

from typing import Any

import pytest

from config import ConfigError
from config.notices.running_notices import long_deployments
from config.settings import service_sizes
from tests.stacks import example

STEPS = {"shift_percent": 10, "shift_minutes": 5}


def settings(**keys: Any) -> dict[str, Any]:
    return {f"services.{key}": value for key, value in keys.items()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (settings(deployment="canary"), "services.shift_percent: is missing: deployment: canary"),
        (
            settings(deployment="linear", shift_percent=10),
            "services.shift_minutes: is missing: deployment: linear moves traffic in steps",
        ),
        (
            settings(deployment="linear", shift_percent=2, shift_minutes=5),
            "services.shift_percent: must be at least 3 with deployment: linear, got 2",
        ),
        (
            settings(deployment="blue_green", **STEPS),
            "services.shift_percent: is for deployment: canary and linear; with blue_green the "
            "traffic moves at once, so leave it out; shift_minutes too, got 10",
        ),
        (
            settings(deployment="rolling", shift_minutes=5),
            "services.shift_minutes: is for deployment: canary and linear; with rolling the "
            "traffic moves with the tasks, so leave it out, got 5",
        ),
        (
            settings(deployment="canary", shift_percent=100, shift_minutes=5),
            "services.shift_percent: must be at most 99",
        ),
        (
            settings(deployment="canary", shift_percent="10%", shift_minutes=5),
            "services.shift_percent: must be a whole number, got '10%'",
        ),
        (
            settings(deployment="canery", **STEPS),
            "services.deployment: must be one of rolling, blue_green, canary, linear; did you mean "
            "canary?",
        ),
        (
            settings(approvals=[{"stage": "post_scale_up"}]),
            "services.approvals: are for deployment: blue_green, canary and linear: a rolling "
            "deployment gives its tasks traffic one by one, and reports no stage at which it could "
            "wait; choose one of these three, or leave approvals out (on Docker always), got 1",
        ),
        (
            settings(deployment="blue_green", approvals=[{"stage": "production_traffic_shift"}]),
            "services.approvals.0.stage: must be one of pre_scale_up, post_scale_up, "
            "post_test_traffic_shift, post_production_traffic_shift; did you mean "
            "post_production_traffic_shift?",
        ),
        (
            settings(deployment="blue_green", approvals=[{"stage": "pre_scale_up"}] * 2),
            "services.approvals.1.stage: has a gate already",
        ),
        (
            settings(
                deployment="blue_green", approvals=[{"stage": "pre_scale_up", "minutes": 20161}]
            ),
            "services.approvals.0.minutes: must be at most 20160, got 20161",
        ),
        (
            {"sizes": {"prices": {"approvals": [{"stage": "pre_scale_up"}]}}},
            "sizes.prices.approvals: are for deployment: blue_green, canary and linear",
        ),
        (
            {"sizes": {"prices": {"shift_percent": 10}}},
            "sizes.prices.shift_percent: is for deployment: canary and linear",
        ),
        (
            {"sizes": {"prices": {"deployment": "canary", "shift_percent": 10}}},
            "sizes.prices.shift_minutes: is missing",
        ),
    ],
)
def test_steps_that_do_not_fit_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        example.platform(changes)
    assert any(said in each for each in caught.value.problems), caught.value.problems


def test_a_service_that_rolls_beside_a_canary_needs_no_word_on_steps() -> None:
    found = example.platform(
        {
            **settings(deployment="canary", bake_minutes=5, **STEPS),
            "services.approvals": [{"stage": "pre_scale_up"}],
            "sizes": {"prices": {"deployment": "rolling"}},
        }
    )
    sizes = service_sizes(found.workload, found.settings)
    assert (sizes["prices"].shift_percent, sizes["prices"].bake_minutes) == (None, 0)
    assert sizes["prices"].approvals == []
    assert [each.minutes for each in sizes["shop"].approvals] == [1440]
    assert sizes["shop"].rollout_minutes == 5 + 5


@pytest.mark.parametrize(
    ("deployment", "percent", "minutes", "rollout"),
    [("canary", 5, 10, 10), ("linear", 10, 6, 54), ("linear", 33, 10, 30), ("linear", 50, 7, 7)],
)
def test_a_deployment_lasts_for_all_its_steps(
    deployment: str, percent: int, minutes: int, rollout: int
) -> None:
    found = example.platform(
        settings(deployment=deployment, shift_percent=percent, shift_minutes=minutes)
    )
    assert found.settings.services.rollout_minutes == rollout


def test_a_deployment_that_outlasts_the_workflows_is_told() -> None:
    found = example.platform(
        {"sizes": {"prices": {"deployment": "linear", "shift_percent": 5, "shift_minutes": 30}}}
    )
    [told] = long_deployments(found.workload, found.settings)
    assert told.key == "sizes.prices.shift_minutes"
    assert "last 570 minutes" in told.remedy


def test_a_deployment_with_a_gate_makes_no_workflow_wait() -> None:
    own = {"deployment": "linear", "shift_percent": 5, "shift_minutes": 30}
    gates = [{"stage": "post_scale_up"}]
    found = example.platform({"sizes": {"prices": {**own, "approvals": gates}}})
    assert not list(long_deployments(found.workload, found.settings))
