"""The log groups to which RDS writes. They exist before the instance does: RDS would create them
with unlimited retention, and without this environment's key."""

import pulumi

from components.common import log_group
from config.data import ENGINES
from config.values import DatabaseEngine
from planning import Environment


def instance_log_groups(
    name: str,
    identifier: str,
    engine: DatabaseEngine,
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
        for log in ENGINES[engine].logs
    ]
