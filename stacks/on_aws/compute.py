"""Builds the cluster of all tasks, and the runner that runs single tasks while `pulumi up`
waits."""

from components.compute import Cluster, ClusterArgs, TaskRunner, TaskRunnerArgs
from stacks.on_aws.foundation import Foundation


class Compute:
    """The cluster and the task runner of an environment."""

    def __init__(self, base: Foundation) -> None:
        environment, key = base.environment, base.key.arn
        self.cluster = Cluster(
            "cluster", ClusterArgs(environment=environment, kms_key_arn=key), base.opts
        )
        self.task_runner = TaskRunner(
            "task-runner",
            TaskRunnerArgs(
                environment=environment,
                cluster=self.cluster,
                subnet_ids=base.task_subnets,
                public_addresses=base.public_tasks,
                kms_key_arn=key,
            ),
            base.opts,
        )
