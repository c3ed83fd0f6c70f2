"""Settings of a further database server, beside the one that `database` describes."""

from typing import Annotated, Any

from pydantic import Field

from config.data.aurora import AuroraSettings
from config.data.database_settings import DatabaseSettings, ProxySettings
from config.data.parameters import Parameters
from config.data.snapshot import SnapshotSettings
from config.values import (
    DailyWindow,
    DatabaseEngine,
    DatabaseVersion,
    Image,
    Name,
    Section,
    Window,
)


class DatabaseServer(Section):
    """RDS instance of its own for some databases, with its own size, version, replicas, proxy,
    master user, backups and restore point. An absent key has the value that it has under
    `database`, but for `engine`. Removing a protected server is refused; no key here but `engine`,
    `aurora` and `snapshot` replaces one."""

    databases: Annotated[list[Name], Field(examples=[["ledger"]])] = []
    """Databases of the workload that stand on this server. All that no server names stand on the
    first one, which `database` describes. Rows do not move along: a database that is placed on
    another server is empty there, and the update stops as long as the old one has tables
    (docs/database-servers.md)."""
    aurora: AuroraSettings | None = None
    """Aurora PostgreSQL in place of one RDS instance, with a reader in another zone for `multi_az`,
    or as many as `read_replicas` says. Its size stands below this key: it has no other instance
    class, and no storage, proxy or snapshot of its own. A server cannot become one, nor stop being
    one: that replaces it (docs/aurora.md). `parameters` are taken from `database` if that is Aurora
    too. Absent: an RDS instance, whatever `database` is; beside Aurora there it says its class and
    storage itself, and has no `parameters` or `proxy` of another."""
    engine: DatabaseEngine = "postgres"
    """Software of the server: `postgres`, or `mysql` (docs/mysql.md). All its databases have the
    same engine in the workload. Where it is another one than that of `database`, the version is
    said here, and `parameters`, `proxy` and `setup_image` are not taken from there. Another one
    replaces the server, with its data. Default: postgres."""
    engine_version: DatabaseVersion | None = None
    """Version in quotes, a major one or one with its minor: "16", "16.9", of MySQL "8.4" or
    "8.4.6". Absent: as `database` says."""
    instance_class: Annotated[str, Field(examples=["db.t3.small", "db.r5.large"])] | None = None
    """RDS instance class. A change restarts the instance. Absent: as `database` says."""
    storage_gib: Annotated[int, Field(ge=20, le=65536, examples=[100])] | None = None
    """Allocated storage (gp3) in GiB, which never shrinks. Absent: as `database` says."""
    storage_max_gib: Annotated[int, Field(ge=20, le=65536, examples=[1000])] | None = None
    """Size in GiB up to which AWS enlarges the storage. Absent: as `database` says."""
    multi_az: bool | None = None
    """A standby in another zone, which doubles the price. Absent: as `database` says."""
    read_replicas: Annotated[int, Field(ge=0, le=5, examples=[1])] | None = None
    """Number of instances that serve reads, each at the price of the server. Absent: as `database`
    says."""
    proxy: ProxySettings | None = None
    """RDS Proxy of this server, `{}` for its defaults; null: it has none. Absent: as `database`
    says."""
    major_upgrade: bool | None = None
    """Permission for the next update to change the major version. Absent: as `database` says."""
    parameters: Parameters | None = None
    """Parameters of this server, in place of all those of `database`. Absent: as `database`
    says, or none for another engine."""
    setup_image: Image | None = None
    """Image of the task that creates databases and logins on this server. Absent: as `database`
    says, or for another engine Docker's official image of it."""
    snapshot: SnapshotSettings | None = None
    """RDS snapshot from which this server begins. Absent: it begins empty, whatever `database`
    says. On a server that exists a new one replaces the instance, with its data."""
    backup_window: DailyWindow | None = None
    """Daily time of the backup, in UTC, 30 minutes or longer. Absent: as `database` says."""
    maintenance_window: Window | None = None
    """Weekly time for maintenance, in UTC. Absent: as `database` says."""

    def completed(self, first: DatabaseSettings) -> DatabaseSettings:
        """Returns the settings of this server, with those of the first one for all that is absent.
        Nothing is checked here."""
        given: dict[str, Any] = {
            key: getattr(self, key)
            for key in self.model_fields_set - {"databases", "aurora"}
            if key == "proxy" or getattr(self, key) is not None
        }
        # The first server's snapshot holds the first server's rows, and it may be Aurora alone.
        taken: dict[str, Any] = {"snapshot": None, "aurora": self.aurora}
        if (self.engine, bool(self.aurora)) != (first.engine, bool(first.aurora)):
            taken |= {"proxy": None, "parameters": {}}
        if self.engine != first.engine:
            taken |= {"setup_image": None, "engine": self.engine}
        if self.aurora:
            taken |= {"instance_class": "", "storage_gib": 0, "storage_max_gib": 0}
        return first.model_copy(update=taken | given)
