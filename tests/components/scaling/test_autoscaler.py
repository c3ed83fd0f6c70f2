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
