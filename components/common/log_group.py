"""A log group, as each part of an environment has it."""

import pulumi
import pulumi_aws as aws

from planning import Environment


def log_group(
    name: str,
    physical_name: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> "aws.cloudwatch.LogGroup":
    """Creates a log group under a fixed name, because AWS decides it or people look it up."""
    return aws.cloudwatch.LogGroup(
        name,
        name=physical_name,
        retention_in_days=environment.logs_days,
        kms_key_id=kms_key_arn,
        opts=pulumi.ResourceOptions(parent=parent),
    )
