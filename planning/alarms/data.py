"""Alarms of the database, its replicas and proxy, and the cache."""

from planning.alarms.row import Alarm, Limit, Series, Trial

_GIB = 1024**3


def _of_instance(id: str, metric: str, statistic: str = "Average") -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace="AWS/RDS",
        dimensions="DBInstanceIdentifier",
        statistic=statistic,
    )


def _of_nodes(metric: str, statistic: str = "Average", fill: str = "0") -> Series:
    return Series(
        id="node",
        metric=metric,
        namespace="AWS/ElastiCache",
        dimensions="CacheClusterId",
        statistic=statistic,
        each="node",
        fill=fill,
    )


_STATUS = "python -m operations status --stack {stack}"

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

CACHE = (
    Alarm(
        key="cache-memory",
        kinds=("cache",),
        title="The cache is nearly full",
        severity="warning",
        series=(_of_nodes("DatabaseMemoryUsagePercentage"),),
        expression="MAX([{node}])",
        limit=Limit(setting="cache_memory_percent", unit="%"),
        first="python -m operations tunnel cache --stack {stack}",
        trial=Trial(varies="DatabaseMemoryUsagePercentage"),
    ),
    Alarm(
        key="cache-evictions",
        kinds=("cache",),
        title="The cache is full, and removes keys that programs still want",
        severity="warning",
        series=(_of_nodes("Evictions", "Sum"),),
        expression="SUM([{node}])",
        period=300,
        periods=3,
        limit=Limit(setting="cache_evictions", unit="keys"),
        first="python -m operations tunnel cache --stack {stack}",
        trial=Trial(varies="Evictions"),
    ),
    Alarm(
        key="cache-cpu",
        kinds=("cache",),
        title="The cache uses up the one thread that it works with",
        severity="warning",
        series=(_of_nodes("EngineCPUUtilization"),),
        expression="MAX([{node}])",
        periods=15,
        limit=Limit(setting="cache_cpu_percent", unit="%"),
        first="python -m operations tunnel cache --stack {stack}",
        trial=Trial(varies="EngineCPUUtilization"),
    ),
    Alarm(
        key="cache-lag",
        kinds=("cache",),
        title="A replica of the cache is behind: a failover now would lose writes",
        severity="warning",
        series=(_of_nodes("ReplicationLag", "Maximum"),),
        expression="MAX([{node}])",
        limit=Limit(setting="cache_lag_seconds", unit="s"),
        first=_STATUS,
        trial=Trial(varies="ReplicationLag"),
    ),
)
