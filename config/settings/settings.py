"""The settings of one environment: what `Pulumi.<stack>.yaml` holds under `plinth:settings`.

Every file has the same keys in the same order, so their diff is the documentation of how the
environments differ; a value that never differs is a default here. A section that an environment
does not have is `null`.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.settings.docker_settings import DockerSettings
from config.settings.quota_settings import QuotaSettings
from config.settings.storage_settings import CacheSettings, DatabaseSettings
from config.settings.tag_settings import Tags, edge_problem
from config.settings.traffic_settings import (
    EdgeSettings,
    GatewaySettings,
    NetworkSettings,
    WafSettings,
)
from config.values import (
    AccountId,
    Broken,
    Cpu,
    DomainName,
    HostedZoneId,
    ImageVersion,
    MemoryMib,
    Name,
    Overrule,
    Region,
    Section,
    aws_facts,
    is_public,
)


class TaskSize(Section):
    """The size of a task and the range of their number. Changing any of it replaces tasks only."""

    tasks_min: Annotated[int, Field(ge=0, le=1000)] = 1
    """Tasks that always run. Below 2, a zone's failure stops the service until it is restarted."""
    tasks_max: Annotated[int, Field(ge=1, le=1000)] = 1
    """Tasks that the autoscaler may reach."""
    cpu: Cpu = 256
    """CPU units, 1024 = 1 vCPU."""
    memory_mib: MemoryMib = 512
    """Memory, in MiB; Fargate offers certain pairs with `cpu` only."""
    cpu_architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """What the images are built for; ARM64 is AWS Graviton."""

    def rules(self) -> Iterator[Broken]:
        """A range that is one."""
        if self.tasks_max < self.tasks_min:
            yield Broken(
                "tasks_max", self.tasks_max, f"must be at least tasks_min, {self.tasks_min}"
            )


class ServicesSettings(TaskSize):
    """How this environment runs services (what answers requests)."""

    spot_percent: Annotated[int, Field(ge=0, le=100)] = 0
    """Share of tasks on Fargate Spot: about 70 % cheaper, stopped by AWS at two minutes' notice.
    The first task is on demand, unless 100. In production two of tasks_min must be."""
    deployment: Literal["rolling", "blue_green"]
    """rolling: ECS replaces tasks in place and rolls back by its circuit breaker.
    blue_green: ECS starts a second set, tests it, shifts the traffic, and keeps the first set for
    `bake_minutes`. Switching between them is an update in place."""
    bake_minutes: Annotated[int, Field(ge=0, le=1440)]
    """blue_green: minutes in which an alarm still sends the traffic back. 0 to 1440."""
    exec: bool
    """Whether `aws ecs execute-command` may open a shell in a task; sessions are logged. Not in
    production."""
    scale_cpu_percent: Annotated[int, Field(ge=10, le=95)] = 70
    """Average CPU that the autoscaler keeps."""
    scale_requests_per_target: Annotated[int, Field(ge=1)] = 1000
    """Requests per task and minute that the autoscaler keeps."""
    cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    """Rest between two scalings in the same direction."""

    def rules(self) -> Iterator[Broken]:
        """A range that is one, and minutes for the deployment that has them."""
        yield from super().rules()
        if self.deployment == "rolling" and self.bake_minutes:
            yield Broken(
                "bake_minutes",
                self.bake_minutes,
                "must be 0 with deployment: rolling, which has no second set of tasks to keep; "
                "choose blue_green, or 0",
            )


class WorkersSettings(TaskSize):
    """How this environment runs workers (what reads a queue) and scheduled jobs."""

    spot_percent: Annotated[int, Field(ge=0, le=100)] = 0
    """Share of tasks on Fargate Spot; a worker that is stopped gives its message back."""
    cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    """Rest between two scalings in the same direction."""
    alarm_queue_depth: Annotated[int, Field(ge=1)] = 1000
    """Messages waiting at which all of `tasks_max` run, whatever the latency."""


class SizeOverride(Section):
    """One service, worker or job that differs from its environment's size; absent keys do not.
    In production a service keeps two tasks here too."""

    tasks_min: Annotated[int, Field(ge=0, le=1000)] | None = None
    tasks_max: Annotated[int, Field(ge=1, le=1000)] | None = None
    cpu: Cpu | None = None
    memory_mib: MemoryMib | None = None


class RetentionSettings(Section):
    """How long things are kept, in days."""

    logs_days: Annotated[
        int, Field(ge=1, json_schema_extra={"examples": [*aws_facts.LOG_RETENTION_DAYS]})
    ]
    """CloudWatch log groups and log buckets. The periods are CloudWatch's."""
    backups_days: Annotated[int, Field(ge=1, le=35)]
    """Automated RDS backups with point-in-time recovery: 1 to 35. (0 would switch them off.)"""
    snapshots_days: Annotated[int, Field(ge=0, le=35)]
    """Automatic cache snapshots; 0 takes none."""
    object_versions_days: Annotated[int, Field(ge=1, le=3650)]
    """Overwritten and deleted objects stay recoverable this long; 90 or more in production."""
    images: Annotated[int, Field(ge=1, le=1000)] = 50
    """Images that each repository keeps; 10 or more in production."""


class Settings(Section):
    """What all environments share."""

    target: Literal["aws", "docker"]
    """What the environment runs on."""
    environment: Literal["development", "staging", "production"]
    """What the environment is for. `production` brings the rules of `config/checks/production.py`;
    a stack named prod must be production. Services see it as APP_ENV."""
    account_id: AccountId | None
    region: Region | None
    recovery_region: Region | None
    """Where copies of the data go; null keeps none."""
    domain: DomainName
    """The environment's own domain; hosts of the workload are labels below it."""
    hosted_zone_id: HostedZoneId | None
    """The existing public zone of `domain`; null creates one, whose name servers (a stack output)
    must be entered at the registrar before the certificates can be issued."""
    tags: Tags
    protect: bool
    """Whether what holds data refuses to be deleted, by Pulumi and by AWS."""
    network: NetworkSettings | None
    gateway: GatewaySettings
    edge: EdgeSettings | None
    waf: WafSettings | None
    services: ServicesSettings
    workers: WorkersSettings
    sizes: dict[Name, SizeOverride]
    """Services, workers and jobs that differ from the two sections above, by name."""
    images: dict[str, ImageVersion]
    """Versions of this platform's images, by repository; over those of the workload. A deploy
    changes one line here (`pulumi config set --path 'plinth:settings.images.web' 1.4.3`)."""
    database: DatabaseSettings | None
    cache: CacheSettings | None
    retention: RetentionSettings | None
    quotas: QuotaSettings | None = None
    """What AWS raised for the account, where a large workload asked for it."""
    docker: DockerSettings | None
    """The containers of an environment whose target is docker."""
    overrules: list[Overrule] = []
    """Values of this file that AWS takes although this release does not know them yet, each with
    its reason: {key: database.instance_class, value: db.r9g.large, reason: ...}."""


class CloudSettings(Settings):
    """An environment on AWS."""

    target: Literal["aws"]
    """What the environment runs on."""
    account_id: AccountId
    """The only AWS account this stack may touch, twelve digits in quotes."""
    region: Region
    """Where the environment runs. Changing it replaces everything."""
    network: NetworkSettings
    retention: RetentionSettings
    quotas: QuotaSettings = QuotaSettings()
    docker: None

    def rules(self) -> Iterator[Broken]:
        """What two sections decide together."""
        if self.recovery_region == self.region:
            yield Broken(
                "recovery_region", self.recovery_region, "must differ from region, or be null"
            )
        if self.edge and (problem := edge_problem(self.tags)):
            yield problem
        jwt = self.gateway.jwt
        if jwt and not is_public(jwt.jwks_endpoint):
            yield Broken(
                "gateway.jwt.jwks_endpoint",
                jwt.jwks_endpoint,
                "must be an address on the internet: the load balancer fetches the keys from "
                "there, and reaches nothing inside of a network",
            )
        if self.domain == "localhost":
            yield Broken("domain", self.domain, "must be a public domain on AWS")
        if self.services.tasks_min < 1 <= self.services.tasks_max and self.environment != (
            "development"
        ):
            yield Broken("services.tasks_min", 0, "must be at least 1: nothing would answer")
        origins = self.gateway.cors.allowed_origins
        if self.edge is None and len(origins) > 1:
            yield Broken(
                "gateway.cors.allowed_origins",
                origins,
                "without an edge the load balancer answers, and it can name one origin only; "
                "keep one, or add an edge",
            )
