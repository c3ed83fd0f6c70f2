"""The instance that takes the writes, with its standby if the settings want one.

Instance         RDS for PostgreSQL or MySQL, with nobody let in yet
ParameterGroup   by major version
SubnetGroup      the data tier
LogGroups        the server's log, and that of upgrades
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import final_snapshot, waits
from components.data.database.database_logs import instance_log_groups
from components.data.database.database_monitoring import watch
from components.data.database.database_parameters import family
from config.data import ENGINES, DatabaseSettings
from planning import Environment

TYPE = "plinth:data:DatabasePrimary"

STRIPED_GIB, STRIPED_IOPS, STRIPED_MIB_PER_SECOND = 400, 12_000, 500
"""The size from which RDS for PostgreSQL and for MySQL spreads gp3 storage over four volumes, and
the least IOPS and throughput that it then takes; below it takes neither. They are given explicitly,
because otherwise the provider sends the IOPS of the smaller storage along with the new size.
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage,
github.com/hashicorp/terraform-provider-aws/issues/28382"""


@dataclass(frozen=True, kw_only=True)
class DatabasePrimaryArgs:
    """The inputs from which the primary is built. Changing `identifier` or `kms_key_arn`, or moving
    to subnets of another network, replaces it; of the settings only `engine` and `snapshot` do."""

    environment: Environment
    settings: DatabaseSettings
    identifier: str
    backups_days: int
    parameters: Sequence[aws.rds.ParameterGroupParameterArgsDict]
    subnet_ids: Sequence[pulumi.Input[str]]
    only_zone: str | None = None
    """The zone of an environment of one zone: `eu-central-1a`. RDS hears it at the creation."""
    security_group_id: pulumi.Input[str]
    monitoring_role_arn: pulumi.Input[str]
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the storage with its backups, the logs, Performance Insights, and the
    first master password."""
    requirements: Sequence[pulumi.Resource]
    """The resources that RDS checks when it creates the instance."""
    tags: Mapping[str, str]
    """Further tags of the instance, by which AWS Backup finds it. They change in place."""


class DatabasePrimary(pulumi.ComponentResource):
    """An instance whose first master password RDS makes and nobody learns."""

    host: pulumi.Output[str]
    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    parameter_group_name: pulumi.Output[str]
    subnet_group: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabasePrimaryArgs, opts: pulumi.ResourceOptions | None = None
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
        parameters = self._create_parameter_group()
        subnets = self._create_subnet_group()
        instance = self._create_instance(parameters, subnets, logs)

        self.host = instance.address
        self.identifier = instance.identifier
        self.arn = instance.arn
        self.parameter_group_name = parameters.name
        self.subnet_group = subnets.name
        self.resource_id = instance.resource_id
        """The instance's name in Performance Insights."""
        self.register_outputs({key: getattr(self, key) for key in DatabasePrimary.__annotations__})

    def _create_parameter_group(self) -> aws.rds.ParameterGroup:
        """Creates a parameter group named after its major version. So a new version gets a new
        group, which exists before the instance is upgraded into it and before the old one is
        deleted."""
        settings = self._args.settings
        version = family(settings.engine, settings.engine_version)
        return aws.rds.ParameterGroup(
            # A Pulumi name with a point would be one more kind of name.
            f"{self._name}-{version.replace('.', '-')}",
            family=version,
            parameters=[*self._args.parameters],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_subnet_group(self) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            self._name,
            description="Data tier",
            subnet_ids=[*self._args.subnet_ids],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_instance(
        self,
        parameters: aws.rds.ParameterGroup,
        subnets: aws.rds.SubnetGroup,
        logs: Sequence[pulumi.Resource],
    ) -> aws.rds.Instance:
        args, settings = self._args, self._args.settings
        inputs = aws.rds.InstanceArgs(
            identifier=args.identifier,
            instance_class=settings.instance_class,
            availability_zone=args.only_zone,
            multi_az=settings.multi_az,
            # For PostgreSQL, it is the only port on which RDS Proxy listens.
            port=ENGINES[settings.engine].port,
            network_type="IPV4",
            publicly_accessible=False,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[args.security_group_id],
            parameter_group_name=parameters.name,
            # This is RDS's default, stated so that a new default restarts nothing. It is valid
            # until 2061.
            ca_cert_identifier="rds-ca-rsa2048-g1",
            maintenance_window=settings.maintenance_window,
            apply_immediately=True,
            tags={**args.tags} or None,
        )
        self._set_engine(inputs)
        self._set_storage(inputs)
        self._set_master_user(inputs)
        self._set_backups(inputs, subnets)
        watch(inputs, settings, args.monitoring_role_arn, args.kms_key_arn)
        return aws.rds.Instance(
            self._name,
            inputs,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.environment.protect,
                # RDS would create the log groups itself.
                depends_on=[*logs, *args.requirements],
                ignore_changes=self._left_to_rds(),
                custom_timeouts=waits.DATABASE,
            ),
        )

    def _left_to_rds(self) -> list[str]:
        """Returns the inputs that count at the creation only."""
        return [
            # `Credentials` ends RDS's management of the password. A change of these two
            # would begin it again, and RDS would refuse the next read replica.
            "manageMasterUserPassword",
            "masterUserSecretKmsKeyId",
            # The provider sends it only when it creates an instance, so every `up` would
            # show a change and not make it
            # (github.com/hashicorp/terraform-provider-aws/issues/40870).
            "engineLifecycleSupport",
            # It counts at the creation: with zones taken away later, it would replace the
            # instance, with its data. Without it, RDS's choice stays.
            *(["availabilityZone"] if self._args.only_zone else []),
            # A restored instance has its snapshot's key and master user: RDS takes no
            # others, so the provider sends none, and would replace the instance, with its
            # data, as soon as it has read them.
            *(["kmsKeyId", "username"] if self._args.settings.snapshot else []),
        ]

    def _set_engine(self, inputs: aws.rds.InstanceArgs) -> None:
        settings = self._args.settings
        inputs.engine = settings.engine
        inputs.engine_version = settings.engine_version
        # RDS's own default buys support past the version's end, without a warning.
        inputs.engine_lifecycle_support = (
            "open-source-rds-extended-support"
            if settings.extended_support
            else "open-source-rds-extended-support-disabled"
        )
        inputs.allow_major_version_upgrade = settings.major_upgrade
        # With a pinned minor version, an upgrade by AWS would be a difference at every preview.
        inputs.auto_minor_version_upgrade = not settings.is_pinned

    def _set_storage(self, inputs: aws.rds.InstanceArgs) -> None:
        settings = self._args.settings
        inputs.storage_type = "gp3"
        # Storage that RDS adds by itself shows no difference once the state knows of it: the
        # provider ignores an allocation below the state's as long as there is a maximum.
        inputs.allocated_storage = settings.storage_gib
        inputs.max_allocated_storage = settings.storage_max_gib
        if settings.storage_gib >= STRIPED_GIB:
            inputs.iops, inputs.storage_throughput = STRIPED_IOPS, STRIPED_MIB_PER_SECOND
        if settings.snapshot:
            inputs.snapshot_identifier = settings.snapshot.id
        inputs.storage_encrypted = True
        inputs.kms_key_id = self._args.kms_key_arn

    def _set_master_user(self, inputs: aws.rds.InstanceArgs) -> None:
        inputs.username = self._args.settings.master_user
        inputs.manage_master_user_password = True
        inputs.master_user_secret_kms_key_id = self._args.kms_key_arn
        # People log in by IAM, after `GRANT rds_iam` (MySQL: as a user IDENTIFIED WITH
        # AWSAuthenticationPlugin); programs have passwords.
        inputs.iam_database_authentication_enabled = True

    def _set_backups(self, inputs: aws.rds.InstanceArgs, subnets: aws.rds.SubnetGroup) -> None:
        protect = self._args.environment.protect
        inputs.backup_retention_period = self._args.backups_days
        inputs.backup_window = self._args.settings.backup_window
        inputs.copy_tags_to_snapshot = True
        inputs.deletion_protection = protect
        inputs.delete_automated_backups = not protect
        inputs.skip_final_snapshot = not protect
        inputs.final_snapshot_identifier = final_snapshot(
            self._args.identifier, subnets.name, self._args.kms_key_arn
        )
