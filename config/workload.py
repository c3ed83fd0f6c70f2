"""What runs, once for all environments: the content of `config/workload.yaml`.

Service owners edit this file daily. Sizes and counts are not here but in `Pulumi.<stack>.yaml`.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import BeforeValidator, Field

from config import aws_facts
from config.section import Broken, Section
from config.settings import Cpu, fargate_pair
from config.types import (
    HealthPath,
    HostLabel,
    Image,
    Name,
    PathPrefix,
    Port,
    Schedule,
    VariableName,
    VariableValue,
)

BucketAccess = Literal["read", "write", "read_write"]


class BucketUse(Section):
    """Access to a bucket, or to the part of it below a prefix."""

    access: BucketAccess
    prefix: Annotated[str, Field(pattern=r"^([A-Za-z0-9._-]+/)*$", max_length=200)] = ""
    """Such as `invoices/`; empty for the whole bucket."""


def _short_bucket_use(value: Any) -> Any:
    return {"access": value} if isinstance(value, str) else value


ShortBucketUse = Annotated[
    BucketUse,
    BeforeValidator(_short_bucket_use, json_schema_input_type=BucketAccess | BucketUse),
]
"""`uploads: read` is short for `uploads: {access: read}`."""


class Uses(Section):
    """What a program may reach. It gets the addresses as environment variables, the passwords
    from Secrets Manager, the network path and the IAM statement; without a line here, nothing."""

    databases: dict[Name, Literal["read", "write"]] = {}
    """The first is DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD, DB_READ_HOST and DB_SSLMODE;
    each further one has its name before them, as in ACCOUNTS_DB_HOST. write includes changing the
    schema."""
    cache: bool = False
    """CACHE_HOST, CACHE_PORT, CACHE_USER, CACHE_PASSWORD, CACHE_TLS. Keys live below the program's
    own prefix `<name>:`."""
    buckets: dict[Name, ShortBucketUse] = {}
    """BUCKET_<NAME>."""
    topics: dict[Name, Literal["publish"]] = {}
    """TOPIC_<NAME>."""
    queues: dict[Name, Literal["send", "receive"]] = {}
    """QUEUE_<NAME>. A worker's own queue is not listed here."""
    services: list[Name] = []
    """Services to call inside the network: <NAME>_URL."""
    secrets: list[Name] = []
    """Secrets whose value somebody enters by hand, such as an API key: <NAME>."""
    internet: list[Port] = [443]
    """TCP ports outside the network that the program may connect to. Without 443 it reaches no API
    of AWS, and its task cannot start."""

    def rules(self) -> Iterator[Broken]:
        """ECS itself needs a way out: to the image, the secrets and the log."""
        if 443 not in self.internet:
            yield Broken(
                "internet",
                self.internet,
                "must contain 443: by it the task gets its image and its secrets, from AWS's APIs",
            )


class Route(Section):
    """Requests that a service answers: those that match one of the hosts and one of the paths."""

    paths: Annotated[list[PathPrefix], Field(min_length=1)] = ["/"]
    """Prefixes: /api/orders matches itself and all below it."""
    hosts: list[HostLabel] = []
    """Labels below the environment's domain, `@` for the domain itself; none matches any host."""
    auth: Literal["required", "none"] = "required"
    """required: a valid JSON Web Token, checked at the gateway; 401 without."""
    rate_limit: Annotated[int, Field(ge=10, le=2_000_000_000)] | None = None
    """Requests that one client address may make to this route in five minutes, on AWS; more are
    answered with 429. For logins and other paths that cost much or invite guessing. Absent: only
    the limit of the whole environment, gateway.rate_limit_per_address."""
    cache: bool = False
    """Whether CloudFront may keep answers for as long as their Cache-Control header says, one for
    each host, path, query, cookie, language and Authorization. Answers without the header are never
    kept. It ignores Vary: leave this false where answers depend on other headers. An answer that
    sets a cookie must not allow to be kept: the next client would get the same cookie. CloudFront
    sees paths, not hosts, so routes with the same path keep answers only if all of them may."""

    def rules(self) -> Iterator[Broken]:
        """A listener rule holds five values; a prefix takes two (`/a`, `/a/*`), `/` takes none."""
        values = len(self.hosts) + sum(2 for path in self.paths if path != "/")
        if values > aws_facts.CONDITION_VALUES_PER_RULE:
            yield Broken(
                "paths",
                self.paths,
                f"needs {values} condition values and a listener rule holds "
                f"{aws_facts.CONDITION_VALUES_PER_RULE} (a path takes two, a host one); "
                "split it into several routes",
            )
        if "/" in self.paths and len(self.paths) > 1:
            yield Broken("paths", self.paths, "`/` matches everything; leave the others out")
        if self.cache and self.auth == "required":
            yield Broken(
                "cache",
                True,
                "needs auth: none; a kept answer would be given without asking the gateway again "
                "whether the token is still valid",
            )


class Migration(Section):
    """A command that runs once, from the new image, before the service's tasks are replaced."""

    command: Annotated[list[str], Field(min_length=1)]
    timeout_seconds: Annotated[int, Field(ge=10, le=840)] = 600
    """At most 14 minutes: it is awaited by a Lambda function, which ends after 15."""


class Build(Section):
    """How the development environment builds the image instead of pulling it."""

    context: str
    """Folder, relative to the project's."""
    dockerfile: str = "Dockerfile"


class Program(Section):
    """What services, workers and jobs have in common."""

    image: Image
    """`orders:1.4.2`: a repository that this platform keeps, with the version that runs where the
    environment names none; or any image with its registry's host before it."""
    build: Build | None = None
    command: list[str] = []
    """Instead of the image's own."""
    cpu: Cpu | None = None
    """CPU units, for a program that differs from its environment's size."""
    memory_mib: Annotated[int, Field(ge=512, le=122880)] | None = None
    environment: dict[VariableName, VariableValue] = {}
    """Plain values, the same everywhere. Never a password: see uses.secrets."""
    writable_paths: list[HealthPath] = []
    """Folders the program may write to; the rest of its file system is read-only. Their content
    goes with the task."""
    stop_timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 30
    """Between SIGTERM and SIGKILL; Fargate allows 120."""
    uses: Uses = Uses()

    def rules(self) -> Iterator[Broken]:
        """Fargate's pairs, and no password in plain sight."""
        if (self.cpu is None) != (self.memory_mib is None):
            key = "memory_mib" if self.memory_mib is None else "cpu"
            yield Broken(key, None, "cpu and memory_mib belong together; give both or none")
        elif self.cpu is not None and self.memory_mib is not None:
            yield from fargate_pair(self.cpu, self.memory_mib)
        for name in self.environment:
            if any(word in name for word in ("PASSWORD", "SECRET", "TOKEN", "API_KEY", "PRIVATE")):
                yield Broken(
                    f"environment.{name}",
                    "[not shown]",
                    "looks like a secret, which does not belong into this file; list it under "
                    "uses.secrets and enter its value in Secrets Manager",
                )


class Service(Program):
    """A program that answers requests."""

    port: Port
    health_path: HealthPath = "/healthz"
    """Answers 200 without authentication when the program can take requests."""
    routes: list[Route] = []
    """None: reachable by other services only."""
    websocket: bool = False
    """Connections stay open: they get ten minutes to end at a deployment, and no caching."""
    migration: Migration | None = None

    def rules(self) -> Iterator[Broken]:
        """ECS registers a task with five target groups at most; each route has one."""
        yield from super().rules()
        if len(self.routes) > aws_facts.TARGET_GROUPS_PER_SERVICE:
            yield Broken(
                "routes",
                f"{len(self.routes)} routes",
                f"a service has at most {aws_facts.TARGET_GROUPS_PER_SERVICE}; "
                "put several paths into one route",
            )


class Worker(Program):
    """A program that reads one queue."""

    queue: Name
    """It gets receive access, and QUEUE_URL."""
    acceptable_latency_seconds: Annotated[int, Field(ge=1, le=86400)]
    """How long a message may wait."""
    seconds_per_message: Annotated[float, Field(gt=0, le=43200)]
    """How long one takes. Latency divided by this is the backlog that one task may have, and the
    autoscaler keeps that."""

    def rules(self) -> Iterator[Broken]:
        """A wait shorter than the work cannot be kept by any number of tasks."""
        yield from super().rules()
        if self.acceptable_latency_seconds < self.seconds_per_message:
            yield Broken(
                "acceptable_latency_seconds",
                self.acceptable_latency_seconds,
                f"must be at least seconds_per_message, {self.seconds_per_message:g}",
            )


class Job(Program):
    """A program that a schedule starts and that ends by itself."""

    schedule: Schedule
    timezone: str = "UTC"
    """An IANA name such as Europe/Berlin; cron expressions follow its summer time."""

    def rules(self) -> Iterator[Broken]:
        """EventBridge Scheduler knows the IANA time zones; ECS knows names for services only."""
        yield from super().rules()
        if self.uses.services:
            yield Broken(
                "uses.services",
                self.uses.services,
                "a job cannot call services: ECS resolves their names in services and workers "
                "only; send to a queue (uses.queues), or make the job a worker",
            )
        known = available_timezones()
        if self.timezone != "UTC" and self.timezone not in known:
            hint = aws_facts.closest(self.timezone, known)
            yield Broken("timezone", self.timezone, f"must be an IANA time zone{hint}")


class Database(Section):
    """A database of the environment's PostgreSQL instance."""

    extensions: list[str] = []

    def rules(self) -> Iterator[Broken]:
        """Extensions that RDS offers for PostgreSQL 16."""
        for extension in self.extensions:
            if extension not in aws_facts.POSTGRES_EXTENSIONS:
                hint = aws_facts.closest(extension, aws_facts.POSTGRES_EXTENSIONS)
                yield Broken("extensions", extension, f"RDS for PostgreSQL does not offer it{hint}")


class Topic(Section):
    """An SNS topic."""

    fifo: bool = False
    """Keeps the order within a message group. Changing it replaces the topic."""


class Queue(Section):
    """An SQS queue; each has a dead-letter queue that keeps failed messages for 14 days."""

    fifo: bool = False
    """Keeps the order within a message group. Changing it replaces the queue."""
    visibility_timeout_seconds: Annotated[int, Field(ge=1, le=43200)] = 120
    """How long a received message is hidden from other readers. AWS: up to 12 hours."""
    retention_days: Annotated[int, Field(ge=1, le=14)] = 4
    """How long an unread message is kept. AWS: up to 14 days."""
    max_receives: Annotated[int, Field(ge=1, le=1000)] = 5
    """Failed attempts after which a message goes to the dead-letter queue."""
    delay_seconds: Annotated[int, Field(ge=0, le=900)] = 0
    """Before a new message can be received. AWS: up to 15 minutes."""


class Subscription(Section):
    """Messages of a topic that a queue receives."""

    topic: Name
    queue: Name
    filter: dict[str, list[Any]] = {}
    """SNS filter policy over message attributes: name -> accepted values. Empty lets all pass."""
    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageAttributes"
    raw: bool = True
    """The message as it was published; false wraps it into SNS's envelope."""

    def rules(self) -> Iterator[Broken]:
        """Limits of a filter policy: 5 names, 150 combinations of values."""
        if len(self.filter) > 5:
            yield Broken("filter", f"{len(self.filter)} names", "SNS takes 5 at most")
        combinations = 1
        for name, values in self.filter.items():
            combinations *= len(values)
            if not values:
                yield Broken(f"filter.{name}", values, "needs at least one accepted value")
        if combinations > 150:
            yield Broken("filter", f"{combinations} combinations", "SNS takes 150 at most")


class Bucket(Section):
    """An S3 bucket, private, encrypted and versioned; `purpose` decides its lifecycle."""

    purpose: Literal["uploads", "static", "backups", "archives"]
    """uploads: to Infrequent Access after 30 days. static: served by CloudFront below `path`.
    backups: to Infrequent Access after 30 days, Glacier after 90. archives: to Glacier after 30
    days."""
    path: PathPrefix | None = None
    """static only: the path prefix of the environment's hosts that answers from this bucket. Keys
    keep it: with /static, the object static/app.js is https://<host>/static/app.js."""
    expire_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """Objects are deleted after so many days; absent keeps them. A deleted object stays recoverable
    for retention.object_versions_days."""
    lock_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """backups and archives: object lock, which nobody can take back for an object once written.
    Where the environment is protected, not even the account's root can delete an object earlier
    (compliance mode); elsewhere an operator with s3:BypassGovernanceRetention can, so that the
    environment can be destroyed. Giving it to an existing bucket replaces the bucket; a change of
    the days is for new objects only."""

    def rules(self) -> Iterator[Broken]:
        """Keys that belong to some purposes only."""
        if self.purpose == "static" and self.path is None:
            yield Broken("path", None, "a static bucket needs the path it answers, such as /static")
        if self.path == "/":
            yield Broken("path", "/", "must be below /, which the load balancer answers")
        if self.purpose != "static" and self.path is not None:
            yield Broken("path", self.path, "only a bucket of purpose static is served")
        if self.lock_days is not None and self.purpose not in ("backups", "archives"):
            yield Broken("lock_days", self.lock_days, "only buckets of purpose backups or archives")
        if self.lock_days and self.expire_days and self.expire_days < self.lock_days:
            yield Broken("expire_days", self.expire_days, "must not be shorter than lock_days")


class Workload(Section):
    """The whole file. Every name is chosen once, by the key under which it stands."""

    services: dict[Name, Service] = {}
    workers: dict[Name, Worker] = {}
    jobs: dict[Name, Job] = {}
    databases: dict[Name, Database] = {}
    topics: dict[Name, Topic] = {}
    queues: dict[Name, Queue] = {}
    subscriptions: list[Subscription] = []
    buckets: dict[Name, Bucket] = {}
    reserved_hosts: list[HostLabel] = ["www", "staging", "test", "backup", "monitoring"]
    """Labels that no route may take: they are kept for the operators."""

    def programs(self) -> dict[str, Program]:
        """Services, workers and jobs by their path in the file: `services.orders`."""
        return {
            f"{kind}.{name}": program
            for kind in ("services", "workers", "jobs")
            for name, program in getattr(self, kind).items()
        }

    def call_order(self) -> list[str]:
        """The names of the services, each after those it calls; raises graphlib.CycleError."""
        calls = {name: service.uses.services for name, service in self.services.items()}
        order = TopologicalSorter(calls).static_order()
        return [name for name in order if name in self.services]
