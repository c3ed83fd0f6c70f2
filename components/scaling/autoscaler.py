"""The autoscaler of a service or worker.

    Target                  its range of tasks
    ScheduledAction         gives it another range at certain times
    Policy                  keeps a metric at a value: CPU; requests, connections or messages for
                            each task
    Policy                  starts tasks before a load that is forecast
    Policy + MetricAlarm    starts tasks at once when a queue is deep, or has messages and no task

If a target has several policies, the one that wants most tasks wins, and tasks are removed only
when all agree
(docs.aws.amazon.com/autoscaling/application/userguide/
application-auto-scaling-target-tracking.html). Tasks are removed only between deployments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from components.scaling.metrics import VISIBLE, Metric
from config.sizes import TaskSize

TYPE = "plinth:compute:Scaling"
"""The token names the room in which the autoscaler once was: a token never changes."""

_Tracking = aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgsDict


@dataclass(frozen=True, kw_only=True)
class ScalingArgs:
    """The inputs from which an autoscaler is built. `size` and `cooldown_seconds` change in
    place."""

    cluster_name: pulumi.Input[str]
    service_name: pulumi.Input[str]
    """The name of the ECS service."""
    size: TaskSize
    cooldown_seconds: int
    """The pause between two scalings in the same direction."""


class Scaling(pulumi.ComponentResource):
    """An autoscaler without a policy; each method adds one. The alarms of `keep` are AWS's own:
    they wait three minutes before tasks are added, and fifteen before tasks are removed."""

    def __init__(
        self, name: str, args: ScalingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._target = self._create_target()
        self._create_schedules()
        self.resource_id = self._target.resource_id
        """The name of the service in Application Auto Scaling, known once further policies may use
        it."""
        self.register_outputs({})

    def keep_cpu(self, percent: int) -> None:
        """Keeps the average CPU use of the tasks at this percentage, by changing their number."""
        self._track(
            "cpu",
            {
                "target_value": percent,
                "predefined_metric_specification": {
                    "predefined_metric_type": "ECSServiceAverageCPUUtilization"
                },
            },
        )

    def keep(self, what: str, value: int, metrics: Sequence[Metric]) -> None:
        """Keeps a metric at a value by changing the number of tasks; the metric must fall as that
        number grows."""
        self._track(
            what,
            {
                "target_value": value,
                "customized_metric_specification": {"metrics": list(metrics)},
            },
        )

    def forecast_cpu(self, percent: int, mode: Literal["ForecastOnly", "ForecastAndScale"]) -> None:
        """Forecasts the CPU use, and with ForecastAndScale starts tasks before it would exceed this
        percentage. A forecast needs a day of measurements, and looks back two weeks.
        docs.aws.amazon.com/autoscaling/application/userguide/
        aas-create-predictive-scaling-policy.html"""
        aws.appautoscaling.Policy(
            f"{self._name}-forecast",
            policy_type="PredictiveScaling",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            predictive_scaling_policy_configuration={
                "mode": mode,
                "metric_specifications": [
                    {
                        "target_value": str(percent),
                        "predefined_metric_pair_specification": {
                            "predefined_metric_type": "ECSServiceCPUUtilization"
                        },
                    }
                ],
                # A task starts within the five minutes of AWS's default. Both are said, because the
                # provider keeps the former value of what is left out.
                "scheduling_buffer_time": 300,
                "max_capacity_breach_behavior": "HonorMaxCapacity",
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def run_all_at(self, queue_name: pulumi.Input[str], depth: int) -> None:
        """Starts all of `tasks_max` as soon as `depth` messages wait."""
        # A number above the range of the hour is cut to it; one below it would stop tasks.
        policy = self._step("deep-queue", "ExactCapacity", self._args.size.most_tasks)
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-deep-queue",
            alarm_description=f"{depth} messages wait: {self._name} runs as many tasks as it may",
            namespace="AWS/SQS",
            metric_name=VISIBLE,
            dimensions={"QueueName": queue_name},
            statistic="Maximum",
            period=60,
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=depth,
            # A queue without traffic for six hours reports nothing.
            treat_missing_data="notBreaching",
            alarm_actions=[policy.arn],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def wake_for(self, queue_name: pulumi.Input[str]) -> None:
        """Starts one task as soon as a message waits and no task runs. A metric for each task
        cannot tell how many tasks to start from zero."""
        policy = self._step("wake", "ChangeInCapacity", 1)
        tasks = {"ClusterName": self._args.cluster_name, "ServiceName": self._args.service_name}
        aws.cloudwatch.MetricAlarm(
            f"{self._name}-wake",
            alarm_description=f"Messages wait and no task of {self._name} runs: one is started",
            metric_queries=[
                _query("visible", "AWS/SQS", VISIBLE, {"QueueName": queue_name}),
                _query("running", "ECS/ContainerInsights", "RunningTaskCount", tasks),
                {
                    "id": "asleep",
                    "label": "Messages that no task reads",
                    "expression": "IF(FILL(running, REPEAT) < 1, visible, 0)",
                    "return_data": True,
                },
            ],
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            treat_missing_data="notBreaching",
            alarm_actions=[policy.arn],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_target(self) -> aws.appautoscaling.Target:
        service = pulumi.Output.concat(
            "service/", self._args.cluster_name, "/", self._args.service_name
        )
        return aws.appautoscaling.Target(
            self._name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=service,
            min_capacity=self._args.size.tasks_min,
            max_capacity=self._args.size.tasks_max,
            # Schedules own the range; an update would set it back in the middle of a night.
            opts=pulumi.ResourceOptions(
                parent=self,
                ignore_changes=["minCapacity", "maxCapacity"] if self._args.size.schedules else [],
            ),
        )

    def _create_schedules(self) -> None:
        size = self._args.size
        previous: pulumi.Resource = self._target
        for schedule, (least, most) in zip(size.schedules, size.scheduled, strict=True):
            previous = aws.appautoscaling.ScheduledAction(
                f"{self._name}-{schedule.key}",
                service_namespace=self._target.service_namespace,
                scalable_dimension=self._target.scalable_dimension,
                resource_id=self._target.resource_id,
                schedule=schedule.cron,
                timezone=schedule.timezone,
                scalable_target_action={"min_capacity": least, "max_capacity": most},
                # AWS refuses two changes of one target at a time.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[previous]),
            )

    def _track(self, what: str, configuration: _Tracking) -> None:
        cooldown = self._args.cooldown_seconds
        aws.appautoscaling.Policy(
            f"{self._name}-{what}",
            policy_type="TargetTrackingScaling",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            target_tracking_scaling_policy_configuration={
                **configuration,
                "scale_in_cooldown": cooldown,
                "scale_out_cooldown": cooldown,
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _step(self, what: str, adjustment: str, tasks: int) -> aws.appautoscaling.Policy:
        return aws.appautoscaling.Policy(
            f"{self._name}-{what}",
            policy_type="StepScaling",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            step_scaling_policy_configuration={
                "adjustment_type": adjustment,
                "cooldown": self._args.cooldown_seconds,
                "metric_aggregation_type": "Maximum",
                "step_adjustments": [
                    {"metric_interval_lower_bound": "0", "scaling_adjustment": tasks}
                ],
            },
            opts=pulumi.ResourceOptions(parent=self),
        )


def _query(
    query_id: str, namespace: str, metric_name: str, dimensions: Mapping[str, pulumi.Input[str]]
) -> aws.cloudwatch.MetricAlarmMetricQueryArgsDict:
    return {
        "id": query_id,
        "metric": {
            "namespace": namespace,
            "metric_name": metric_name,
            "dimensions": dimensions,
            "stat": "Average",
            "period": 60,
        },
        "return_data": False,
    }
