"""Where tasks run, and what runs one to its end while `pulumi up` waits."""

import components as c
from stacks.foundation import Foundation


class Compute:
    """The cluster."""

    def __init__(self, base: Foundation) -> None:
        environment, key = base.environment, base.key.arn
        self.cluster = c.Cluster(
            "cluster", c.ClusterArgs(environment=environment, kms_key_arn=key), base.opts
        )
        self.task_runner = c.TaskRunner(
            "task-runner",
            c.TaskRunnerArgs(
                environment=environment,
                cluster=self.cluster,
                subnet_ids=base.private_subnets,
                kms_key_arn=key,
            ),
            base.opts,
        )
