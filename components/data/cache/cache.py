"""A cache of the environment: Redis or Valkey on ElastiCache, a primary and its replicas, or shards
of these.

    ReplicationGroup   encrypted at rest and on the way
    CacheUsers         one user for each program, with its own keys
    ParameterGroup     by engine and major version
    SubnetGroup, SecurityGroup, and one that its clients carry
    LogGroups          slow commands, and the engine's own log

Left out: ElastiCache's way from one node group to shards in place (cluster mode `compatible`),
whose three updates each need clients of another kind. Keys are divided anew at once, in an empty
cache.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import data_name, final_snapshot, log_group, waits
from components.data.cache.cache_users import (
    CacheUsers,
    CacheUsersArgs,
    kept_from_other_kind,
    user_ids,
)
from components.network import allow_tcp, clients_of, closed_security_group
from components.security import Grantee
from config.data import CacheSettings
from planning import Environment, ports

TYPE = "plinth:data:Cache"
PORT = ports.REDIS
LOGS = ("engine-log", "slow-log")


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """The inputs from which a cache is built."""

    environment: Environment
    settings: CacheSettings
    key: str = ""
    """Key of the cache under `caches`. Empty for the first one."""
    snapshots_days: int
    """The days that daily snapshots are kept: 0 (none) to 35."""
    programs: Sequence[str]
    """The programs that use the cache, by their names in the workload."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of the data tier."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the data, the snapshots and the logs; its policy must let CloudWatch
    Logs use it. Changing it replaces the cache."""


class Cache(pulumi.ComponentResource):
    """A cache that programs reach by TLS. Each program has its own password, and its keys below
    `<program>:`.

    Node type, replicas, zones and versions change in place, at once; so do the number of shards and
    redis to valkey. Five changes replace the cache and lose its content: valkey to redis, a lower
    version, another key, another network, and shards or none. `protect: true` makes Pulumi refuse a
    replacement. `protect: false` declares the content worthless: no final snapshot is taken.

    Only the settings choose the version: AWS does not raise the minor version by itself. Security
    patches come all the same, by managed maintenance and service updates, in the maintenance window
    (aws.amazon.com/elasticache/elasticache-maintenance).
    """

    host: pulumi.Output[str]
    """The primary's address, which stays the same after a failover. With shards: the address at
    which a cluster client asks for all nodes (configuration endpoint)."""
    read_host: pulumi.Output[str]
    """The address of all replicas; the primary's if there is none. With shards: as `host`."""
    port: int
    usernames: dict[str, pulumi.Output[str]]
    """User names by program, for `Credentials`, and as CACHE_USER."""
    identifier: pulumi.Output[str]
    """The name of the replication group, with which the names of its nodes begin
    (`planning.cache`)."""
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        users = self._create_users()
        self._group = closed_security_group(name, args.vpc_id, "The cache", parent=self)
        self._clients = clients_of(name, args.vpc_id, "Programs that use the cache", parent=self)
        allow_tcp(name, self._group.id, self._clients, PORT, parent=self)
        logs = {log: self._create_log_group(log) for log in LOGS}
        cache = self._create_replication_group(
            users, self._create_parameter_group(), self._create_subnet_group(), logs
        )

        self.clustered = bool(args.settings.shards)
        """True if programs need a cluster client."""
        one = cache.configuration_endpoint_address
        self.host = one if self.clustered else cache.primary_endpoint_address
        self.read_host = one if self.clustered else cache.reader_endpoint_address
        self.port = PORT
        self.usernames = users.usernames
        self.user_ids = user_ids(args.environment)
        """A pattern of the IDs of all users, for `Credentials`."""
        self.identifier = cache.replication_group_id
        self.security_group_id = self._group.id
        self.register_outputs({key: getattr(self, key) for key in Cache.__annotations__})

    def allow_from(self, client: Grantee) -> None:
        """Lets a program reach the cache over the network; its user decides about its rights
        there."""
        self._clients.admit(client)

    def _create_users(self) -> CacheUsers:
        return CacheUsers(
            f"{self._name}-users",
            CacheUsersArgs(
                environment=self._args.environment,
                programs=self._args.programs,
                key=self._args.key,
            ),
            # A serverless cache that gets nodes keeps its users.
            opts=pulumi.ResourceOptions(
                parent=self, aliases=kept_from_other_kind(self._name, TYPE)
            ),
        )

    def _create_log_group(self, log: str) -> aws.cloudwatch.LogGroup:
        environment = self._args.environment
        return log_group(
            f"{self._name}-{log}",
            # ElastiCache adds the log group to a policy of the whole account, whose size CloudWatch
            # limits; all groups below this prefix share one line of it. docs.aws.amazon.com/
            # AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
            "/aws/vendedlogs" + environment.path(self._name, log),
            environment,
            self._args.kms_key_arn,
            parent=self,
        )

    def _create_parameter_group(self) -> aws.elasticache.ParameterGroup:
        """Creates a parameter group named after its family. So the group of a new version exists
        before the cache is upgraded into it, and the old one is deleted afterwards."""
        settings = self._args.settings
        family = f"{settings.engine}{settings.engine_version.split('.')[0]}"
        parameters: dict[str, str] = {"maxmemory-policy": settings.eviction}
        if settings.shards:
            parameters["cluster-enabled"] = "yes"
        return aws.elasticache.ParameterGroup(
            f"{self._named()}-{family}",
            family=family,
            parameters=[{"name": key, "value": value} for key, value in parameters.items()],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _named(self) -> str:
        """Returns the first part of a name that is another one for a cache with shards."""
        return f"{self._name}-shards" if self._args.settings.shards else self._name

    def _create_subnet_group(self) -> aws.elasticache.SubnetGroup:
        """Creates the subnet group. A cache that gets or loses its shards gets another one, and so
        is replaced: otherwise the provider would ask for shards in place, which ElastiCache
        refuses of a cache without any, or would take replicas away for shards that go."""
        return aws.elasticache.SubnetGroup(
            self._named(),
            description="Data tier",
            subnet_ids=[*self._args.subnet_ids],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_replication_group(
        self,
        users: CacheUsers,
        parameters: aws.elasticache.ParameterGroup,
        subnets: aws.elasticache.SubnetGroup,
        logs: dict[str, aws.cloudwatch.LogGroup],
    ) -> aws.elasticache.ReplicationGroup:
        args, settings = self._args, self._args.settings
        final = final_snapshot(
            data_name(args.environment, self._name, 60), subnets.name, args.kms_key_arn
        )
        return aws.elasticache.ReplicationGroup(
            self._name,
            description="Cache of the environment's programs",
            engine=settings.engine,
            engine_version=settings.engine_version,
            # If AWS raised the version, the next `up` would take the settings' lower one for a
            # downgrade, to which the provider responds with a new, empty cache.
            auto_minor_version_upgrade=False,
            node_type=settings.node_type,
            num_cache_clusters=None if settings.shards else settings.replicas + 1,
            cluster_mode="enabled" if settings.shards else None,
            num_node_groups=settings.shards,
            replicas_per_node_group=settings.replicas if settings.shards else None,
            # Without failover, a replica would only be for reading. Shards must have it, even those
            # without replicas. docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/
            # API_CreateReplicationGroup.html
            automatic_failover_enabled=bool(settings.replicas or settings.shards),
            multi_az_enabled=settings.multi_az,
            port=PORT,
            parameter_group_name=parameters.name,
            subnet_group_name=subnets.name,
            security_group_ids=[self._group.id],
            user_group_ids=[users.group_id],
            at_rest_encryption_enabled=True,
            kms_key_id=args.kms_key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            snapshot_retention_limit=args.snapshots_days,
            snapshot_window=settings.snapshot_window,
            final_snapshot_identifier=final if args.environment.protect else None,
            maintenance_window=settings.maintenance_window,
            log_delivery_configurations=[_delivery(log, logs[log].name) for log in LOGS],
            # Changes happen during `up`, as the preview showed, and leave no difference afterwards.
            apply_immediately=True,
            opts=pulumi.ResourceOptions(
                parent=self, protect=args.environment.protect, custom_timeouts=waits.CACHE
            ),
        )


def _delivery(
    log: str, log_group_name: pulumi.Input[str]
) -> aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgsDict:
    return {
        "log_type": log,
        "log_format": "json",
        "destination_type": "cloudwatch-logs",
        "destination": log_group_name,
    }
