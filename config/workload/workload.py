"""The content of `config/workload.yaml`: everything that runs, once for all environments.

Service owners edit this file daily. Sizes and counts are not here but in `Pulumi.<stack>.yaml`.
"""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import Field

from config.values import (
    Broken,
    HostLabel,
    Name,
    Overrule,
    PathPrefix,
    Section,
    accepted_value_problems,
)
from config.workload.named_program import NamedProgram, ProgramKind
from config.workload.programs import Job, Program, Service, Worker
from config.workload.teams import EnteredSecret, Owned, Shared, Team


class Database(Shared):
    """Database of the environment's PostgreSQL instance."""

    extensions: Annotated[list[str], Field(examples=[["pg_trgm"]])] = []
    """PostgreSQL extensions to create, of those that RDS offers."""


class Topic(Shared):
    """SNS topic."""

    fifo: bool = False
    """Switch that keeps the order within a message group. A change replaces the topic."""


class Queue(Shared):
    """SQS queue. Each has a dead-letter queue that keeps failed messages for 14 days."""

    fifo: bool = False
    """Switch that keeps the order within a message group. A change replaces the queue."""
    visibility_timeout_seconds: Annotated[int, Field(ge=1, le=43200, examples=[120])] = 120
    """Seconds for which a received message is hidden from other readers. AWS: up to 12 hours."""
    retention_days: Annotated[int, Field(ge=1, le=14, examples=[4])] = 4
    """Days for which an unread message is kept. AWS: up to 14 days."""
    max_receives: Annotated[int, Field(ge=1, le=1000, examples=[5])] = 5
    """Number of failed attempts after which a message goes to the dead-letter queue."""
    delay_seconds: Annotated[int, Field(ge=0, le=900, examples=[60])] = 0
    """Seconds before a new message can be received. AWS: up to 15 minutes."""


class Subscription(Owned):
    """Delivery of a topic's messages to a queue."""

    topic: Annotated[Name, Field(examples=["order-events"])]
    """Topic whose messages are delivered."""
    queue: Annotated[Name, Field(examples=["mails"])]
    """Queue that receives them."""
    filter: Annotated[dict[str, list[Any]], Field(examples=[{"type": ["paid", "sent"]}])] = {}
    """SNS filter policy: name -> accepted values. Empty: all messages pass."""
    filter_scope: Literal["MessageAttributes", "MessageBody"] = "MessageAttributes"
    """Part of a message to which `filter` applies."""
    raw: bool = True
    """Switch that delivers the message as it was published. false wraps it into SNS's envelope."""

    def rules(self) -> Iterator[Broken]:
        """Checks the limits of a filter policy: 5 names, and 150 combinations of values."""
        if len(self.filter) > 5:
            yield Broken("filter", f"{len(self.filter)} names", "SNS takes 5 at most")
        combinations = 1
        for name, values in self.filter.items():
            combinations *= len(values)
            if not values:
                yield Broken(("filter", name), values, "needs at least one accepted value")
            for value, problem in accepted_value_problems(values):
                yield Broken(("filter", name), value, problem)
        if combinations > 150:
            yield Broken("filter", f"{combinations} combinations", "SNS takes 150 at most")


class Bucket(Shared):
    """S3 bucket, private, encrypted and versioned. `purpose` decides its lifecycle."""

    purpose: Literal["uploads", "static", "backups", "archives"]
    """Purpose of the bucket, which decides how its objects move to cheaper storage. uploads: to
    Infrequent Access after 30 days. static: served by CloudFront below `path`. backups: to
    Infrequent Access after 30 days, Glacier after 90. archives: to Glacier after 30 days."""
    path: Annotated[PathPrefix, Field(examples=["/static"])] | None = None
    """Path prefix of the environment's hosts that answers from this bucket, for purpose static
    only. The keys of objects contain the prefix: with /static, the object static/app.js is
    https://<host>/static/app.js."""
    hosts: Annotated[list[HostLabel], Field(examples=[["static"]])] = []
    """Labels that get a DNS name for these files, in addition to those of the routes; for purpose
    static only."""
    expire_days: Annotated[int, Field(ge=1, le=36500, examples=[365])] | None = None
    """Days after which objects are deleted. Absent: they are kept. A deleted object stays
    recoverable for `retention.object_versions_days`."""
    lock_days: Annotated[int, Field(ge=1, le=36500, examples=[30])] | None = None
    """Days for which object lock keeps a written object from deletion, for purposes backups and
    archives only. Nobody can take the lock back. Where the environment is protected, not even the
    account's root can delete an object earlier (compliance mode); elsewhere an operator with
    s3:BypassGovernanceRetention can, so that the environment can be destroyed. The key is added and
    changed in place, for new objects only; when it is removed, new objects are free and locked ones
    stay locked."""

    def rules(self) -> Iterator[Broken]:
        """Checks the keys that are valid for some purposes only."""
        yield from super().rules()
        if self.purpose == "static" and self.path is None:
            yield Broken("path", None, "a static bucket needs the path it answers, such as /static")
        if self.path == "/":
            yield Broken("path", "/", "must be below /, which the load balancer answers")
        if self.purpose != "static" and self.path is not None:
            yield Broken("path", self.path, "only a bucket of purpose static is served")
        if self.purpose != "static" and self.hosts:
            yield Broken("hosts", self.hosts, "only a bucket of purpose static is served")
        if self.lock_days is not None and self.purpose not in ("backups", "archives"):
            yield Broken("lock_days", self.lock_days, "only buckets of purpose backups or archives")
        if self.lock_days and self.expire_days and self.expire_days < self.lock_days:
            yield Broken("expire_days", self.expire_days, "must not be shorter than lock_days")


class Workload(Section):
    """Content of the whole file. Every name is chosen once, by the key under which it stands."""

    services: dict[Name, Service] = {}
    """Programs that answer requests, by name."""
    workers: dict[Name, Worker] = {}
    """Programs that read a queue, by name."""
    jobs: dict[Name, Job] = {}
    """Programs that a schedule starts, by name."""
    databases: dict[Name, Database] = {}
    """Databases of the environment's PostgreSQL instance, by name."""
    topics: dict[Name, Topic] = {}
    """SNS topics, by name."""
    queues: dict[Name, Queue] = {}
    """SQS queues, by name."""
    subscriptions: list[Subscription] = []
    """Deliveries of a topic's messages to a queue."""
    buckets: dict[Name, Bucket] = {}
    """S3 buckets, by name."""
    secrets: Annotated[dict[Name, EnteredSecret], Field(examples=[{"bank-key": {}}])] = {}
    """Secrets of `uses.secrets` that belong to a team, by name. A secret that programs of one team
    use needs no line here. Default: none."""
    teams: Annotated[dict[Name, Team], Field(examples=[{"billing": {}}])] = {}
    """Teams that own parts of the workload, by name. Each file of config/teams/ is one. Default:
    none."""
    reserved_hosts: list[HostLabel] = ["www", "staging", "test", "backup", "monitoring"]
    """Labels that no route may take, because they are reserved for the operators."""
    overrules: list[Overrule] = []
    """Values of this file that AWS accepts although this release does not know them yet, each with
    a reason."""

    def programs(self) -> list[NamedProgram]:
        """Returns services, workers and jobs, in the order of the file."""
        kinds: list[tuple[ProgramKind, Mapping[str, Program]]] = [
            ("service", self.services),
            ("worker", self.workers),
            ("job", self.jobs),
        ]
        return [
            NamedProgram(kind, name, program)
            for kind, programs in kinds
            for name, program in programs.items()
        ]

    def by_name(self) -> dict[str, NamedProgram]:
        """Returns the programs by their names. Each name exists once; a check ensures this."""
        return {each.name: each for each in self.programs()}

    def call_order(self) -> list[str]:
        """Returns the names of the services, each after the services that it calls. Raises
        graphlib.CycleError."""
        calls = {name: service.uses.services for name, service in self.services.items()}
        order = TopologicalSorter(calls).static_order()
        return [name for name in order if name in self.services]
