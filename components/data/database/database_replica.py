"""A copy of the database for reading.

    Instance     follows the primary; takes no writes
    LogGroups    its log and its upgrades

It has no backups of its own: the primary's cover the data. There is no automatic failover to it. If
the primary is lost, it can be promoted by hand: `aws rds promote-read-replica`.

Left out: its engine version. It starts with the primary's, and RDS upgrades it together with the
primary to a new major version. A pinned minor version must be on the replica before the primary
(docs/operations.md), but Pulumi changes the primary first.
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.data.database.database_logs import instance_log_groups
from components.data.database.database_monitoring import watch
from config.data import DatabaseSettings
from planning import Environment

TYPE = "plinth:data:DatabaseReplica"


@dataclass(frozen=True, kw_only=True)
class DatabaseReplicaArgs:
    """The inputs from which a replica is built. Changing `identifier` replaces it; all others
    change in place."""

    environment: Environment
    settings: DatabaseSettings
    identifier: str
    primary_identifier: pulumi.Input[str]
    parameter_group_name: pulumi.Input[str]
    """The primary's parameter group. RDS creates the replica in it, so nothing has to be changed
    afterwards. A move into another group would take one call and one restart that are never tried
    again."""
    security_group_id: pulumi.Input[str]
    only_zone: str | None = None
    """The zone of an environment of one zone: `eu-central-1a`. RDS hears it at the creation."""
    monitoring_role_arn: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """The key of the logs and of Performance Insights. The storage has the primary's key, by RDS's
    rule."""
    requirements: Sequence[pulumi.Resource]
    """Resources that must exist before RDS agrees to create a replica."""


class DatabaseReplica(pulumi.ComponentResource):
    """A read replica in the primary's region, at the price of an instance of its class."""

    host: pulumi.Output[str]
    identifier: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseReplicaArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        logs = instance_log_groups(
            name,
            args.identifier,
            args.settings.engine,
            args.environment,
            args.kms_key_arn,
            parent=self,
        )
        self.instance = self._create_instance(logs)
        """The instance, for resources that must come after it."""

        self.host = self.instance.address
        self.identifier = self.instance.identifier
        self.register_outputs({"host": self.host, "identifier": self.identifier})

    def _create_instance(self, logs: Sequence[pulumi.Resource]) -> aws.rds.Instance:
        args, settings = self._args, self._args.settings
        inputs = aws.rds.InstanceArgs(
            identifier=args.identifier,
            replicate_source_db=args.primary_identifier,
            instance_class=settings.instance_class,
            availability_zone=args.only_zone,
            storage_type="gp3",
            # The size is the primary's; only the limit is its own.
            max_allocated_storage=settings.storage_max_gib,
            # The storage has the primary's key, by RDS's rule for the same region: it takes none
            # here.
            storage_encrypted=True,
            parameter_group_name=args.parameter_group_name,
            vpc_security_group_ids=[args.security_group_id],
            publicly_accessible=False,
            iam_database_authentication_enabled=True,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            auto_minor_version_upgrade=not settings.is_pinned,
            maintenance_window=settings.maintenance_window,
            backup_retention_period=0,
            copy_tags_to_snapshot=True,
            # RDS takes no final snapshot of a replica.
            skip_final_snapshot=True,
            # A replica holds nothing that the primary lacks, so a setting with fewer replicas
            # deletes it. A promoted one holds data, and whoever promotes it must protect it.
            deletion_protection=False,
            apply_immediately=True,
        )
        watch(inputs, settings, args.monitoring_role_arn, args.kms_key_arn)
        return aws.rds.Instance(
            self._name,
            inputs,
            opts=pulumi.ResourceOptions(
                parent=self,
                # RDS would create the log groups itself.
                depends_on=[*logs, *args.requirements],
                # It counts at the creation: with zones taken away later, it would replace the
                # replica. Without it, RDS's choice stays.
                ignore_changes=["availabilityZone"] if args.only_zone else None,
                custom_timeouts=waits.DATABASE,
            ),
        )
