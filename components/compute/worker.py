"""A program that reads one queue.

    Service    the ECS service, rolling, without a port
    Scaling    by the messages that wait for each task

The worker's `Task` exists before it, and the queue lets the task in (`queue.grant_receive`). Give
the queue, and whatever else the worker uses, to `depends_on`.

Left out: blue/green, which moves traffic, and rollback alarms: messages that a worker fails on are
in its dead-letter queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import pulumi
import pulumi_aws as aws

from components.compute.cluster import Cluster
from components.compute.fargate import FargateService, connect, create_service
from components.compute.service import Service
from components.compute.task import Task
from components.scaling import Scaling, ScalingArgs, acceptable_backlog, backlog_metrics
from config.sizes import WorkersSettings
from config.workload import programs

TYPE = "plinth:compute:Worker"


@dataclass(frozen=True, kw_only=True)
class WorkerArgs:
    """The inputs from which a worker is built. All of them change by a deployment; another cluster
    replaces the ECS service."""

    settings: WorkersSettings
    program: programs.Worker
    task: Task
    """The task, made with the queue's URL."""
    cluster: Cluster
    subnet_ids: Sequence[pulumi.Input[str]]
    public_addresses: bool = False
    """True if each task has a public address, in public subnets."""
    queue_name: pulumi.Input[str]
    """The queue's name in CloudWatch."""
    calls: Sequence[Service] = ()
    """Services that the worker calls. They let it in, and are deployed before it."""


class Worker(pulumi.ComponentResource):
    """An ECS service that reads a queue.

    A task that stops, by a deployment or because AWS takes its Spot capacity back, gets SIGTERM and
    `stop_timeout_seconds` to finish. Another task receives an unfinished message after the queue's
    visibility timeout. If a message takes longer than `stop_timeout_seconds`
    (`seconds_per_message`), the autoscaler stops no task while one is in flight; with
    `protect_tasks` it stops those that do not work.
    """

    service_name: pulumi.Output[str]
    """The name of the ECS service, its dimension in CloudWatch."""

    def __init__(
        self, name: str, args: WorkerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        for callee in args.calls:
            callee.allow_from(args.task.grantee)
        if args.program.protect_tasks:
            args.task.protect_itself(args.cluster.name)
        service = self._create_service()
        self.scaling_target = self._scale(service)
        """The name of the service in Application Auto Scaling, for further policies."""

        self.service_name = service.name
        self.register_outputs({"service_name": self.service_name})

    def _create_service(self) -> aws.ecs.Service:
        args = self._args
        return create_service(
            self._name,
            FargateService(
                task=args.task,
                cluster=args.cluster,
                subnet_ids=args.subnet_ids,
                public_addresses=args.public_addresses,
                spot_percent=args.settings.spot_percent,
                exec=False,
                connect=connect(args.task, args.cluster),
                held_minutes=self._held_minutes(),
                # A task knows the names of services that existed when it was deployed.
                after=args.calls,
            ),
            self,
        )

    def _held_minutes(self) -> int:
        program = self._args.program
        return ceil(program.seconds_per_message / 60) if program.protect_tasks else 0

    def _scale(self, service: aws.ecs.Service) -> pulumi.Output[str]:
        args, size = self._args, self._args.task.size
        scaling = Scaling(
            f"{self._name}-scaling",
            ScalingArgs(
                cluster_name=args.cluster.name,
                service_name=service.name,
                size=size,
                cooldown_seconds=args.settings.cooldown_seconds,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        backlog = acceptable_backlog(
            args.program.acceptable_latency_seconds,
            args.program.seconds_per_message,
            queue_depth=args.settings.alarm_queue_depth,
            tasks_max=size.most_tasks,
        )
        # A message that takes longer than a task may go on after SIGTERM would be cut off in the
        # middle. ECS scales protected tasks in last, so these need not hold the others.
        program = args.program
        is_long = program.seconds_per_message > program.stop_timeout_seconds
        metrics = backlog_metrics(
            args.queue_name,
            args.cluster.name,
            service.name,
            hold_at=backlog if is_long and not program.protect_tasks else None,
        )
        scaling.keep("backlog", backlog, metrics)
        scaling.run_all_at(args.queue_name, args.settings.alarm_queue_depth)
        if size.wakes:
            scaling.wake_for(args.queue_name)
        return scaling.resource_id
