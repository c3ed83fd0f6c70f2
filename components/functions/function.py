"""A Lambda function of the platform, made from one Python file in `handlers/`.

    LogGroup             /<project>/<stack>/function/<name>
    Role + RolePolicy    for its log, its traces, and its purpose
    Function

Left out: a place in the network (it calls AWS's APIs only), a dead-letter queue (its callers wait
for its answer), and reserved concurrency (AWS refuses it in accounts with the initial limit of ten
executions, and nothing here calls it often). Code signing: the code is this repository's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
import pulumi_aws as aws

from components.common import log_group
from components.security import iam
from planning import Environment

TYPE = "plinth:compute:Function"

SOURCES = Path(__file__).parent / "handlers"
PACKAGE = "components/functions/handlers"
"""The folder of further files in an archive."""


@dataclass(frozen=True, kw_only=True)
class FunctionArgs:
    """The inputs from which a function is built. All of them change in place."""

    environment: Environment
    module: str
    """The file `handlers/<module>.py`, whose function `handler` is called."""
    description: str
    timeout_seconds: int
    """The time after which Lambda ends the function; at most 900."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the log, and the variables at rest."""
    statements: Sequence[iam.Statement]
    """The function's rights, besides logs and traces."""
    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    beside: Sequence[str] = ()
    """Further files of `handlers/` that the module imports, by their names. They stand in the
    archive as they do here, so that tests import them by the same name."""


class Function(pulumi.ComponentResource):
    """A function in Python 3.13 on Graviton with 256 MB, since it waits for AWS more than it
    computes."""

    arn: pulumi.Output[str]
    name: pulumi.Output[str]
    role_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: FunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        log_group = self._create_log_group()
        role = iam.service_role(name, "lambda.amazonaws.com", args.environment, self)
        policy = self._allow(role, log_group)
        function = self._create_function(role, log_group, after=policy)

        self.arn, self.name, self.role_name = function.arn, function.name, role.name
        self.register_outputs({"arn": self.arn, "name": self.name, "role_name": self.role_name})

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        environment = self._args.environment
        return log_group(
            self._name,
            environment.path("function", self._name),
            environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _allow(self, role: aws.iam.Role, log_group: aws.cloudwatch.LogGroup) -> aws.iam.RolePolicy:
        return iam.grant(
            self._name,
            role.name,
            self,
            iam.allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [pulumi.Output.concat(log_group.arn, ":*")],
            ),
            # AWS cannot limit writing to X-Ray to resources.
            iam.allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
            *self._args.statements,
        )

    def _create_function(
        self,
        role: aws.iam.Role,
        log_group: aws.cloudwatch.LogGroup,
        *,
        after: aws.iam.RolePolicy,
    ) -> aws.lambda_.Function:
        args = self._args
        return aws.lambda_.Function(
            self._name,
            description=args.description,
            runtime="python3.13",
            architectures=["arm64"],
            handler=f"{args.module}.handler",
            # The archive holds the file's text, not its path, so the state is the same on every
            # machine.
            code=pulumi.AssetArchive(
                {
                    f"{args.module}.py": _source(args.module),
                    **{f"{PACKAGE}/{each}.py": _source(each) for each in args.beside},
                }
            ),
            role=role.arn,
            timeout=args.timeout_seconds,
            memory_size=256,
            environment={"variables": args.variables} if args.variables else None,
            # Lambda keeps no key without variables, and the function would look changed each time.
            kms_key_arn=args.kms_key_arn if args.variables else None,
            logging_config={"log_format": "JSON", "log_group": log_group.name},
            tracing_config={"mode": "Active"},
            # The function must be able to write its log at its first call.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[after]),
        )


def _source(module: str) -> pulumi.StringAsset:
    return pulumi.StringAsset((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
