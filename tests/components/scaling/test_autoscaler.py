"""The autoscaler's own resources, apart from what services and workers make of it."""

from components.scaling.autoscaler import Scaling, ScalingArgs
from config.sizes import TaskSize
from tests.components.compute.made import ALARM, POLICY, Bench
from tests.graph import deploy

SIZE = TaskSize(tasks_min=1, tasks_max=3, cpu=256, memory_mib=512)


def scaling() -> Scaling:
    return Scaling(
        "mails-scaling",
        ScalingArgs(
            cluster_name=Bench().cluster.name,
            service_name="mails-1",
            size=SIZE,
            cooldown_seconds=60,
        ),
    )


def test_an_autoscaler_without_policies_changes_nothing() -> None:
    graph = deploy(scaling)
    assert graph.find(POLICY) == []
    target = graph.one("aws:appautoscaling/target:Target").inputs
    assert target["scalableDimension"] == "ecs:service:DesiredCount"
    assert target["resourceId"] == "service/shop-test/mails-1"


def test_policies_go_with_the_target_that_they_change() -> None:
    graph = deploy(lambda: scaling().keep_cpu(70))
    target = graph.one("aws:appautoscaling/target:Target")
    assert target.urn in graph.one(POLICY).dependencies


def test_a_silent_queue_is_not_deep() -> None:
    def program() -> None:
        made = scaling()
        made.run_all_at("mails", 1000)
        made.wake_for("mails")

    for alarm in deploy(program).all(ALARM):
        assert alarm.inputs["treatMissingData"] == "notBreaching"


NIGHT = {"cron": "cron(0 20 ? * MON-FRI *)", "timezone": "Europe/Berlin", "tasks_max": 0}
MORNING = {"cron": "cron(30 6 ? * MON-FRI *)", "timezone": "Europe/Berlin"}
ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction"
SCALED = {"tasks_min": 2, "tasks_max": 5, "schedules": [NIGHT, MORNING]}


def scheduled() -> Scaling:
    size = TaskSize.model_validate(SCALED)
    args = ScalingArgs(cluster_name="shop", service_name="mails-1", size=size, cooldown_seconds=60)
    return Scaling("mails-scaling", args)


def test_schedules_give_the_target_another_range_at_their_times() -> None:
    graph = deploy(scheduled)
    where = {
        "serviceNamespace": "ecs",
        "scalableDimension": "ecs:service:DesiredCount",
        "resourceId": "service/shop/mails-1",
        "timezone": "Europe/Berlin",
    }
    night = graph.one(ACTION, "mails-scaling-0-20-any-every-mon_to_fri-every-europe_berlin")
    assert night.inputs == {
        **where,
        "schedule": "cron(0 20 ? * MON-FRI *)",
        "scalableTargetAction": {"minCapacity": 0, "maxCapacity": 0},
    }
    morning = graph.one(ACTION, "mails-scaling-30-6-any-every-mon_to_fri-every-europe_berlin")
    assert morning.inputs["scalableTargetAction"] == {"minCapacity": 2, "maxCapacity": 5}


def test_changes_of_one_target_follow_each_other() -> None:
    """AWS refuses two at a time."""
    graph = deploy(scheduled)
    night, morning = graph.all(ACTION)
    assert night.urn in morning.dependencies


def test_schedules_own_the_range_that_they_set() -> None:
    target = "aws:appautoscaling/target:Target"
    assert deploy(scheduled).one(target).ignore_changes == ("minCapacity", "maxCapacity")
    assert deploy(scaling).one(target).ignore_changes == ()


def test_a_deep_queue_never_stops_tasks_that_a_schedule_allows() -> None:
    def program() -> None:
        size = TaskSize.model_validate(
            {**SCALED, "schedules": [{**NIGHT, "tasks_max": 40}, MORNING]}
        )
        args = ScalingArgs(cluster_name="shop", service_name="m", size=size, cooldown_seconds=60)
        Scaling("mails-scaling", args).run_all_at("mails", 1000)

    steps = deploy(program).one(POLICY).inputs["stepScalingPolicyConfiguration"]
    assert [each["scalingAdjustment"] for each in steps["stepAdjustments"]] == [40]
