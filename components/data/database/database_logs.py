"""The log groups to which RDS writes. They exist before the instance does: RDS would create them
with unlimited retention, and without this environment's key."""

import pulumi

from components.common import log_group
from planning import Environment

EXPORTS = ("postgresql", "upgrade")
"""The logs that RDS for PostgreSQL can send to CloudWatch, except the events of IAM
authentication."""


def instance_log_groups(
    name: str,
    identifier: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str],
    parent: pulumi.Resource,
) -> list[pulumi.Resource]:
    """Creates a group for each log of an instance; RDS decides their names."""
    return [
        log_group(
            f"{name}-{log}",
            f"/aws/rds/instance/{identifier}/{log}",
            environment,
            kms_key_arn,
            parent,
        )
        for log in EXPORTS
    ]
