"""The task runner, which runs tasks such as migrations to their end while `pulumi up` waits.

    Function      starts an ECS task, waits, and fails with the reason when the task does

There is one for each environment. `OneOffTask` writes the entry of a task that it may run, and
calls it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.compute import task_policies
from components.compute.cluster import Cluster
from components.functions import Function, FunctionArgs
from components.security import iam
from planning import Environment

TYPE = "plinth:compute:TaskRunner"

TIMEOUT_SECONDS = 900
"""Lambda's own limit. A task may take a minute less, so that its end is still reported."""


@dataclass(frozen=True, kw_only=True)
class TaskRunnerArgs:
    """The inputs from which a task runner is built. All of them change in place, and run nothing
    again."""

    environment: Environment
    cluster: Cluster
    subnet_ids: Sequence[pulumi.Input[str]]
    """The subnets of the tasks."""
    public_addresses: bool = False
    """True if each task has a public address, in public subnets."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the function's log and variables."""


class TaskRunner(pulumi.ComponentResource):
    """A Lambda function that may start the tasks of this environment. It costs nothing while it is
    not called."""

    function_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: TaskRunnerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.entries_path = args.environment.path(name)
        """The path of the parameters that say what it runs."""
        self._function = self._create_function()

        self.function_name = self._function.name
        self.register_outputs({"function_name": self.function_name})

    def _create_function(self) -> Function:
        args = self._args
        return Function(
            self._name,
            FunctionArgs(
                environment=args.environment,
                module="run_task",
                description="Runs an ECS task to its end",
                timeout_seconds=TIMEOUT_SECONDS,
                kms_key_arn=args.kms_key_arn,
                statements=self._tend_tasks(),
                # These are not in the event: there, a new subnet would run every task again.
                variables={
                    "CLUSTER": args.cluster.arn,
                    "SUBNETS": pulumi.Output.all(*args.subnet_ids).apply(",".join),
                    "ENTRIES": self.entries_path,
                    **({"ASSIGN_PUBLIC_IP": "ENABLED"} if args.public_addresses else {}),
                },
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _tend_tasks(self) -> list[iam.Statement]:
        environment, cluster = self._args.environment, self._args.cluster
        return [
            iam.allow(
                ["ssm:GetParameter"], [environment.arn("ssm", f"parameter{self.entries_path}/*")]
            ),
            *task_policies.start_any_task(environment, cluster.arn),
            *task_policies.tend_started_tasks(environment, cluster.name, cluster.arn),
        ]
