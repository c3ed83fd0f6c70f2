"""The figures at which alarms go off, for a whole environment and for single programs.

Where a figure is not a target of the environment, its source is AWS's page of recommended alarms:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services
.html
"""

from typing import Annotated

from pydantic import Field

from config.values import Section

Percent = Annotated[float, Field(gt=0, le=100, examples=[80])]
Seconds = Annotated[float, Field(gt=0, le=86400, examples=[60])]
Minutes = Annotated[int, Field(ge=5, le=1440, multiple_of=5, examples=[60])]


class ThresholdSettings(Section):
    """Figures at which alarms go off. Each changes in place, from the next minute on."""

    gateway_errors_percent: Percent = 1
    """Share of requests that the load balancer answers with 5xx, in percent. Default: 1, ten times
    the 0.1 % that a month may have."""
    gateway_latency_seconds: Seconds = 0.5
    """Time within which 95 of 100 requests are answered, in seconds. Default: 0.5, the target."""
    gateway_rejected_connections: Annotated[float, Field(ge=0, examples=[10])] = 0
    """Connections in five minutes that the load balancer may refuse for want of room. Default:
    0."""
    gateway_failed_handshakes: Annotated[float, Field(ge=0, examples=[100])] = 50
    """Connections in five minutes, three times one after the other, that may fail for want of a
    certificate that is taken, where `gateway.mtls` is. Default: 50; robots try every address."""
    service_cpu_percent: Percent = 90
    """CPU use of a service's tasks, in percent, over 15 minutes. Default: 90, above the figure at
    which more tasks start, so it means that no more may."""
    service_memory_percent: Percent = 85
    """Memory use of the tasks of a service or worker, in percent. Default: 85; at 100 Linux ends
    the program."""
    tasks_short_minutes: Minutes = 15
    """Minutes for which fewer tasks are well than are wanted. Default: 15, above the time of a
    start elsewhere."""
    worker_age_times: Annotated[float, Field(ge=1, examples=[10])] = 10
    """Age of a queue's oldest message, as a multiple of the worker's `acceptable_latency_seconds`.
    Default: 10, and never less than five minutes."""
    worker_backlog_times: Annotated[float, Field(ge=1, examples=[2])] = 2
    """Number of waiting messages, as a multiple of `workers.alarm_queue_depth`, at which all tasks
    run already. Default: 2."""
    queue_age_seconds: Seconds = 900
    """Age of the oldest message of a queue that a service reads, in seconds. Default: 900."""
    job_minutes: Minutes = 60
    """Minutes after which a job that still runs is too slow. Default: 60."""
    database_cpu_percent: Percent = 90
    """CPU use of the database, in percent, over 15 minutes. Default: 90."""
    database_connections_percent: Percent = 80
    """Open connections, in percent of what the instance class takes. Default: 80, the warning that
    operations ask for."""
    database_storage_percent: Percent = 10
    """Free storage, in percent of `database.storage_gib`. Default: 10, at which RDS enlarges the
    storage; below it for half an hour, it could not."""
    database_io_wait_percent: Percent = 20
    """Time that the database's processors wait for the disk, in percent. Default: 20, the warning
    that operations ask for."""
    database_disk_queue: Annotated[float, Field(gt=0, examples=[64])] = 64
    """Reads and writes that wait for the disk. Default: 64, about the number that gp3 has under way
    at its 3,000 IOPS when each takes 20 ms."""
    database_transaction_ids: Annotated[
        float, Field(ge=200_000_000, le=2_000_000_000, examples=[1_000_000_000])
    ] = 1_000_000_000
    """Transaction IDs that vacuum has not freed. Default: one billion, AWS's own advice; at 2.1
    billion PostgreSQL takes no more writes.
    docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Autovacuum
    .html"""
    replica_lag_seconds: Seconds = 60
    """Time by which a read replica is behind, in seconds. Default: 60."""
    proxy_borrow_seconds: Seconds = 1
    """Average time that a program waits for a connection of the proxy, in seconds. Default: 1."""
    cache_cpu_percent: Percent = 90
    """CPU use of the cache's one thread, in percent. Default: 90, AWS's figure."""
    cache_memory_percent: Percent = 80
    """Memory that the cache uses, in percent. Default: 80, the warning that operations ask for."""
    cache_evictions: Annotated[float, Field(ge=0, examples=[1000])] = 1000
    """Keys in five minutes that the cache removes because it is full. Default: 1000."""
    search_storage_percent: Percent = 25
    """Free storage of the search node that has least, in percent of `search.storage_gib`. Default:
    25, AWS's advice: OpenSearch moves no shard onto a node that is fuller than 85 %, and stops
    writes later."""
    search_memory_percent: Percent = 95
    """Use of Java's heap at a search node, in percent. Default: 95, AWS's advice."""
    search_cpu_percent: Percent = 80
    """CPU use of a search node, in percent, over 45 minutes. Default: 80, AWS's advice."""
    cache_lag_seconds: Seconds = 30
    """Time by which a replica of the cache is behind, in seconds. Default: 30."""
    edge_errors_percent: Percent = 5
    """Share of requests that CloudFront answers with 5xx, in percent. Default: 5, AWS's figure."""
    edge_latency_seconds: Seconds = 1
    """Time within which the load balancer answers 90 of 100 of CloudFront's requests, in seconds.
    Default: 1."""
    firewall_surge: Annotated[float, Field(ge=1, le=20, examples=[4])] = 4
    """Width of the band in which the number of blocked requests is usual, in standard deviations.
    Default: 4; 2 is CloudWatch's own, and tells of every busy hour."""
    mail_bounces_percent: Percent = 5
    """Share of mail that comes back for good, in percent. Default: 5, at which AWS reviews an
    account; at 10 it may stop all sending."""
    mail_complaints_percent: Annotated[float, Field(gt=0, le=100, examples=[0.1])] = 0.1
    """Share of mail that readers call spam, in percent. Default: 0.1, at which AWS reviews an
    account; at 0.5 it may stop all sending."""
    certificate_days: Annotated[float, Field(ge=1, le=60, examples=[21])] = 21
    """Days that a certificate is still valid. Default: 21. AWS renews it 60 days before its end, so
    then five weeks of renewals have failed."""


class ProgramThresholds(Section):
    """Figures of one service, worker or job that differ from the environment's."""

    cpu_percent: Percent | None = None
    """CPU use of the tasks of a service, in percent. Absent: as the environment says."""
    memory_percent: Percent | None = None
    """Memory use of the tasks, in percent. Absent: as the environment says."""
    tasks_short_minutes: Minutes | None = None
    """Minutes for which fewer tasks are well than are wanted. Absent: as the environment says."""
    age_times: Annotated[float, Field(ge=1, examples=[10])] | None = None
    """Age of a worker's oldest message, as a multiple of `acceptable_latency_seconds`. Absent: as
    the environment says."""
    backlog_times: Annotated[float, Field(ge=1, examples=[2])] | None = None
    """Messages that wait for a worker, as a multiple of `workers.alarm_queue_depth`. Absent: as the
    environment says."""
    job_minutes: Minutes | None = None
    """Minutes after which a job that still runs is too slow. Absent: as the environment says."""
