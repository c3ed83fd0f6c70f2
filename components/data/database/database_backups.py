"""Copies the automated backups to the recovery region."""

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
    """Copies snapshots and transaction logs to the recovery region. The recovery point is the few
    minutes that a log takes to arrive. The key is one of the recovery region; without a key or such
    a region, nothing is copied.

    RDS begins only while the instance is `available`: `requirements` are the resources that change
    it before. The result is for the resources that change it afterwards.
    """
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
            # Another retention replaces the replication. AWS stops a replication by its instance,
            # so the deletion of the old one, coming last, would end the new one. Backups that were
            # copied stay.
            delete_before_replace=True,
            custom_timeouts=waits.BACKUP_COPIES,
        ),
    )
    return [replication]
