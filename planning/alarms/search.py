"""Alarms of the search engine, after AWS's own list:
docs.aws.amazon.com/opensearch-service/latest/developerguide/cloudwatch-alarms.html"""

from planning.alarms.row import Alarm, Limit, Series, Trial

_MIB = 1024
_STATUS = "python -m operations status --stack {stack}"


def _of_domain(id: str, metric: str, statistic: str = "Maximum") -> tuple[Series]:
    return (
        Series(
            id=id,
            metric=metric,
            namespace="AWS/ES",
            dimensions="DomainName ClientId",
            statistic=statistic,
        ),
    )


SEARCH = (
    Alarm(
        key="search-red",
        kinds=("search",),
        title="The search engine is red: a part of an index is on no node",
        severity="critical",
        series=_of_domain("red", "ClusterStatus.red"),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="if red"),
        first=_STATUS,
        trial=Trial(varies="ClusterStatus.red"),
    ),
    Alarm(
        key="search-yellow",
        kinds=("search-nodes",),
        title="The search engine is yellow: a replica of an index is on no node",
        severity="warning",
        series=_of_domain("yellow", "ClusterStatus.yellow"),
        periods=15,
        comparison="at least",
        limit=Limit(fixed=1, unit="if yellow"),
        first=_STATUS,
        trial=Trial(varies="ClusterStatus.yellow"),
    ),
    Alarm(
        key="search-writes-blocked",
        kinds=("search",),
        title="The search engine refuses writes",
        severity="critical",
        series=_of_domain("blocked", "ClusterIndexWritesBlocked"),
        comparison="at least",
        limit=Limit(fixed=1, unit="if blocked"),
        first=_STATUS,
        trial=Trial(varies="ClusterIndexWritesBlocked"),
    ),
    Alarm(
        key="search-storage",
        kinds=("search",),
        title="The disk of a search node is nearly full; full, it takes no writes",
        severity="warning",
        series=_of_domain("free", "FreeStorageSpace", "Minimum"),
        comparison="below",
        limit=Limit(
            setting="search_storage_percent",
            of="storage_gib",
            scale=_MIB / 100,
            unit="MiB free",
        ),
        missing="missing",
        first=_STATUS,
        trial=Trial(varies="FreeStorageSpace"),
    ),
    Alarm(
        key="search-memory",
        kinds=("search",),
        title="Java's heap of a search node is nearly full",
        severity="warning",
        series=_of_domain("heap", "JVMMemoryPressure"),
        comparison="at least",
        limit=Limit(setting="search_memory_percent", unit="%"),
        first=_STATUS,
        trial=Trial(varies="JVMMemoryPressure"),
    ),
    Alarm(
        key="search-cpu",
        kinds=("search",),
        title="A search node has been busy for three quarters of an hour",
        severity="warning",
        series=_of_domain("cpu", "CPUUtilization"),
        period=900,
        periods=3,
        comparison="at least",
        limit=Limit(setting="search_cpu_percent", unit="%"),
        first=_STATUS,
        trial=Trial(varies="CPUUtilization"),
    ),
    Alarm(
        key="search-snapshot",
        kinds=("search",),
        title="AWS could take no snapshot of the search engine",
        severity="warning",
        series=_of_domain("failed", "AutomatedSnapshotFailure"),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="if it failed"),
        first=_STATUS,
        trial=Trial(varies="AutomatedSnapshotFailure"),
    ),
    Alarm(
        key="search-key",
        kinds=("search",),
        title="The key of the search engine is disabled: the domain stops",
        severity="critical",
        series=_of_domain("error", "KMSKeyError"),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="if disabled"),
        first="aws kms list-keys --region {region}",
        trial=Trial(varies="KMSKeyError"),
    ),
    Alarm(
        key="search-key-lost",
        kinds=("search",),
        title="The key of the search engine is deleted, or its grants are: the indexes are lost",
        severity="critical",
        series=_of_domain("lost", "KMSKeyInaccessible"),
        periods=1,
        comparison="at least",
        limit=Limit(fixed=1, unit="if lost"),
        first="aws kms list-keys --region {region}",
        trial=Trial(varies="KMSKeyInaccessible"),
        page="search-key",
    ),
)
