"""The second deployment of services that are called in a circle.

    Function      deploys a service once more
    Invocation    one for each service that was deployed before one that it calls

ECS deploys a service, and from then on others know its name in Service Connect. So who is called is
deployed first, and in a circle somebody has to be before the others. That service learns their
names by a deployment when they are there. It happens when the environment is made, when a call
comes, and when a port or the encryption changes; every other deployment finds the names anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.compute.cluster import Cluster
from components.compute.service import Service
from components.functions import Function, FunctionArgs
from components.security import iam
from planning import Environment

TYPE = "plinth:compute:LateCalls"

TIMEOUT_SECONDS = 900
"""Lambda's own limit."""


@dataclass(frozen=True, kw_only=True)
class LateCallsArgs:
    """The inputs from which late calls are built."""

    environment: Environment
    cluster: Cluster
    services: Mapping[str, Service]
    """The services by their names."""
    calls: Mapping[str, list[str]]
    """The services that each one calls although they are deployed after it, with an entry for those
    only that have some."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the function's log and variables."""


class LateCalls(pulumi.ComponentResource):
    """A Lambda function that deploys these services once more, and its calls. It costs nothing
    while it is not called."""

    def __init__(
        self, name: str, args: LateCallsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        function = self._create_function()
        for caller in sorted(args.calls):
            self._deploy_again(caller, function)
        self.register_outputs({})

    def _service_arn(self, name: str) -> pulumi.Output[str]:
        args = self._args
        start = args.environment.arn("ecs", "service/")
        return pulumi.Output.concat(start, args.cluster.name, "/", args.services[name].service_name)

    def _create_function(self) -> Function:
        args = self._args
        arns = [self._service_arn(name) for name in sorted(args.calls)]
        return Function(
            self._name,
            FunctionArgs(
                environment=args.environment,
                module="redeploy",
                description="Deploys services once more that call each other in a circle",
                timeout_seconds=TIMEOUT_SECONDS,
                kms_key_arn=args.kms_key_arn,
                statements=[iam.allow(["ecs:DescribeServices", "ecs:UpdateService"], arns)],
                variables={"CLUSTER": args.cluster.arn},
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _deploy_again(self, caller: str, function: Function) -> None:
        args = self._args
        called = {name: args.services[name] for name in sorted(args.calls[caller])}
        encrypted = {name: service.call_port for name, service in called.items()}
        aws.lambda_.Invocation(
            f"{self._name}-{caller}",
            function_name=function.name,
            # A destroy has nothing to deploy.
            lifecycle_scope="CREATE_ONLY",
            input=pulumi.Output.json_dumps(
                {
                    "service": self._service_arn(caller),
                    "names": {name: service.port for name, service in called.items()},
                    # A task calls in the way that was known when it was deployed, too.
                    **({"encrypted": encrypted} if any(encrypted.values()) else {}),
                },
                sort_keys=True,
            ),
            # The names exist once their services are deployed.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[function, args.services[caller], *called.values()]
            ),
        )
