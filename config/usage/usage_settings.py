"""The settings of usage: what an estimate of the cost assumes, because no plan says it."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Name, Section

Amount = Annotated[float, Field(ge=0, examples=[10])]
Percent = Annotated[int, Field(ge=0, le=100, examples=[50])]


class UsageSettings(Section):
    """Usage of a month that `make cost` assumes. It changes nothing that is built, but for the
    endpoints that `network.interface_endpoints: by_price` chooses."""

    low_percent: Percent = 50
    """Low usage, in percent of the expected one. Default: 50. Tasks are then at tasks_min."""
    high_percent: Annotated[int, Field(ge=100, le=10_000, examples=[300])] = 200
    """High usage, in percent of the expected one. Default: 200. Tasks are then at tasks_max."""
    free_amounts: bool = True
    """Whether the amounts that AWS gives each account for nothing count for this environment.
    Default: true, for an account of its own."""
    audience: Literal["north-america", "europe", "asia", "south-america"] | None = None
    """Part of the world from which people come, by which CloudFront is billed. Absent: that of the
    environment's region."""
    requests_million: Amount | None = None
    """Million requests from the internet. Absent: one for each vCPU of the services that answer
    routes, at tasks_min."""
    response_kib: Amount = 20
    """Size of an answer on average, in KiB. Default: 20."""
    cached_percent: Percent = 0
    """Share of requests that CloudFront answers by itself, in percent. Default: 0."""
    peak_hours: Annotated[float, Field(ge=0, le=24, examples=[8])] = 4
    """Hours of a day for which tasks are at tasks_max; they are at tasks_min for the rest.
    Default: 4."""
    job_minutes: Amount = 10
    """Minutes that one run of a scheduled job takes. Default: 10."""
    nat_gb: Amount | None = None
    """GB that programs exchange with the internet. Absent: 5 for each task at tasks_min."""
    endpoint_gb: Amount | None = None
    """GB through interface endpoints, images and logs above all. Absent: 5 for each task at
    tasks_min."""
    internal_gb: Amount | None = None
    """GB between programs, database and cache. Absent: five times the answers."""
    bucket_gb: Amount = 50
    """GB kept in a bucket on average, old versions included. Default: 50."""
    buckets: Annotated[dict[Name, Amount], Field(examples=[{"uploads": 500}])] = {}
    """GB kept in single buckets, by the workload's name, or logs. Default: as `bucket_gb` says."""
    bucket_writes_thousand: Amount = 100
    """Thousand writes to a bucket. Default: 100."""
    bucket_reads_thousand: Amount = 1000
    """Thousand reads of a bucket. Default: 1000."""
    queue_messages_million: Amount = 1
    """Million messages through a queue. Default: 1."""
    mails_thousand: Amount = 10
    """Thousand mails that programs send. Default: 10."""
    active_users_thousand: Amount = 5
    """Thousand users who sign in to a user pool in a month. Default: 5."""
    client_tokens_thousand: Amount = 1
    """Thousand tokens that a client with flow: client_credentials gets. Default: 1, which is a
    token every 45 minutes."""
    topic_messages_million: Amount = 1
    """Million messages to a topic. Default: 1."""
    log_gb: Amount | None = None
    """GB of logs that programs write. Absent: 2 for each task."""
    flow_log_gb: Amount | None = None
    """GB of flow logs of the network. Absent: 0.5 for each task."""
    log_query_gb: Amount = 50
    """GB of logs that people search through. Default: 50."""
    image_gb: Amount = 2
    """GB kept in one repository of images. Default: 2."""
    backup_change_percent: Annotated[float, Field(ge=0, le=100, examples=[5])] = 1
    """Share of the data that changes in a day, in percent, by which backups grow. Default: 1."""
    aurora_gb: Amount = 50
    """GB that an Aurora server holds. Default: 50."""
    aurora_requests_million: Amount = 10
    """Million reads and writes of an Aurora server's storage. Default: 10."""
    serverless_cache_gb: Amount = 1
    """GB that a serverless cache holds. Default: 1."""
    serverless_cache_ecpu_million: Amount = 100
    """Million ECPUs that requests to a serverless cache take. Default: 100."""
    kms_requests_million: Amount = 1
    """Million uses of encryption keys. Default: 1."""
    dns_queries_million: Amount | None = None
    """Million queries of names that are no aliases of AWS resources. Absent: a hundredth of the
    requests."""

    def rules(self) -> Iterator[Broken]:
        """Checks that some requests pass CloudFront."""
        if self.cached_percent == 100:
            yield Broken(
                "cached_percent", 100, "must be below 100: the first request of each page arrives"
            )
