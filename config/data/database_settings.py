"""Settings of the database."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from config.data.aurora import AuroraSettings, aurora_problems
from config.data.engines import ENGINES
from config.data.parameters import Parameters, parameter_problems
from config.data.snapshot import MASTER_USER, SnapshotSettings
from config.values import (
    KEPT_CONNECTIONS,
    Broken,
    DailyWindow,
    DatabaseEngine,
    DatabaseVersion,
    Image,
    Section,
    Window,
    connections_of,
    images,
    window_problems,
)


class ProxySettings(Section):
    """RDS Proxy, which pools connections and shortens a failover. It costs 0.015 USD an hour for
    each vCPU of the database, but for two at least (aws.amazon.com/rds/proxy/pricing)."""

    max_connections_percent: Annotated[int, Field(ge=1, le=100, examples=[90])] = 90
    """Share of the database's connections that the proxy may hold, in percent."""
    borrow_timeout_seconds: Annotated[int, Field(ge=0, le=300, examples=[30])] = 30
    """Time that a client waits for a free connection, in seconds."""


_OTHER_STORAGE = "is RDS's; Aurora's storage grows and shrinks by itself; leave it out"
_NOT_AURORAS = {
    "instance_class": "is RDS's; Aurora's instances go by aurora.instance_class, or by "
    "aurora.min_acus and aurora.max_acus",
    "storage_gib": _OTHER_STORAGE,
    "storage_max_gib": _OTHER_STORAGE,
    "proxy": "goes with RDS only here; write null: programs reach the cluster's endpoint",
    "snapshot": "begins an RDS instance only; leave it out, and restore beside the cluster "
    "(docs/aurora.md)",
}
OF_INSTANCES = ("instance_class", "storage_gib", "storage_max_gib")
"""Keys that an RDS instance must say, and that Aurora does not have."""


class DatabaseSettings(Section):
    """RDS for PostgreSQL, or for MySQL, or Aurora PostgreSQL. No key here but `engine`, `aurora`
    and `snapshot` replaces the server; what else would replace it is not a setting."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["aurora"]}, {"required": [*OF_INSTANCES]}]}
    )

    aurora: AuroraSettings | None = None
    """Aurora PostgreSQL in place of one RDS instance, with a reader in another zone for `multi_az`,
    or as many as `read_replicas` says. Its size stands below this key: it has no other instance
    class, and no storage, proxy or snapshot. A server cannot become one, nor stop being one: that
    replaces it (docs/aurora.md). Absent: an RDS instance."""
    engine: DatabaseEngine = "postgres"
    """Software of the server: `postgres`, or `mysql` (docs/mysql.md). All databases on it have the
    same engine in the workload. Another one replaces the instance, with its data. Default:
    postgres."""
    engine_version: DatabaseVersion
    """Version of PostgreSQL in quotes, either a major version ("16") or major.minor to pin one
    ("16.9"); of MySQL likewise "8.4" or "8.4.6"; of Aurora with its minor one, or any change of the
    cluster may move it (docs/aurora.md). A new major version is an upgrade in place, and
    `major_upgrade` must allow it. Change it by `python -m operations upgrade database`
    (docs/operations.md), which does what RDS wants before and after, such as read replicas
    first."""
    instance_class: Annotated[
        str, Field(default_factory=str, examples=["db.t3.small", "db.r5.large"])
    ]
    """RDS instance class. A change restarts the instance; with `multi_az` the restart is a
    failover. An instance must say it."""
    storage_gib: Annotated[int, Field(default_factory=int, ge=20, le=65536, examples=[100])]
    """Allocated storage (gp3) in GiB. It can grow but never shrink, not even to a value below the
    size to which AWS has enlarged it: refresh the state before you raise it (docs/operations.md).
    Storage of 400 GiB and more has four times the IOPS. An instance must say it."""
    storage_max_gib: Annotated[int, Field(default_factory=int, ge=20, le=65536, examples=[1000])]
    """Size in GiB up to which AWS enlarges the storage by itself when it runs full. It must be 10 %
    above `storage_gib` at least. An instance must say it."""
    multi_az: bool
    """A standby in another zone, to which RDS fails over in one to two minutes. It doubles the
    price."""
    read_replicas: Annotated[int, Field(ge=0, le=5, examples=[1])]
    """Number of instances that serve reads, each at the price of the primary. Services get the
    first one as DB_READ_HOST. A lower number deletes the last replicas, in a protected environment
    too: they hold nothing that the primary does not hold."""
    proxy: ProxySettings | None
    """RDS Proxy between the services and the database, `{}` for its defaults. null: services
    connect to the instance itself."""
    insights: Literal["standard", "advanced"]
    """Mode of CloudWatch Database Insights: `standard` keeps data for 7 days free of charge,
    `advanced` for 15 months."""
    extended_support: bool = False
    """Permission for RDS to keep a major version after its standard support ends, at an hourly
    price for each vCPU (aws.amazon.com/rds/postgresql/pricing). Without it RDS itself upgrades the
    instance to a supported major version. It takes effect only when the instance is created; later,
    change it with `aws rds modify-db-instance --engine-lifecycle-support`."""
    major_upgrade: bool = False
    """Permission for the next update to change the major version. RDS upgrades the read replicas
    together with the primary, and the database does not answer meanwhile. The only way back is the
    snapshot that RDS takes before the upgrade (docs/operations.md)."""
    setup_image: (
        Annotated[Image, Field(examples=["public.ecr.aws/docker/library/postgres:17-alpine"])]
        | None
    ) = None
    """Image of the task that creates databases and logins. It must be built for ARM64 and contain
    `sh` and `psql` 16 or newer; for MySQL, `sh` and `mysql` 8.4. The task runs with the master
    user's password, so pin the image by its digest (`...@sha256:`), or mirror it to a repository of
    this account that exists before the first `up`; with `network.nat: none` nothing else can be
    pulled. Absent: Docker's official image of the engine, at Amazon's public registry."""
    parameters: Parameters = {}
    """Parameters by name, in the engine's own units and without them: `work_mem: 65536` of
    PostgreSQL is 64 MiB. docs/database-servers.md and docs/mysql.md list them. Dynamic
    ones change at once, static ones such as PostgreSQL's max_connections at the next restart, which
    previews tell. Nothing is replaced. Default: none, so RDS's own values."""
    snapshot: SnapshotSettings | None = None
    """RDS snapshot from which the server begins. Absent: it begins empty. On a server that exists a
    new one replaces the instance, with its data."""
    backup_window: DailyWindow = "01:00-02:00"
    """Daily time of the backup, in UTC, 30 minutes or longer. It may cross midnight."""
    maintenance_window: Window = "sun:03:00-sun:04:00"
    """Weekly time for maintenance, in UTC, 30 minutes or longer, which must not overlap the backup
    window."""

    @property
    def image(self) -> str:
        """The image of the setup task."""
        return self.setup_image or ENGINES[self.engine].setup_image

    @property
    def is_pinned(self) -> bool:
        """True if the version has its minor, which AWS must not change then."""
        return ENGINES[self.engine].is_pinned(self.engine_version)

    @property
    def has_performance_insights(self) -> bool:
        """True if the class runs Performance Insights with this engine."""
        return self.instance_class not in ENGINES[self.engine].without_insights

    @property
    def master_user(self) -> str:
        """The name of the server's master user."""
        return self.snapshot.master_user if self.snapshot else MASTER_USER

    @property
    def connections(self) -> int | None:
        """The number of connections for programs; None if it is not known here."""
        given = self.parameters.get("max_connections", "")
        if given.isdecimal():
            return int(given) - KEPT_CONNECTIONS
        return connections_of(self.instance_class, self.engine)

    def rules(self) -> Iterator[Broken]:
        """Yields settings that RDS would refuse, but only after minutes of waiting."""
        yield from parameter_problems(self.parameters, self.engine)
        if self.aurora:
            yield from self._aurora_rules()
        else:
            yield from self._engine_rules()
            yield from self._instance_rules()
        if self.setup_image and images.repository(self.setup_image) is not None:
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

    def _aurora_rules(self) -> Iterator[Broken]:
        """Yields what an Aurora server does not have."""
        if self.engine != "postgres":
            remedy = "goes with no aurora: that is Aurora PostgreSQL; leave one of both out"
            yield Broken("engine", self.engine, remedy)
            return
        for key, remedy in _NOT_AURORAS.items():
            if value := getattr(self, key):
                yield Broken(key, value, remedy)
        yield from aurora_problems(self.parameters)

    def _instance_rules(self) -> Iterator[Broken]:
        """Yields what an instance lacks."""
        if missing := [key for key in OF_INSTANCES if not getattr(self, key)]:
            besides = f" {' and '.join(missing[1:])} too," * bool(missing[1:])
            remedy = f"is missing; an RDS instance needs it,{besides} and Aurora does not"
            yield Broken(missing[0], None, remedy)
            return
        # RDS refuses an autoscaling limit less than 10 % above the storage.
        if self.storage_max_gib * 10 < self.storage_gib * 11:
            yield Broken(
                "storage_max_gib",
                self.storage_max_gib,
                f"must be at least {-(-self.storage_gib * 11 // 10)}, "
                "10 % more than storage_gib: RDS asks for that room",
            )

    def _engine_rules(self) -> Iterator[Broken]:
        """Yields what RDS or Plinth does not do with MySQL."""
        if self.engine == "postgres":
            return
        if self.proxy is not None:
            yield Broken(
                "proxy",
                self.proxy.model_dump(),
                "goes with PostgreSQL only here; write proxy: null: programs reach MySQL itself",
            )
        if self.insights == "advanced" and not self.has_performance_insights:
            yield Broken(
                "insights",
                self.insights,
                f"needs Performance Insights, which RDS does not run on {self.instance_class} with "
                "MySQL; write standard, or choose a larger class",
            )
