"""What runs, once for all environments: the content of `config/workload.yaml`.

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


class Database(Section):
    """A database of the environment's PostgreSQL instance."""

    extensions: list[str] = []
    """Extensions to create, of those that RDS for PostgreSQL offers, such as pg_trgm."""


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
                yield Broken(("filter", name), values, "needs at least one accepted value")
            for value, problem in accepted_value_problems(values):
                yield Broken(("filter", name), value, problem)
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
    hosts: list[HostLabel] = []
    """static only: labels that get a DNS name for these files, besides those of the routes."""
    expire_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """Objects are deleted after so many days; absent keeps them. A deleted object stays recoverable
    for retention.object_versions_days."""
    lock_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """backups and archives: object lock, which nobody can take back for an object once written.
    Where the environment is protected, not even the account's root can delete an object earlier
    (compliance mode); elsewhere an operator with s3:BypassGovernanceRetention can, so that the
    environment can be destroyed. It comes and changes in place, for new objects only; without it
    again, new objects are free and locked ones stay so."""

    def rules(self) -> Iterator[Broken]:
        """Keys that belong to some purposes only."""
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
    overrules: list[Overrule] = []
    """Values of this file that AWS takes although this release does not know them yet, each with
    its reason: {key: databases.orders.extensions, value: pg_new, reason: ...}."""

    def programs(self) -> list[NamedProgram]:
        """Services, workers and jobs, in the order of the file."""
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
        """The programs by their names, of which each is there once (a check sees to it)."""
        return {each.name: each for each in self.programs()}

    def call_order(self) -> list[str]:
        """The names of the services, each after those it calls; raises graphlib.CycleError."""
        calls = {name: service.uses.services for name, service in self.services.items()}
        order = TopologicalSorter(calls).static_order()
        return [name for name in order if name in self.services]
