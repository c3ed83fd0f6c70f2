"""The verifier, which tries new versions of services before they get traffic.

    Function             answers ECS, and runs the command of the service that is deployed
    Role + RolePolicy    for ECS, which calls it
    Parameter            one for each service: the command

There is one for each environment with a service that asks for it. ECS calls it in a deployment with
a second set of tasks, when these are well and nobody reaches them.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import known_once
from components.compute import task_policies
from components.compute.cluster import Cluster
from components.compute.task import Task
from components.functions import Function, FunctionArgs
from components.security import iam
from config.workload import programs
from planning import Environment

TYPE = "plinth:compute:Verifier"

TIMEOUT_SECONDS = 120
"""The time of one call, in which nothing waits but for rights that are new."""

Hook = aws.ecs.ServiceDeploymentConfigurationLifecycleHookArgsDict


@dataclass(frozen=True, kw_only=True)
class VerifierArgs:
    """The inputs from which a verifier is built. All of them change in place."""

    environment: Environment
    cluster: Cluster
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the function's log and variables."""


class Verifier(pulumi.ComponentResource):
    """A Lambda function that may start the tasks of this environment. It costs nothing while
    nothing is deployed."""

    def __init__(
        self, name: str, args: VerifierArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._entries = args.environment.path(name)
        self._function = self._create_function()
        self._caller_arn = self._create_caller()
        self.register_outputs({"function_name": self._function.name})

    def verify(
        self, name: str, task: Task, service: programs.Service, verification: programs.Verification
    ) -> Hook:
        """Writes what is run for a service, and returns the hook by which its deployments ask."""
        entry = aws.ssm.Parameter(
            f"{name}-verification",
            name=f"{self._entries}/{name}",
            description="What the verifier runs by this name",
            type="String",
            # The value is in plain sight, so that a review sees the command. Nothing in it is
            # secret.
            insecure_value=pulumi.Output.json_dumps(
                {
                    "container": task.grantee.name,
                    "family": task.family,
                    "port": service.port,
                    "command": verification.command,
                    "timeout_seconds": verification.timeout_seconds,
                    "log_group": task.log_group_name,
                    "log_stream_prefix": task.kind,
                },
                sort_keys=True,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return {
            "target_type": "AWS_LAMBDA",
            "hook_target_arn": known_once(entry, self._function.arn),
            "role_arn": self._caller_arn,
            "lifecycle_stages": ["POST_SCALE_UP"],
            # The provider compares the text with one that it writes itself, which has no spaces.
            "hook_details": f'{{"service":"{name}"}}',
        }

    def _create_function(self) -> Function:
        args = self._args
        return Function(
            self._name,
            FunctionArgs(
                environment=args.environment,
                module="verify_version",
                description="Tries new versions of services before they get traffic",
                timeout_seconds=TIMEOUT_SECONDS,
                kms_key_arn=args.kms_key_arn,
                statements=[*self._read_deployments(), *self._tend_tasks()],
                variables={"CLUSTER": args.cluster.arn, "ENTRIES": self._entries},
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _read_deployments(self) -> list[iam.Statement]:
        environment, cluster = self._args.environment, self._args.cluster
        kinds = {
            "ecs:DescribeServices": "service/",
            "ecs:DescribeServiceDeployments": "service-deployment/",
            "ecs:DescribeServiceRevisions": "service-revision/",
        }
        return [
            iam.allow(
                [action], [pulumi.Output.concat(environment.arn("ecs", kind), cluster.name, "/*")]
            )
            for action, kind in kinds.items()
        ]

    def _tend_tasks(self) -> list[iam.Statement]:
        environment, cluster = self._args.environment, self._args.cluster
        return [
            iam.allow(
                ["ssm:GetParameter"], [environment.arn("ssm", f"parameter{self._entries}/*")]
            ),
            *task_policies.start_any_task(environment, cluster.arn),
            *task_policies.tend_started_tasks(environment, cluster.name, cluster.arn),
        ]

    def _create_caller(self) -> pulumi.Output[str]:
        """Creates the role by which ECS calls the function. AWS documents it without a condition of
        the account, as that which moves traffic.
        docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html"""
        role = iam.role_of_any_account(f"{self._name}-caller", "ecs.amazonaws.com", self)
        policy = iam.grant(
            f"{self._name}-caller",
            role.name,
            self,
            iam.allow(["lambda:InvokeFunction"], [self._function.arn]),
        )
        return known_once(policy, role.arn)
