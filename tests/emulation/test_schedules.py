"""Scheduled actions, forecasts and verifications in an emulated account: their work is no drift,
and a change of them is."""

from collections.abc import Iterator

import pytest

from config import CloudPlatform
from emulation.emulation import Emulation, emulate_function
from stacks import cloud
from tests.emulation.environments import changed, client, one
from tests.stacks import example

ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
NIGHT = "prices-scaling-0-20-any-every-every-every"
SIZES = {
    "schedules": [
        {"cron": "cron(0 20 ? * * *)", "tasks_max": 0},
        {"cron": "cron(0 6 ? * * *)"},
    ],
    "predictive_scaling": "forecast_and_scale",
    "deployment": "blue_green",
    "bake_minutes": 5,
}
pytestmark = pytest.mark.xdist_group("emulated schedules")

TRIED = {"services.prices.verification": {"command": ["prices", "verify"]}}


@pytest.fixture(scope="module")
def emulated() -> Iterator[Emulation]:
    platform = example.platform({"sizes.prices": SIZES}, TRIED)
    with emulate_function(lambda: _build(platform), stack=example.STACK) as emulation:
        yield emulation


def _build(platform: CloudPlatform) -> None:
    cloud.build(platform)


def test_the_work_of_a_schedule_is_no_change_by_hand(emulated: Emulation) -> None:
    assert emulated.differences() == []
    target = one(emulated, "aws:appautoscaling/target:Target", "prices-scaling")
    # What Application Auto Scaling does at the action's time.
    client(emulated, "application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=target.inputs["resourceId"],
        MinCapacity=0,
        MaxCapacity=0,
    )
    assert emulated.differences() == []


def test_another_time_by_hand_is_reported(emulated: Emulation) -> None:
    action = one(emulated, ACTION, NIGHT)
    client(emulated, "application-autoscaling").put_scheduled_action(
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=action.inputs["resourceId"],
        ScheduledActionName=action.outputs["name"],
        Schedule="cron(0 23 ? * * *)",
    )
    found = changed(action, "schedule", "cron(0 20 ? * * *)", "cron(0 23 ? * * *)")
    assert emulated.differences() == [found]


def test_another_mode_of_a_forecast_by_hand_is_reported(emulated: Emulation) -> None:
    policy = one(emulated, "aws:appautoscaling/policy:Policy", "prices-scaling-forecast")
    autoscaling = client(emulated, "application-autoscaling")
    found = autoscaling.describe_scaling_policies(
        ServiceNamespace="ecs", PolicyNames=[policy.outputs["name"]]
    )["ScalingPolicies"]
    [forecast] = [each for each in found if each["PolicyName"] == policy.outputs["name"]]
    autoscaling.put_scaling_policy(
        **{
            key: forecast[key]
            for key in ("PolicyName", "ServiceNamespace", "ResourceId", "ScalableDimension")
        },
        PolicyType="PredictiveScaling",
        PredictiveScalingPolicyConfiguration={
            **forecast["PredictiveScalingPolicyConfiguration"],
            "Mode": "ForecastOnly",
        },
    )
    mode = "predictiveScalingPolicyConfiguration.mode"
    told = changed(policy, mode, "ForecastAndScale", "ForecastOnly")
    assert told in emulated.differences()
