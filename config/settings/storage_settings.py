"""Settings of what holds data: the database and the cache."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import (
    Broken,
    CacheVersion,
    DailyWindow,
    Image,
    PostgresVersion,
    Section,
    Window,
    images,
    needs_data_tiering,
    window_problems,
)


class ProxySettings(Section):
    """RDS Proxy: pools connections, shortens a failover. It costs 0.015 USD an hour for each vCPU
    of the database, two at least (aws.amazon.com/rds/proxy/pricing)."""

    max_connections_percent: Annotated[int, Field(ge=1, le=100)] = 90
    """Share of the database's connections that the proxy may hold."""
    borrow_timeout_seconds: Annotated[int, Field(ge=0, le=300)] = 30
    """How long a client waits for a free connection."""


class DatabaseSettings(Section):
    """RDS for PostgreSQL. Nothing here replaces the instance; what would is not a setting."""

    engine_version: PostgresVersion
    """Major version, or major.minor to pin one. A new major version is an upgrade in place that
    `major_upgrade` allows. To a pinned minor version read replicas are upgraded by hand first
    (docs/operations.md): RDS refuses the primary's upgrade before theirs."""
    instance_class: str
    """For example db.t3.small or db.r5.large; changing it restarts the instance, by failover where
    multi_az."""
    storage_gib: Annotated[int, Field(ge=20, le=65536)]
    """Allocated storage (gp3), which can grow but never shrink, nor below what AWS enlarged it to:
    refresh the state before raising it (docs/operations.md). From 400 on it has four times the
    IOPS."""
    storage_max_gib: Annotated[int, Field(ge=20, le=65536)]
    """Up to where AWS enlarges the storage by itself when it runs full."""
    multi_az: bool
    """A standby in another zone, with failover in one to two minutes. Doubles the price."""
    read_replicas: Annotated[int, Field(ge=0, le=5)]
    """Instances for reading, each at the price of the primary. Services get the first as
    DB_READ_HOST. A lower number deletes the last ones, in a protected environment too: they hold
    nothing that the primary does not."""
    proxy: ProxySettings | None
    """null: services connect to the instance itself."""
    insights: Literal["standard", "advanced"]
    """CloudWatch Database Insights: standard keeps 7 days free of charge, advanced 15 months."""
    extended_support: bool = False
    """Whether RDS keeps a major version after its standard support ends, at an hourly price for
    each vCPU (aws.amazon.com/rds/postgresql/pricing); without it, RDS upgrades the instance to a
    supported major version by itself. It takes effect when the instance is created; later it is
    changed by `aws rds modify-db-instance --engine-lifecycle-support`."""
    major_upgrade: bool = False
    """Lets the next update change the major version. RDS upgrades the read replicas along with the
    primary; nothing answers meanwhile. A major version has no way back but the snapshot that RDS
    takes before (docs/operations.md)."""
    setup_image: Image = "public.ecr.aws/docker/library/postgres:16-alpine"
    """What makes databases and logins: an image for ARM64 with `sh` and `psql` 16 or newer, by
    default Docker's official one, at Amazon's public registry. It runs with the master user's
    password, so pin it by its digest (`...@sha256:`), or mirror it to a repository of this account
    that exists before the first `up`: with `network.nat: none` nothing else can be pulled."""
    backup_window: DailyWindow = "01:00-02:00"
    """Daily, in UTC, 30 minutes or more; it may reach over midnight."""
    maintenance_window: Window = "sun:03:00-sun:04:00"
    """Weekly, in UTC, 30 minutes or more, apart from the backup window."""

    def rules(self) -> Iterator[Broken]:
        """What RDS would refuse after minutes of waiting."""
        # RDS refuses an autoscaling limit less than 10 % above the storage.
        if self.storage_max_gib * 10 < self.storage_gib * 11:
            yield Broken(
                "storage_max_gib",
                self.storage_max_gib,
                f"must be at least {-(-self.storage_gib * 11 // 10)}, "
                "10 % more than storage_gib: RDS asks for that room",
            )
        if images.repository(self.setup_image) is not None:
            yield Broken(
                "setup_image",
                self.setup_image,
                "must name its registry's host first, as in public.ecr.aws/...: it is needed "
                "before anything could be pushed to this platform's own repositories",
            )
        # docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
        yield from window_problems(
            "backup_window", self.backup_window, self.maintenance_window, least=30
        )


class CacheSettings(Section):
    """ElastiCache replication group. A change of `engine` from redis to valkey is in place."""

    engine: Literal["redis", "valkey"]
    engine_version: CacheVersion
    """redis: 7.0 or 7.1; valkey: 7.2 or newer. It cannot be lowered."""
    node_type: str
    """For example cache.t3.micro or cache.r5.large. Changing it replaces the nodes one by one."""
    replicas: Annotated[int, Field(ge=0, le=5)]
    """Copies of the primary, in other zones, each at its price."""
    multi_az: bool
    """Automatic failover to a replica when the primary's zone fails."""
    eviction: Literal[
        "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl", "noeviction"
    ] = "volatile-lru"
    """What goes when the memory is full (`maxmemory-policy`)."""
    snapshot_window: DailyWindow = "02:00-03:00"
    """Daily, in UTC, 60 minutes or more; it may reach over midnight."""
    maintenance_window: Window = "sun:04:00-sun:05:00"
    """Weekly, in UTC, 60 minutes or more, apart from the snapshot window."""

    def rules(self) -> Iterator[Broken]:
        """What ElastiCache would refuse after minutes of waiting."""
        if needs_data_tiering(self.node_type):
            yield Broken(
                "node_type",
                self.node_type,
                "keeps a part of the data on a disk (data tiering), which Plinth's cache does not "
                "use; choose a family without it, such as cache.r6g or cache.r7g",
            )
        if self.multi_az and not self.replicas:
            yield Broken(
                "multi_az", True, "needs a replica to fail over to; set replicas to 1 or more"
            )
        # docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
        yield from window_problems(
            "snapshot_window", self.snapshot_window, self.maintenance_window, least=60
        )
