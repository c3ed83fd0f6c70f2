"""The widgets of each kind of part: programs, queues, data, ways out."""

from collections.abc import Sequence

from planning.alarms import EVERY_GROUP, PERIOD, Subject
from planning.dashboard.facts import Facts
from planning.dashboard.lines import of, only_
from planning.dashboard.widgets import Line, Widget, graph

BALANCER = "AWS/ApplicationELB"
_ECS, _INSIGHTS = "AWS/ECS", "ECS/ContainerInsights"


def service(service: Subject, facts: Facts) -> list[Widget]:
    """Returns the requests, times and tasks of a service."""
    tasks = _tasks(service, facts)
    used = _used(service, facts)
    groups = service.members.get(EVERY_GROUP) or service.members.get("target group") or []
    if not groups:
        return [tasks, used]
    balancer = {"LoadBalancer": service.dimensions["LoadBalancer"]}

    def counted(metric: str, label: str, statistic: str = "Sum") -> list[Line]:
        return [
            Line(
                namespace=BALANCER,
                metric=metric,
                dimensions={**balancer, **group},
                statistic=statistic,
                label=f"{label} {number + 1}" if len(groups) > 1 else label,
            )
            for number, group in enumerate(groups)
        ]

    return [
        graph(
            f"{service.name}: requests and errors a minute",
            [
                *counted("RequestCount", "requests"),
                *counted("HTTPCode_Target_5XX_Count", "5xx"),
                *counted("HTTPCode_Target_4XX_Count", "4xx"),
            ],
            region=facts.region,
        ),
        graph(
            f"{service.name}: seconds to answer",
            [
                line
                for each in ("p50", "p95", "p99")
                for line in counted("TargetResponseTime", each, each)
            ],
            region=facts.region,
            limit=facts.objectives.of(service.name).latency_seconds,
        ),
        tasks,
        used,
    ]


def _tasks(program: Subject, facts: Facts) -> Widget:
    """Returns the tasks of a program. Where two lines of `deployments` stand, one is under way."""
    lines = [
        of(_INSIGHTS, program, metric, label=label, only=("ClusterName", "ServiceName"))
        for metric, label in (("DesiredTaskCount", "wanted"), ("RunningTaskCount", "running"))
    ]
    deploying = Line(
        namespace=_INSIGHTS,
        metric="DeploymentCount",
        dimensions=only_(program, ("ClusterName", "ServiceName")),
        statistic="Maximum",
        label="deployments",
        right=True,
    )
    return graph(f"{program.name}: tasks", [*lines, deploying], region=facts.region)


def _used(program: Subject, facts: Facts) -> Widget:
    lines = [
        of(_ECS, program, metric, label=label, only=("ClusterName", "ServiceName"))
        for metric, label in (("CPUUtilization", "CPU"), ("MemoryUtilization", "memory"))
    ]
    return graph(f"{program.name}: CPU and memory", lines, region=facts.region, unit="%")


def worker(worker: Subject, facts: Facts) -> list[Widget]:
    """Returns the queue and the tasks of a worker."""

    def queue(metric: str, label: str, statistic: str = "Maximum") -> Line:
        return of("AWS/SQS", worker, metric, statistic, label=label, only=("QueueName",))

    return [
        graph(
            f"{worker.name}: messages",
            [
                queue("ApproximateNumberOfMessagesVisible", "waiting"),
                queue("ApproximateNumberOfMessagesNotVisible", "being worked on"),
                queue("NumberOfMessagesSent", "sent a minute", "Sum"),
            ],
            region=facts.region,
        ),
        graph(
            f"{worker.name}: seconds that the oldest message waits",
            [queue("ApproximateAgeOfOldestMessage", "oldest")],
            region=facts.region,
            limit=worker.figures.get("acceptable_latency_seconds"),
        ),
        _tasks(worker, facts),
        _used(worker, facts),
    ]


def dead_letters(queues: Sequence[Subject], facts: Facts) -> Widget:
    """Returns the messages that no program could handle."""
    lines = [
        of("AWS/SQS", each, "ApproximateNumberOfMessagesVisible", "Maximum", label=each.name)
        for each in queues
    ]
    return graph("Dead letters", lines, region=facts.region)


def database(database: Subject, replicas: Sequence[Subject], facts: Facts) -> list[Widget]:
    """Returns the load, connections and disk of the database."""
    connections = database.figures.get("connections")
    share = facts.thresholds.database_connections_percent / 100

    which = "Database" if database.name == database.kind else database.name

    def shown(title: str, lines: Sequence[Line], limit: float | None = None) -> Widget:
        return graph(f"{which}: {title}", lines, region=facts.region, limit=limit)

    return [
        shown("CPU, %", [_rds(database, "CPUUtilization")], facts.thresholds.database_cpu_percent),
        shown(
            "connections",
            [_rds(database, "DatabaseConnections", "open", "Maximum")],
            round(connections * share) if connections else None,
        ),
        shown(
            "disk",
            [
                _rds(database, "DiskQueueDepth", "waiting"),
                _rds(database, "ReadLatency", "seconds to read"),
                _rds(database, "WriteLatency", "seconds to write"),
            ],
        ),
        shown(
            "free storage, and lag of replicas",
            [_rds(database, "FreeStorageSpace", "free bytes", "Minimum"), *map(_lag, replicas)],
        ),
    ]


def aurora(cluster: Subject, facts: Facts) -> list[Widget]:
    """Returns the capacity or the CPU, the connections and the storage of an Aurora server."""
    connections = cluster.figures.get("connections")
    share = facts.thresholds.database_connections_percent / 100

    def line(metric: str, label: str, statistic: str = "Maximum") -> Line:
        return of("AWS/RDS", cluster, metric, statistic, label=label)

    def shown(title: str, lines: Sequence[Line], limit: float | None = None) -> Widget:
        return graph(f"{cluster.name}: {title}", lines, region=facts.region, limit=limit)

    limit = facts.thresholds.database_cpu_percent
    serverless = [
        shown("share of the most ACUs, %", [line("ACUUtilization", "%")], limit),
        shown("ACUs", [line("ServerlessDatabaseCapacity", "ACUs", "Average")]),
    ]
    of_class = [shown("CPU, %", [line("CPUUtilization", "%")], limit)]
    return [
        *(serverless if cluster.kind == "aurora" else of_class),
        shown(
            "connections",
            [line("DatabaseConnections", "open")],
            round(connections * share) if connections else None,
        ),
        shown(
            "storage, and lag of readers",
            [line("VolumeBytesUsed", "bytes"), line("AuroraReplicaLagMaximum", "ms behind")],
        ),
    ]


def _rds(instance: Subject, metric: str, label: str = "", statistic: str = "Average") -> Line:
    return of("AWS/RDS", instance, metric, statistic, label=label, only=("DBInstanceIdentifier",))


def _lag(replica: Subject) -> Line:
    return Line(
        namespace="AWS/RDS",
        metric="ReplicaLag",
        dimensions=replica.dimensions,
        statistic="Maximum",
        label=f"{replica.name}, seconds behind",
        right=True,
    )


def cache(parts: Sequence[Subject], facts: Facts) -> list[Widget]:
    """Returns the memory, load and connections of the cache, whose shards are its parts."""

    def nodes(metric: str, statistic: str = "Average") -> list[Line]:
        return [
            Line(
                namespace="AWS/ElastiCache",
                metric=metric,
                dimensions=node,
                statistic=statistic,
                label=f"node {number}" if len(parts) == 1 else f"{part.name}, node {number}",
            )
            for part in parts
            for number, node in enumerate(part.members["node"], start=1)
        ]

    figures = facts.thresholds
    charts = (
        ("Cache: memory", "DatabaseMemoryUsagePercentage", figures.cache_memory_percent, "%"),
        ("Cache: CPU", "EngineCPUUtilization", figures.cache_cpu_percent, "%"),
        ("Cache: evictions a minute", "Evictions", None, ""),
        ("Cache: connections", "CurrConnections", None, ""),
    )
    return [
        graph(
            title,
            nodes(metric, "Sum" if metric == "Evictions" else "Average"),
            region=facts.region,
            limit=limit,
            unit=unit,
        )
        for title, metric, limit, unit in charts
    ]


def serverless_cache(cache: Subject, facts: Facts) -> list[Widget]:
    """Returns the data, work, slowed requests and connections of a serverless cache."""
    figures, limits = facts.thresholds, cache.figures
    data = limits["max_gb"] * 1e9 * figures.cache_memory_percent / 100
    work = limits["max_ecpu_per_second"] * 60 * figures.cache_cpu_percent / 100

    def shown(
        title: str, metric: str, statistic: str = "Sum", limit: float | None = None
    ) -> Widget:
        line = of("AWS/ElastiCache", cache, metric, statistic, label=metric)
        return graph(f"{cache.name}: {title}", [line], region=facts.region, limit=limit)

    return [
        shown("bytes of data", "BytesUsedForCache", "Maximum", data),
        shown("ECPUs a minute", "ElastiCacheProcessingUnits", limit=work),
        shown("requests slowed a minute", "ThrottledCmds"),
        shown("connections", "CurrConnections", "Maximum"),
    ]


def nat(nat: Subject, facts: Facts) -> Widget:
    """Returns the failures of the ways out."""
    lines = [
        Line(
            namespace="AWS/NATGateway",
            metric="ErrorPortAllocation",
            dimensions=gateway,
            statistic="Sum",
            label=f"gateway {number}",
        )
        for number, gateway in enumerate(nat.members["gateway"], start=1)
    ]
    return graph("Ways out: connections without a port", lines, region=facts.region)


def nat_instance(instance: Subject, facts: Facts) -> Widget:
    """Returns what NAT instances carry, beside what their type carries for ever."""
    lines = [
        Line(
            namespace="AWS/EC2",
            metric="NetworkOut",
            dimensions=group,
            statistic="Sum",
            label=f"instance {number}",
        )
        for number, group in enumerate(instance.members["group"], start=1)
    ]
    return graph(
        "Ways out: bytes of NAT instances in five minutes",
        lines,
        region=facts.region,
        period=PERIOD,
        limit=instance.figures["busy_bytes"],
    )
