"""Copies of the automated backups in the recovery region."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.common import waits
from planning import Environment


def replicate_backups(
    name: str,
    environment: Environment,
    kms_key_arn: pulumi.Input[str] | None,
    *,
    instance_arn: pulumi.Input[str],
    days: int,
    requirements: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> list[pulumi.Resource]:
    """Snapshots and transaction logs: RPO is the few minutes that a log takes to get there. The key
    is one of the recovery region; None, or no such region, keeps no copies.

    RDS begins only while the instance is `available`: `requirements` are what changes it before.
    What it gives back is for those that change it afterwards."""
    if kms_key_arn is None or environment.recovery_region is None:
        return []
    replication = aws.rds.InstanceAutomatedBackupsReplication(
        name,
        region=environment.recovery_region,
        source_db_instance_arn=instance_arn,
        kms_key_id=kms_key_arn,
        retention_period=days,
        opts=pulumi.ResourceOptions(
            parent=parent,
            depends_on=[*requirements],
            # Another retention replaces it. AWS stops a replication by its instance: the end of
            # the old one, coming last, would end the new one. What was copied stays.
            delete_before_replace=True,
            custom_timeouts=waits.BACKUP_COPIES,
        ),
    )
    return [replication]
