"""A cache of ElastiCache Serverless, which grows and shrinks between nothing and its limits.

    ServerlessCache   encrypted at rest and on the way, in all zones of its subnets
    CacheUsers        one user for each program, with its own keys
    SecurityGroup     and one that its clients carry

Left out: least sizes, with which AWS holds capacity ready before a load and bills it (pre-scaling).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.data.cache.cache_users import (
    CacheUsers,
    CacheUsersArgs,
    kept_from_other_kind,
    user_ids,
)
from components.network import allow_tcp, clients_of, closed_security_group
from components.security import Grantee
from config.data import CacheSettings, ServerlessSettings
from planning import Environment, ports

TYPE = "plinth:data:ServerlessCache"
PORT = ports.REDIS
READ_PORT = PORT + 1
"""The port at which replicas answer. Cluster clients learn of it and open it."""


@dataclass(frozen=True, kw_only=True)
class ServerlessCacheArgs:
    """The inputs from which a serverless cache is built."""

    environment: Environment
    settings: CacheSettings
    """Settings of which the software and the time of the snapshot count here."""
    limits: ServerlessSettings
    key: str
    """Key of the cache under `caches`."""
    snapshots_days: int
    """The days that daily snapshots are kept: 0 (none) to 35."""
    programs: Sequence[str]
    """The programs that use the cache, by their names in the workload."""
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets of the data tier. Another one replaces the cache."""
    kms_key_arn: pulumi.Input[str]
    """The key that encrypts the data and the snapshots. Changing it replaces the cache."""


class ServerlessCache(pulumi.ComponentResource):
    """A cache that programs reach by TLS with a cluster client. Each program has its own password,
    and its keys below `<program>:`.

    Limits, snapshots, users and a higher version change in place, as does redis to valkey. A lower
    version, another key and other subnets replace the cache and lose its content, which
    `protect: true` refuses. The provider takes no final snapshot.
    """

    host: pulumi.Output[str]
    """The address at which a cluster client asks for all nodes."""
    read_host: pulumi.Output[str]
    """The same, since replicas differ by the port."""
    port: int
    usernames: dict[str, pulumi.Output[str]]
    """User names by program, for `Credentials`, and as the variable USER."""
    identifier: pulumi.Output[str]
    """The name of the cache, by which CloudWatch knows it."""
    security_group_id: pulumi.Output[str]

    def __init__(
        self, name: str, args: ServerlessCacheArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name, self._args = name, args
        users = CacheUsers(
            f"{name}-users",
            CacheUsersArgs(environment=args.environment, programs=args.programs, key=args.key),
            # A cache of nodes that becomes serverless keeps its users.
            opts=pulumi.ResourceOptions(parent=self, aliases=kept_from_other_kind(name, TYPE)),
        )
        self._group = closed_security_group(name, args.vpc_id, "The cache", parent=self)
        self._clients = clients_of(name, args.vpc_id, "Programs that use the cache", parent=self)
        allow_tcp(name, self._group.id, self._clients, PORT, parent=self)
        allow_tcp(f"{name}-replicas", self._group.id, self._clients, READ_PORT, parent=self)
        cache = self._create_cache(users)

        self.clustered = True
        """True if programs need a cluster client."""
        self.host = cache.endpoints[0].address
        self.read_host = self.host
        self.port = PORT
        self.usernames = users.usernames
        self.user_ids = user_ids(args.environment)
        """A pattern of the IDs of all users, for `Credentials`."""
        self.identifier = cache.name
        self.security_group_id = self._group.id
        self.register_outputs({key: getattr(self, key) for key in ServerlessCache.__annotations__})

    def allow_from(self, client: Grantee) -> None:
        """Lets a program reach the cache over the network; its user decides about its rights
        there."""
        self._clients.admit(client)

    def _create_cache(self, users: CacheUsers) -> aws.elasticache.ServerlessCache:
        args = self._args
        days = args.snapshots_days
        return aws.elasticache.ServerlessCache(
            self._name,
            description="Cache of the environment's programs",
            engine=args.settings.engine,
            major_engine_version=args.settings.engine_version.split(".")[0],
            cache_usage_limits={
                "data_storage": {"maximum": args.limits.max_gb, "unit": "GB"},
                "ecpu_per_seconds": [{"maximum": args.limits.max_ecpu_per_second}],
            },
            kms_key_id=args.kms_key_arn,
            security_group_ids=[self._group.id],
            subnet_ids=[*args.subnet_ids],
            user_group_id=users.group_id,
            snapshot_retention_limit=days,
            daily_snapshot_time=args.settings.snapshot_window.split("-")[0] if days else None,
            opts=pulumi.ResourceOptions(
                parent=self, protect=args.environment.protect, custom_timeouts=waits.CACHE
            ),
        )
