"""A PostgreSQL or MySQL server: one RDS instance, with backups, replicas, monitoring and a proxy.

    Instance                encrypted, TLS only, reached by those who were let in
    DatabaseReplica         for each of `read_replicas`
    DatabaseProxy           if the settings have a proxy
    Credentials             of the master user, rotated every month
    ParameterGroup          of all instances, by major version
    BackupsReplication      to the recovery region, if there is one
    SecurityGroup           of the instance, and one that the database's clients carry
    SubnetGroup, LogGroups, Role for Enhanced Monitoring

`DatabaseSetup` makes the databases, logins and rights inside it. Left out: Multi-AZ clusters and
Aurora, which are other products with other prices; RDS blue/green deployments, which RDS refuses to
an instance with read replicas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import data_name
from components.data.credentials import Credentials, CredentialsArgs
from components.data.database.database_backups import replicate_backups
from components.data.database.database_monitoring import monitoring_role
from components.data.database.database_parameters import mysql_parameters, parameters
from components.data.database.database_primary import DatabasePrimary, DatabasePrimaryArgs
from components.data.database.database_proxy import DatabaseProxy, DatabaseProxyArgs
from components.data.database.database_replica import DatabaseReplica, DatabaseReplicaArgs
from components.functions import Function
from components.network import Clients, allow_tcp, clients_of, closed_security_group
from components.security import iam
from config.data import ENGINES, DatabaseSettings
from config.workload import Workload
from planning import Environment, database_sql

TYPE = "plinth:data:Database"
IDENTIFIER_LIMIT = 50
"""The most characters of the identifier. RDS takes 63; replicas and the final snapshot add to
it."""
MASTER_ROTATION_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The inputs from which a database is built."""

    environment: Environment
    settings: DatabaseSettings
    workload: Workload
    """The workload, whose extensions decide which libraries the server loads."""
    backups_days: int
    """Days of automated backups with point-in-time recovery: 1 to 35, in both regions."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of the data tier, in the order of the network's zones."""
    only_zone: str | None = None
    """The zone of an environment of one zone: `eu-central-1a`. RDS hears it at the creation."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts storage, backups, logs, insights and the master user's secret. Changing
    it replaces the instance."""
    recovery_kms_key_arn: pulumi.Input[str] | None
    """A key in the recovery region; None keeps no copies there."""
    backup_tags: Mapping[str, str]
    """Tags of the primary, by which AWS Backup finds it. They change in place."""
    credentials_function: Function
    logins: Credentials
    """The logins that the proxy accepts."""


class Database(pulumi.ComponentResource):
    """An RDS instance with PostgreSQL or MySQL.

    No setting but `engine` and `snapshot` replaces it. It is replaced if its name, project, stack
    or region changes, or if the network or the key is replaced. Its identifier is fixed, because
    its log groups must exist before it and because a restored instance can take over its name and
    address; so a replacement deletes first. `protect: true` makes AWS and Pulumi refuse that.
    `protect: false` declares the data worthless: there is no final snapshot, and the backups go
    with the instance. To delete a protected one and keep a final snapshot, use `pulumi state
    unprotect`, and switch RDS's deletion protection off by hand.

    Changes take effect at once, not in the maintenance window, so that the next preview is empty. A
    new instance class restarts it (multi_az: by failover).
    """

    host: pulumi.Output[str]
    """The proxy's address, or the primary's if there is no proxy."""
    read_host: pulumi.Output[str]
    """The first replica's address, or `host` if there is none."""
    instance_host: pulumi.Output[str]
    """The primary's address, past the proxy, for the setup task."""
    port: int
    identifier: pulumi.Output[str]
    arn: pulumi.Output[str]
    replica_identifiers: dict[str, pulumi.Output[str]]
    """Identifiers by `replica-<number>`."""
    subnet_group: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        self.port = ENGINES[args.settings.engine].port
        self._identifier = data_name(args.environment, name, IDENTIFIER_LIMIT)
        self._group = closed_security_group(name, args.vpc_id, "The database", parent=self)
        self._role, role_ready = monitoring_role(f"{name}-monitoring", args.environment, self)
        self._primary = self._create_primary(role_ready)
        self._master = self._create_master_credentials()
        # RDS refuses a change of an instance that is not `available`, and each of these steps keeps
        # it busy for a while: the master password, the copies of backups, the read replicas, the
        # proxy's target. So each waits for all before it.
        password: list[pulumi.Resource] = [*self._master.values]
        copies = self._replicate_backups(after=password)
        self._replica_group, replicas = self._create_replicas(after=[*password, *copies])
        instances = [each.instance for each in replicas.values()]
        self._proxy = self._create_proxy(after=[*password, *copies, *instances])
        self._clients = self._let_clients_in()

        proxy, first = self._proxy, next(iter(replicas.values()), None)
        self.resource_id = self._primary.resource_id
        """The primary's name in Performance Insights, for alarms."""
        self.proxy_name = proxy.identifier if proxy else None
        """The proxy's name in CloudWatch."""
        self.instance_host = self._primary.host
        self.host = proxy.host if proxy else self.instance_host
        self.read_host = first.host if first else self.host
        self.identifier, self.arn = self._primary.identifier, self._primary.arn
        self.subnet_group = self._primary.subnet_group
        self.replica_identifiers = {key: each.identifier for key, each in replicas.items()}
        self.master_secret_arn = self._master.secret_arns["master"]
        self.security_group_id = self._group.id
        self.register_outputs({key: getattr(self, key) for key in Database.__annotations__})

    def allow_from(self, client: iam.Grantee) -> None:
        """Lets a program reach the database: the proxy if there is one, and the replicas."""
        self._clients.admit(client)

    def allow_instance_from(self, client: iam.Grantee) -> None:
        """Lets a task reach the primary itself, past the proxy."""
        allow_tcp(f"{self._name}-instance", self._group.id, client, self.port, parent=self)

    def _let_clients_in(self) -> Clients:
        owner, group_id = self._name, self._group.id
        clients = clients_of(owner, self._args.vpc_id, "Programs that use the database", self)
        if self._proxy:
            # The rules get another name: when a proxy is added or removed, the rules that running
            # tasks use are deleted only after new ones exist.
            owner, group_id = f"{owner}-proxy", self._proxy.security_group_id
        allow_tcp(owner, group_id, clients, self.port, parent=self)
        if self._replica_group:
            replicas = f"{self._name}-replica"
            allow_tcp(replicas, self._replica_group.id, clients, self.port, parent=self)
        return clients

    def _create_primary(self, role_ready: Sequence[pulumi.Resource]) -> DatabasePrimary:
        args = self._args
        return DatabasePrimary(
            self._name,
            DatabasePrimaryArgs(
                environment=args.environment,
                settings=args.settings,
                identifier=self._identifier,
                backups_days=args.backups_days,
                parameters=self._parameters(),
                subnet_ids=args.subnet_ids,
                only_zone=args.only_zone,
                security_group_id=self._group.id,
                monitoring_role_arn=self._role.arn,
                kms_key_arn=args.kms_key_arn,
                requirements=role_ready,
                tags=args.backup_tags,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _parameters(self) -> list[aws.rds.ParameterGroupParameterArgsDict]:
        if self._args.settings.engine == "mysql":
            return mysql_parameters(self._args.settings.parameters)
        return parameters(
            database_sql.preloaded_libraries(self._args.workload),
            database_sql.cron_database(self._args.workload),
            replicas=self._args.settings.read_replicas > 0,
            given=self._args.settings.parameters,
        )

    def _create_master_credentials(self) -> Credentials:
        return Credentials(
            f"{self._name}-credentials",
            CredentialsArgs(
                environment=self._args.environment,
                function=self._args.credentials_function,
                kms_key_arn=self._args.kms_key_arn,
                kind="master",
                usernames={"master": self._args.settings.master_user},
                engine=self._args.settings.engine,
                instance=self._primary.identifier,
                rotation_days=MASTER_ROTATION_DAYS,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _replicate_backups(self, *, after: list[pulumi.Resource]) -> list[pulumi.Resource]:
        args = self._args
        return replicate_backups(
            f"{self._name}-recovery",
            args.environment,
            args.recovery_kms_key_arn,
            instance_arn=self._primary.arn,
            days=args.backups_days,
            requirements=after,
            parent=self,
        )

    def _create_replicas(
        self, *, after: list[pulumi.Resource]
    ) -> tuple[aws.ec2.SecurityGroup | None, dict[str, DatabaseReplica]]:
        settings, name = self._args.settings, f"{self._name}-replica"
        if not settings.read_replicas:
            return None, {}
        # A group of their own, because readers of a replica should not get around the proxy.
        group = closed_security_group(name, self._args.vpc_id, "Read replicas", parent=self)
        numbers = range(1, settings.read_replicas + 1)
        return group, {
            f"replica-{number}": self._create_replica(number, group.id, after) for number in numbers
        }

    def _create_replica(
        self, number: int, group_id: pulumi.Output[str], after: list[pulumi.Resource]
    ) -> DatabaseReplica:
        args = self._args
        return DatabaseReplica(
            f"{self._name}-replica-{number}",
            DatabaseReplicaArgs(
                environment=args.environment,
                settings=args.settings,
                identifier=f"{self._identifier}-replica-{number}",
                primary_identifier=self._primary.identifier,
                parameter_group_name=self._primary.parameter_group_name,
                security_group_id=group_id,
                only_zone=args.only_zone,
                monitoring_role_arn=self._role.arn,
                kms_key_arn=args.kms_key_arn,
                # RDS also refuses a replica while it manages the master password. Replicas need not
                # wait for each other: RDS makes several from one snapshot.
                requirements=after,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_proxy(self, *, after: list[pulumi.Resource]) -> DatabaseProxy | None:
        args, name = self._args, f"{self._name}-proxy"
        if args.settings.proxy is None or not args.logins.secret_arns:
            return None
        proxy = DatabaseProxy(
            name,
            DatabaseProxyArgs(
                environment=args.environment,
                settings=args.settings.proxy,
                identifier=self._identifier,
                instance_identifier=self._primary.identifier,
                logins=args.logins,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                kms_key_arn=args.kms_key_arn,
                target_requirements=after,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.allow_instance_from(proxy.grantee)
        return proxy
