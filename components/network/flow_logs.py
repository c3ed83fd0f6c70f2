"""The flow log of a network, a record of its connections for investigations.

    FlowLog      all traffic, accepted and rejected, in one-minute records
    LogGroup     encrypted, kept for `retention.logs_days`
    Role         by which the flow log service writes

The records have AWS's default format, which GuardDuty, Athena and CloudWatch Insights read.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import log_group
from components.security import iam
from planning import Environment

TYPE = "plinth:network:FlowLogs"


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """The inputs from which the flow logs are built."""

    environment: Environment
    vpc_id: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the log group. Its policy must let CloudWatch Logs of this region use
    it."""


class FlowLogs(pulumi.ComponentResource):
    """The flow log of a VPC. Changing anything but the retention and the key replaces it."""

    log_group_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        log_group = self._create_log_group()
        role = iam.service_role(name, "vpc-flow-logs.amazonaws.com", args.environment, parent=self)
        grant = self._let_write(role, log_group)
        self._create_flow_log(role, log_group, grant)
        self.log_group_name = log_group.name
        self.register_outputs({"log_group_name": self.log_group_name})

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        return log_group(
            self._name,
            self._args.environment.path(self._name),
            self._args.environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _let_write(
        self, role: aws.iam.Role, log_group: aws.cloudwatch.LogGroup
    ) -> aws.iam.RolePolicy:
        # AWS's own example allows these actions on every log group, and the creation of groups; one
        # group is enough.
        # docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        return iam.grant(
            self._name,
            role.name,
            self,
            iam.allow(
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                [log_group.arn, pulumi.Output.concat(log_group.arn, ":*")],
            ),
            # The listing of groups cannot be limited: allowed on one group only, it allows nothing.
            iam.allow(
                ["logs:DescribeLogGroups"], [self._args.environment.arn("logs", "log-group:*")]
            ),
        )

    def _create_flow_log(
        self,
        role: aws.iam.Role,
        log_group: aws.cloudwatch.LogGroup,
        grant: aws.iam.RolePolicy,
    ) -> aws.ec2.FlowLog:
        return aws.ec2.FlowLog(
            self._name,
            vpc_id=self._args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=log_group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            opts=pulumi.ResourceOptions(
                parent=self,
                # Without the permission the first records are lost, without an error at creation.
                depends_on=[grant],
                # EC2 refuses a second flow log to the same log group (FlowLogAlreadyExists).
                delete_before_replace=True,
            ),
        )
