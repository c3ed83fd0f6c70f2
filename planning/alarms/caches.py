"""Alarms of the caches: those of nodes, and serverless ones."""

from planning.alarms.row import Alarm, Limit, Series, Trial


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


def _of_serverless(id: str, metric: str, statistic: str = "Sum") -> Series:
    return Series(
        id=id,
        metric=metric,
        namespace="AWS/ElastiCache",
        # Unlike nodes. docs.aws.amazon.com/AmazonElastiCache/latest/dg/
        # serverless-metrics-events-redis.html
        dimensions="clusterId",
        statistic=statistic,
    )


_STATUS = "python -m operations status --stack {stack}"

CACHE = (
    Alarm(
        key="cache-memory",
        kinds=("cache",),
        title="The cache is nearly full",
        severity="warning",
        series=(_of_nodes("DatabaseMemoryUsagePercentage"),),
        expression="MAX([{node}])",
        limit=Limit(setting="cache_memory_percent", unit="%"),
        first="python -m operations tunnel cache --stack {stack}{cache}",
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
        first="python -m operations tunnel cache --stack {stack}{cache}",
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
        first="python -m operations tunnel cache --stack {stack}{cache}",
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

SERVERLESS = (
    Alarm(
        key="serverless-cache-full",
        kinds=("serverless-cache",),
        title="{name} holds nearly as much data as it may",
        severity="warning",
        series=(_of_serverless("used", "BytesUsedForCache", "Maximum"),),
        limit=Limit(
            setting="cache_memory_percent", of="max_gb", scale=10**9 / 100, unit="bytes of data"
        ),
        first="python -m operations tunnel cache --stack {stack}{cache}",
        trial=Trial(varies="BytesUsedForCache"),
    ),
    Alarm(
        key="serverless-cache-evictions",
        kinds=("serverless-cache",),
        title="{name} is full, and removes keys that programs still want",
        severity="warning",
        series=(_of_serverless("removed", "Evictions"),),
        period=300,
        periods=3,
        limit=Limit(setting="cache_evictions", unit="keys"),
        first="python -m operations tunnel cache --stack {stack}{cache}",
        trial=Trial(varies="Evictions"),
        page="serverless-cache-full",
    ),
    Alarm(
        key="serverless-cache-busy",
        kinds=("serverless-cache",),
        title="{name} does nearly as much work as it may",
        severity="warning",
        series=(_of_serverless("work", "ElastiCacheProcessingUnits"),),
        # The metric is the sum of a minute, and the limit one of a second.
        limit=Limit(
            setting="cache_cpu_percent",
            of="max_ecpu_per_second",
            scale=60 / 100,
            unit="ECPUs a minute",
        ),
        first=_STATUS,
        trial=Trial(varies="ElastiCacheProcessingUnits"),
        page="serverless-cache-throttled",
    ),
    Alarm(
        key="serverless-cache-throttled",
        kinds=("serverless-cache",),
        title="{name} slows requests down: they are more than it may do, or grow faster than it",
        severity="warning",
        series=(_of_serverless("slowed", "ThrottledCmds"),),
        period=300,
        periods=3,
        limit=Limit(fixed=0, unit="requests"),
        first=_STATUS,
        trial=Trial(varies="ThrottledCmds"),
    ),
)
