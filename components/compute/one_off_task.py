"""A command of a program that runs once for each of its versions, while `pulumi up` waits.

    Parameter     what to run: the task runner takes it from there, and from nobody else
    Invocation    of the environment's task runner

For migrations: the service that comes after it is touched only when the command has ended well.

Left out: a task of its own. It runs as the program itself, with the same image, variables, secrets,
roles and ways through the network.
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
    """What a one-off task is made from. Changing any of it, or the task's revision, runs it
    again."""

    task: Task
    task_runner: TaskRunner
    command: Sequence[str] = ()
    """Instead of the program's; empty for the program's own."""
    timeout_seconds: int = 600
    """After which it is stopped, and `up` fails. At most 840: Lambda ends after 900."""
    after: Sequence[pulumi.Resource] = ()
    """What else must exist before it runs: what it reaches, and the values of its secrets."""


class OneOffTask(pulumi.ComponentResource):
    """A task that ran. Its command must bear to be repeated: after a failure the next `up` runs it
    again, and when it is still running the runner waits for it instead of starting another."""

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
            # In plain sight: a review sees what will run. Nothing in it is secret.
            insecure_value=content,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _invoke(self, content: pulumi.Output[str], *, after: Sequence[pulumi.Resource]) -> None:
        aws.lambda_.Invocation(
            self._name,
            function_name=self._args.task_runner.function_name,
            # On a destroy there is nothing to run.
            lifecycle_scope="CREATE_ONLY",
            # Another entry is another event, so it runs again.
            input=pulumi.Output.json_dumps({"run": self._name, "digest": content.apply(_digest)}),
            triggers={"revision": self._args.task.task_definition_arn},
            # Its roles with all their policies, and what else must be there for it to run.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(after)),
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
