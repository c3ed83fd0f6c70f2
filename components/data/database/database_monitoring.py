"""The monitoring of an instance: its logs, the metrics of its operating system, its queries."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.security import iam
from config.data import ENGINES, DatabaseSettings
from planning import Environment

MONITORING_SECONDS = 60
"""Seconds between two points of Enhanced Monitoring; each is a log line that CloudWatch charges
for."""
INSIGHTS_DAYS = {"standard": 7, "advanced": 465}
"""The days that Performance Insights must keep, for each mode of Database Insights.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html"""
_LOG_GROUP = "RDSOSMetrics"
"""The one log group for all instances of an account. RDS creates it, with a retention of 30
days."""


def monitoring_role(
    name: str, environment: Environment, parent: pulumi.Resource
) -> tuple[aws.iam.Role, Sequence[pulumi.Resource]]:
    """Creates the role with which Enhanced Monitoring writes; returns it with the resources that it
    needs first.

    The rights are those of AWS's AmazonRDSEnhancedMonitoringRole, in this account and region only.
    """
    role = iam.service_role(name, "monitoring.rds.amazonaws.com", environment, parent)
    group = environment.arn("logs", f"log-group:{_LOG_GROUP}")
    streams = [
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
    ]
    policy = iam.grant(
        name,
        role.name,
        parent,
        iam.allow(["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [group, f"{group}:*"]),
        iam.allow(streams, [f"{group}:log-stream:*"]),
    )
    return role, [policy]


def watch(
    inputs: aws.rds.InstanceArgs,
    settings: DatabaseSettings,
    role_arn: pulumi.Input[str],
    kms_key_arn: pulumi.Input[str],
) -> None:
    """Switches the monitoring of an instance on. Performance Insights can never change its first
    key."""
    inputs.enabled_cloudwatch_logs_exports = [*ENGINES[settings.engine].logs]
    inputs.monitoring_interval = MONITORING_SECONDS
    inputs.monitoring_role_arn = role_arn
    inputs.database_insights_mode = settings.insights
    # Without it, RDS takes neither a key nor a number of days.
    inputs.performance_insights_enabled = settings.has_performance_insights
    if not settings.has_performance_insights:
        return
    inputs.performance_insights_kms_key_id = kms_key_arn
    inputs.performance_insights_retention_period = INSIGHTS_DAYS[settings.insights]
