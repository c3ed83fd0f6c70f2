"""A program that a schedule starts, and that ends by itself.

    Schedule                 EventBridge Scheduler, in the job's time zone
    Role + RolePolicy        for it to start this task, and no other
    Queue + QueuePolicy      starts that failed for an hour, kept for 14 days

Left out: Fargate Spot, which would end a job in the middle, and nothing would start it again before
the next day. A limit on overlapping runs: a job that may take longer than its interval must
tolerate a second run beside it. Names of services: ECS resolves them in services and workers only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute import task_policies
from components.compute.cluster import Cluster
from components.compute.task import Task
from components.messaging import queue_policy
from components.security import iam, key_use
from config.workload import programs
from planning import Environment

TYPE = "plinth:compute:Job"

RETRY_SECONDS = 3600
"""The time during which a start is tried again if Fargate refuses it for lack of capacity."""
_DAYS_14 = 14 * 86400


@dataclass(frozen=True, kw_only=True)
class JobArgs:
    """The inputs from which a job is built. All of them change in place, and apply from the next
    start on."""

    environment: Environment
    program: programs.Job
    task: Task
    cluster: Cluster
    subnet_ids: Sequence[pulumi.Input[str]]
    public_addresses: bool = False
    """True if each task has a public address, in public subnets."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the schedule and the queue."""


class Job(pulumi.ComponentResource):
    """A scheduled task. A start that failed leaves a message in the queue. A run that failed leaves
    a stopped task with an exit code, and the job's log."""

    schedule_name: pulumi.Output[str]
    unstarted_queue_name: pulumi.Output[str]
    """The queue's name, its dimension in CloudWatch. It holds a message for each start that
    failed."""

    def __init__(
        self, name: str, args: JobArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        queue = self._create_queue()
        role = iam.service_role(
            f"{name}-schedule", "scheduler.amazonaws.com", args.environment, self
        )
        policy = self._allow(role, queue)
        schedule = self._create_schedule(role, queue, after=policy)

        self.schedule_name = schedule.name
        self.unstarted_queue_name = queue.name
        self.register_outputs(
            {
                "schedule_name": self.schedule_name,
                "unstarted_queue_name": self.unstarted_queue_name,
            }
        )

    def _create_queue(self) -> aws.sqs.Queue:
        name = f"{self._name}-unstarted"
        queue = aws.sqs.Queue(
            name,
            message_retention_seconds=_DAYS_14,
            kms_master_key_id=self._args.kms_key_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        queue_policy(name, queue, [], parent=self)
        return queue

    def _allow(self, role: aws.iam.Role, queue: aws.sqs.Queue) -> aws.iam.RolePolicy:
        args, region = self._args, self._args.environment.region
        key = args.kms_key_arn
        return iam.grant(
            f"{self._name}-schedule",
            role.name,
            self,
            *task_policies.start_task(
                args.environment,
                family=args.task.family,
                role_arns=[args.task.task_role_arn, args.task.execution_role_arn],
                cluster_arn=args.cluster.arn,
            ),
            task_policies.tag_started_tasks(args.environment, args.cluster.name),
            iam.allow(["sqs:SendMessage"], [queue.arn]),
            {
                **key_use(
                    key, ["kms:Decrypt", "kms:GenerateDataKey"], service="sqs", region=region
                ),
                "Sid": "KeyByQueue",
            },
            {
                **key_use(key, ["kms:Decrypt"], service="scheduler", region=region),
                "Sid": "KeyBySchedule",
            },
        )

    def _create_schedule(
        self, role: aws.iam.Role, queue: aws.sqs.Queue, *, after: aws.iam.RolePolicy
    ) -> aws.scheduler.Schedule:
        args = self._args
        return aws.scheduler.Schedule(
            self._name,
            description=f"Starts {self._name}",
            schedule_expression=args.program.schedule,
            schedule_expression_timezone=args.program.timezone,
            flexible_time_window={"mode": "OFF"},
            kms_key_arn=args.kms_key_arn,
            target={
                "arn": args.cluster.arn,
                "role_arn": role.arn,
                "ecs_parameters": {
                    "task_definition_arn": args.task.task_definition_arn,
                    "launch_type": "FARGATE",
                    "network_configuration": {
                        "subnets": list(args.subnet_ids),
                        "security_groups": args.task.security_group_ids,
                        "assign_public_ip": args.public_addresses,
                    },
                    "enable_ecs_managed_tags": True,
                    "propagate_tags": "TASK_DEFINITION",
                },
                "retry_policy": {
                    "maximum_event_age_in_seconds": RETRY_SECONDS,
                    "maximum_retry_attempts": 185,
                },
                "dead_letter_config": {"arn": queue.arn},
            },
            # The roles must have all their policies before the first start.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[after, *args.task.requirements]),
        )
