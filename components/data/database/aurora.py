"""A database server that is Aurora PostgreSQL: instances over storage that they share, each between
two numbers of ACUs (Serverless v2) or of a fixed class.

    Cluster                 storage in three zones, encrypted, TLS only, with the writer's address
    ClusterInstance         the first writes; the others serve reads, and one takes over
    ClusterParameterGroup   of all instances, by major version
    SecurityGroup           of the instances, and one that the server's clients carry
    SubnetGroup, LogGroup, Role for Enhanced Monitoring

Left out: clusters with both kinds of instances; classes with disks of their own (Optimized Reads);
RDS Proxy, as the cluster's address leads to a new writer by itself; copies of the automated backups
in the recovery region, which Aurora does not make (AWS Backup copies daily snapshots there); global
databases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import data_name, final_snapshot, log_group, waits
from components.data.database.database_monitoring import (
    INSIGHTS_DAYS,
    MONITORING_SECONDS,
    monitoring_role,
)
from components.data.database.database_parameters import parameters
from components.network import allow_tcp, clients_of, closed_security_group
from components.security import iam
from config.data import AuroraSettings, AuroraStorage, DatabaseSettings
from config.workload import Workload
from planning import Environment, database_sql, ports

TYPE = "plinth:data:Aurora"
ENGINE = aws.rds.EngineType.AURORA_POSTGRESQL.value
PORT = ports.POSTGRESQL
STORAGE: Mapping[AuroraStorage, str] = {"standard": "aurora", "io-optimized": "aurora-iopt1"}
"""RDS's words for the kinds of storage. The standard one is said too: without a word the provider
would leave a cluster as it is, and none could go back to it (hashicorp/terraform-provider-aws
#41825)."""
SERVERLESS = "db.serverless"
IDENTIFIER_LIMIT = 50
"""The most characters of the identifier. RDS takes 63; instances and the final snapshot add to
it."""


@dataclass(frozen=True, kw_only=True)
class AuroraArgs:
    """The inputs from which a cluster is built."""

    environment: Environment
    settings: DatabaseSettings
    """The settings that Aurora shares with RDS: version, windows, parameters, insights."""
    aurora: AuroraSettings
    readers: int
    """The number of instances beside the writer."""
    workload: Workload
    """The workload, whose extensions decide which libraries the server loads."""
    backups_days: int
    """Days of automated backups with point-in-time recovery: 1 to 35."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of the data tier, in the order of the network's zones."""
    only_zone: str | None = None
    """The zone of an environment of one zone: `eu-central-1a`. RDS hears it at the creation."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts storage, backups, logs, insights and the master user's secret. Changing
    it replaces the cluster."""
    backup_tags: Mapping[str, str]
    """Tags of the cluster, by which AWS Backup finds it. They change in place."""


class Aurora(pulumi.ComponentResource):
    """An Aurora PostgreSQL cluster.

    No setting replaces it. It is replaced if its name, project, stack or region changes, or if the
    network or the key is replaced; its identifier is fixed, so a replacement deletes first.
    `protect: true` makes AWS and Pulumi refuse that. RDS makes the master user's password, keeps it
    in a secret of its own, and changes it every week.
    """

    host: pulumi.Output[str]
    """The cluster's address, which leads to the writer."""
    read_host: pulumi.Output[str]
    """The readers' address, which leads to the writer if there are none."""
    instance_host: pulumi.Output[str]
    port: int
    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    replica_identifiers: dict[str, pulumi.Output[str]]
    """Identifiers of all instances by `instance-<number>`: after a failover any of them may be the
    writer."""
    subnet_group: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: AuroraArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self._identifier = data_name(args.environment, name, IDENTIFIER_LIMIT)
        self._group = closed_security_group(name, args.vpc_id, "The database", parent=self)
        self._role, role_ready = monitoring_role(f"{name}-monitoring", args.environment, self)
        subnets = self._create_subnet_group()
        cluster = self._create_cluster(subnets)
        instances = self._create_instances(cluster, subnets, role_ready)
        self._clients = clients_of(name, args.vpc_id, "Programs that use the database", self)
        allow_tcp(name, self._group.id, self._clients, PORT, parent=self)

        self.port = PORT
        self.host, self.instance_host = cluster.endpoint, cluster.endpoint
        self.read_host = cluster.reader_endpoint
        self.identifier, self.arn = cluster.cluster_identifier, cluster.arn
        self.replica_identifiers = {key: each.identifier for key, each in sorted(instances.items())}
        self.subnet_group = subnets.name
        self.master_secret_arn = cluster.master_user_secrets.apply(
            lambda found: str(found[0].secret_arn)
        )
        self.security_group_id = self._group.id
        self.register_outputs({key: getattr(self, key) for key in Aurora.__annotations__})

    def allow_from(self, client: iam.Grantee) -> None:
        """Lets a program reach the writer and the readers."""
        self._clients.admit(client)

    def allow_instance_from(self, client: iam.Grantee) -> None:
        """Lets the setup task reach the writer."""
        allow_tcp(f"{self._name}-instance", self._group.id, client, PORT, parent=self)

    def _create_subnet_group(self) -> aws.rds.SubnetGroup:
        return aws.rds.SubnetGroup(
            self._name,
            description="Data tier",
            subnet_ids=[*self._args.subnet_ids],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_parameter_group(self) -> aws.rds.ClusterParameterGroup:
        """Creates a parameter group named after its major version, which exists before the cluster
        is upgraded into it and before the old one is deleted."""
        family = f"{ENGINE}{self._args.settings.engine_version.split('.')[0]}"
        workload = self._args.workload
        return aws.rds.ClusterParameterGroup(
            f"{self._name}-{family}",
            family=family,
            parameters=[
                *parameters(
                    database_sql.preloaded_libraries(workload),
                    database_sql.cron_database(workload),
                    given=self._args.settings.parameters,
                )
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_cluster(self, subnets: aws.rds.SubnetGroup) -> aws.rds.Cluster:
        args, settings = self._args, self._args.settings
        inputs = aws.rds.ClusterArgs(
            cluster_identifier=self._identifier,
            engine=aws.rds.EngineType.AURORA_POSTGRESQL,
            # Serverless v2 counts as provisioned.
            engine_mode="provisioned",
            engine_version=settings.engine_version,
            allow_major_version_upgrade=settings.major_upgrade,
            # RDS's own default buys support past the version's end, without a warning.
            engine_lifecycle_support="open-source-rds-extended-support"
            if settings.extended_support
            else "open-source-rds-extended-support-disabled",
            serverlessv2_scaling_configuration=_range(args.aurora),
            storage_type=STORAGE[args.aurora.storage],
            port=PORT,
            network_type="IPV4",
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=self._create_parameter_group().name,
            vpc_security_group_ids=[self._group.id],
            enabled_cloudwatch_logs_exports=["postgresql"],
            iam_database_authentication_enabled=True,
            preferred_maintenance_window=settings.maintenance_window,
            apply_immediately=True,
            tags={**args.backup_tags} or None,
        )
        self._set_storage(inputs, subnets)
        return aws.rds.Cluster(
            self._name,
            inputs,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=args.environment.protect,
                # RDS would create the log group itself.
                depends_on=[self._create_log_group()],
                ignore_changes=[
                    # It counts at the creation: RDS has one for each of its three zones.
                    "availabilityZones",
                    # The provider sends it only when it creates a cluster.
                    "engineLifecycleSupport",
                ],
                custom_timeouts=waits.DATABASE,
            ),
        )

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        return log_group(
            f"{self._name}-postgresql",
            f"/aws/rds/cluster/{self._identifier}/postgresql",
            self._args.environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _set_storage(self, inputs: aws.rds.ClusterArgs, subnets: aws.rds.SubnetGroup) -> None:
        args, protect = self._args, self._args.environment.protect
        inputs.storage_encrypted = True
        inputs.kms_key_id = args.kms_key_arn
        inputs.master_username = database_sql.MASTER
        inputs.manage_master_user_password = True
        inputs.master_user_secret_kms_key_id = args.kms_key_arn
        inputs.database_insights_mode = args.settings.insights
        inputs.performance_insights_enabled = True
        inputs.performance_insights_kms_key_id = args.kms_key_arn
        inputs.performance_insights_retention_period = INSIGHTS_DAYS[args.settings.insights]
        inputs.backup_retention_period = args.backups_days
        inputs.preferred_backup_window = args.settings.backup_window
        inputs.copy_tags_to_snapshot = True
        inputs.deletion_protection = protect
        inputs.delete_automated_backups = not protect
        inputs.skip_final_snapshot = not protect
        inputs.final_snapshot_identifier = final_snapshot(
            self._identifier, subnets.name, args.kms_key_arn
        )

    def _create_instances(
        self,
        cluster: aws.rds.Cluster,
        subnets: aws.rds.SubnetGroup,
        requirements: Sequence[pulumi.Resource],
    ) -> dict[str, aws.rds.ClusterInstance]:
        """Creates the instances one after the other: the first one of a new cluster writes."""
        found: dict[str, aws.rds.ClusterInstance] = {}
        for number in range(1, self._args.readers + 2):
            found[f"instance-{number}"] = self._create_instance(
                number, cluster, subnets, [*requirements, *list(found.values())[:1]]
            )
        return found

    def _create_instance(
        self,
        number: int,
        cluster: aws.rds.Cluster,
        subnets: aws.rds.SubnetGroup,
        requirements: Sequence[pulumi.Resource],
    ) -> aws.rds.ClusterInstance:
        settings = self._args.settings
        return aws.rds.ClusterInstance(
            f"{self._name}-{number}",
            identifier=f"{self._identifier}-{number}",
            cluster_identifier=cluster.cluster_identifier,
            engine=aws.rds.EngineType.AURORA_POSTGRESQL,
            instance_class=self._args.aurora.instance_class or SERVERLESS,
            availability_zone=self._args.only_zone,
            db_subnet_group_name=subnets.name,
            publicly_accessible=False,
            # The first reader takes over, and with ACUs grows and shrinks along with the writer.
            promotion_tier=min(number - 1, 2),
            ca_cert_identifier="rds-ca-rsa2048-g1",
            # Where the settings name a minor version, AWS would go past it, and the next `up` back.
            auto_minor_version_upgrade=not settings.is_pinned,
            preferred_maintenance_window=settings.maintenance_window,
            copy_tags_to_snapshot=True,
            monitoring_interval=MONITORING_SECONDS,
            monitoring_role_arn=self._role.arn,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=self._args.kms_key_arn,
            performance_insights_retention_period=INSIGHTS_DAYS[settings.insights],
            apply_immediately=True,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[*requirements],
                # It counts at the creation: with zones taken away later, it would replace the
                # instance. Without it, RDS's choice stays.
                ignore_changes=["availabilityZone"] if self._args.only_zone else None,
                custom_timeouts=waits.DATABASE,
            ),
        )


def _range(
    aurora: AuroraSettings,
) -> aws.rds.ClusterServerlessv2ScalingConfigurationArgs | None:
    """Returns the limits of instances that go by ACUs. A cluster whose instances had them before
    keeps them at AWS, where they count for no instance of a class."""
    if aurora.acus is None:
        return None
    least, most = aurora.acus
    return aws.rds.ClusterServerlessv2ScalingConfigurationArgs(
        min_capacity=least, max_capacity=most
    )
