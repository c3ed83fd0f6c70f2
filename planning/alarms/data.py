"""Alarms of the databases, their replicas and proxies."""

from planning.alarms.row import Alarm, Kind, Limit, Series, Trial

_GIB = 1024**3


def _of_instance(id: str, metric: str, statistic: str = "Average") -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace="AWS/RDS",
        dimensions="DBInstanceIdentifier",
        statistic=statistic,
    )


_STATUS = "python -m operations status --stack {stack}"

UNKNOWN_OF_EXISTING = frozenset({"database-io-wait"})
"""Keys of rows that a server of another owner goes without: the settings do not say its resource
ID."""

_MYSQL_HAS_NONE = {"database-transaction-ids": "MySQL has no transaction IDs that could run out"}
_NO_INSIGHTS = {"database-io-wait": "its class has no Performance Insights with MySQL"}


def never_of(engine: str, *, insights: bool) -> dict[str, str]:
    """Returns the reasons, by keys of rows, for which an instance goes without them: by its engine,
    and if it has no Performance Insights."""
    of_engine = _MYSQL_HAS_NONE if engine == "mysql" else {}
    return {**of_engine, **({} if insights else _NO_INSIGHTS)}


DATABASE = (
    Alarm(
        key="database-down",
        kinds=("database",),
        title="The database is not there: RDS has measured nothing of it for five minutes",
        severity="critical",
        series=(_of_instance("measured", "CPUUtilization", "SampleCount"),),
        comparison="below",
        limit=Limit(fixed=1, unit="measurements"),
        missing="breaching",
        first="python -m operations failover plan --stack {stack}{server}",
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="database-storage",
        kinds=("database",),
        title="The database's storage is nearly full, and RDS has not enlarged it",
        severity="critical",
        series=(_of_instance("free", "FreeStorageSpace", "Minimum"),),
        period=300,
        periods=6,
        comparison="below",
        limit=Limit(
            setting="database_storage_percent",
            of="storage_gib",
            scale=_GIB / 100,
            unit="bytes free",
        ),
        missing="missing",
        first=_STATUS,
        trial=Trial(varies="FreeStorageSpace"),
    ),
    Alarm(
        key="database-transaction-ids",
        kinds=("database",),
        title="The database runs out of transaction IDs; at their end it takes no more writes",
        severity="critical",
        series=(_of_instance("used", "MaximumUsedTransactionIDs", "Maximum"),),
        period=300,
        periods=3,
        limit=Limit(setting="database_transaction_ids", unit="IDs"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="MaximumUsedTransactionIDs"),
    ),
    Alarm(
        key="database-cpu",
        kinds=("database",),
        title="The database uses up its CPU",
        severity="warning",
        series=(_of_instance("cpu", "CPUUtilization"),),
        periods=15,
        limit=Limit(setting="database_cpu_percent", unit="%"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="database-connections",
        kinds=("database",),
        title="Most of the connections that the database's class takes are open",
        severity="warning",
        series=(_of_instance("open", "DatabaseConnections", "Maximum"),),
        limit=Limit(
            setting="database_connections_percent",
            of="connections",
            scale=0.01,
            unit="connections",
        ),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="DatabaseConnections"),
    ),
    Alarm(
        key="database-io-wait",
        kinds=("database",),
        title="The database's processors wait for the disk",
        severity="warning",
        series=(
            # A counter of the operating system, which CloudWatch asks Performance Insights for.
            Series(
                id="waits",
                metric="os.cpuUtilization.wait.avg",
                namespace="DB_PERF_INSIGHTS",
                dimensions="DbiResourceId",
            ),
        ),
        periods=10,
        limit=Limit(setting="database_io_wait_percent", unit="%"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="os.cpuUtilization.wait.avg"),
    ),
    Alarm(
        key="database-disk-queue",
        kinds=("database",),
        title="Reads and writes of the database wait in line for the disk",
        severity="warning",
        series=(_of_instance("queued", "DiskQueueDepth"),),
        periods=10,
        limit=Limit(setting="database_disk_queue", unit="requests"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="DiskQueueDepth"),
    ),
    Alarm(
        key="replica-lag",
        kinds=("replica",),
        title="The read replica {name} is behind the database, or no longer follows it",
        severity="warning",
        series=(_of_instance("lag", "ReplicaLag"),),
        limit=Limit(setting="replica_lag_seconds", unit="s"),
        missing="breaching",
        first=_STATUS,
        trial=Trial(varies="ReplicaLag"),
    ),
    Alarm(
        key="proxy-wait",
        kinds=("proxy",),
        title="Programs wait for a connection of the database's proxy",
        severity="warning",
        series=(
            Series(
                id="borrow",
                metric="DatabaseConnectionsBorrowLatency",
                namespace="AWS/RDS",
                dimensions="ProxyName",
            ),
        ),
        limit=Limit(setting="proxy_borrow_seconds", scale=1_000_000, unit="microseconds"),
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="DatabaseConnectionsBorrowLatency"),
    ),
    Alarm(
        key="proxy-failures",
        kinds=("proxy",),
        title="The database's proxy cannot open connections to the database",
        severity="warning",
        series=(
            Series(
                id="failed",
                metric="DatabaseConnectionsSetupFailed",
                namespace="AWS/RDS",
                dimensions="ProxyName",
                statistic="Sum",
            ),
        ),
        periods=3,
        limit=Limit(fixed=0, unit="connections"),
        first=_STATUS,
        trial=Trial(varies="DatabaseConnectionsSetupFailed"),
    ),
)


def _of_cluster(id: str, metric: str, statistic: str = "Average") -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace="AWS/RDS",
        dimensions="DBClusterIdentifier",
        statistic=statistic,
    )


_CLUSTERS: tuple[Kind, ...] = ("aurora", "aurora-class")
"""Clusters whose instances go by ACUs, and those whose instances have a class or may have one."""

AURORA = (
    Alarm(
        key="aurora-down",
        kinds=_CLUSTERS,
        title="{name} is not there: RDS has measured nothing of its instances for five minutes",
        severity="critical",
        series=(_of_cluster("measured", "CPUUtilization", "SampleCount"),),
        comparison="below",
        limit=Limit(fixed=1, unit="measurements"),
        missing="breaching",
        first="python -m operations failover plan --stack {stack}{server}",
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="aurora-transaction-ids",
        kinds=_CLUSTERS,
        title="{name} runs out of transaction IDs; at their end it takes no more writes",
        severity="critical",
        series=(_of_cluster("used", "MaximumUsedTransactionIDs", "Maximum"),),
        period=300,
        periods=3,
        limit=Limit(setting="database_transaction_ids", unit="IDs"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="MaximumUsedTransactionIDs"),
        page="database-transaction-ids",
    ),
    Alarm(
        key="aurora-capacity",
        kinds=("aurora",),
        title="{name} has grown nearly to the most ACUs that it may have",
        severity="warning",
        series=(_of_cluster("share", "ACUUtilization", "Maximum"),),
        periods=15,
        limit=Limit(setting="database_cpu_percent", unit="%"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="ACUUtilization"),
    ),
    Alarm(
        key="aurora-cpu",
        kinds=("aurora-class",),
        title="An instance of {name} uses up its CPU",
        severity="warning",
        series=(_of_cluster("cpu", "CPUUtilization", "Maximum"),),
        periods=15,
        limit=Limit(setting="database_cpu_percent", unit="%"),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="aurora-connections",
        kinds=_CLUSTERS,
        title="Most of the connections that {name} takes are open",
        severity="warning",
        series=(_of_cluster("open", "DatabaseConnections", "Maximum"),),
        limit=Limit(
            setting="database_connections_percent",
            of="connections",
            scale=0.01,
            unit="connections",
        ),
        missing="missing",
        first="python -m operations tunnel database --stack {stack}{server}",
        trial=Trial(varies="DatabaseConnections"),
        page="database-connections",
    ),
    Alarm(
        key="aurora-lag",
        kinds=("aurora-readers",),
        title="A reader of {name} is behind its writer",
        severity="warning",
        series=(_of_cluster("lag", "AuroraReplicaLagMaximum", "Maximum"),),
        limit=Limit(setting="replica_lag_seconds", scale=1000, unit="ms"),
        missing="breaching",
        first=_STATUS,
        trial=Trial(varies="AuroraReplicaLagMaximum"),
        page="replica-lag",
    ),
)
