"""A command of a program that runs once for each of its versions, while `pulumi up` waits.

    Parameter     the entry that the task runner reads; it runs nothing without one
    Invocation    of the environment's task runner

It serves migrations: the service that comes after it changes only if the command has succeeded.

Left out: a task of its own. The command runs as the program itself, with the same image, variables,
secrets, roles and network access.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.task import Task
from components.compute.task_runner import TaskRunner

TYPE = "plinth:compute:OneOffTask"


@dataclass(frozen=True, kw_only=True)
class OneOffTaskArgs:
    """The inputs from which a one-off task is built. Changing any of them, or the task's revision,
    runs it again."""

    task: Task
    task_runner: TaskRunner
    command: Sequence[str] = ()
    """The command to run; empty for the program's own."""
    timeout_seconds: int = 600
    """The time after which the task is stopped, and `up` fails. At most 840: Lambda ends after
    900."""
    after: Sequence[pulumi.Resource] = ()
    """Other resources that must exist before it runs: those that it reaches, and the values of its
    secrets."""


class OneOffTask(pulumi.ComponentResource):
    """A task that runs to its end. Its command must be safe to repeat: after a failure the next
    `up` runs it again. If it is still running, the runner waits for it and does not start
    another."""

    def __init__(
        self, name: str, args: OneOffTaskArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        content = self._content()
        entry = self._create_entry(content)
        self._invoke(content, after=[entry, *args.task.requirements, *args.after])
        self.register_outputs({})

    def _content(self) -> pulumi.Output[str]:
        task = self._args.task
        return pulumi.Output.json_dumps(
            {
                "task_definition": task.task_definition_arn,
                "security_groups": task.security_group_ids,
                "container": task.grantee.name,
                "command": list(self._args.command),
                "timeout_seconds": self._args.timeout_seconds,
                "log_group": task.log_group_name,
                "log_stream_prefix": task.kind,
            },
            sort_keys=True,
        )

    def _create_entry(self, content: pulumi.Output[str]) -> aws.ssm.Parameter:
        return aws.ssm.Parameter(
            self._name,
            name=f"{self._args.task_runner.entries_path}/{self._name}",
            description="What the task runner runs by this name",
            type="String",
            # The value is in plain sight, so that a review sees the command. Nothing in it is
            # secret.
            insecure_value=content,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _invoke(self, content: pulumi.Output[str], *, after: Sequence[pulumi.Resource]) -> None:
        aws.lambda_.Invocation(
            self._name,
            function_name=self._args.task_runner.function_name,
            # A destroy has nothing to run.
            lifecycle_scope="CREATE_ONLY",
            # A changed entry makes another event, so the task runs again.
            input=pulumi.Output.json_dumps({"run": self._name, "digest": content.apply(_digest)}),
            triggers={"revision": self._args.task.task_definition_arn},
            # The task needs its roles with all their policies, and everything in `after`.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(after)),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
