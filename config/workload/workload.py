"""The content of `config/workload.yaml`: everything that runs, once for all environments.

Service owners edit this file daily. Sizes and counts are not here but in `Pulumi.<stack>.yaml`.
"""

from collections.abc import Callable, Collection, Mapping
from graphlib import TopologicalSorter
from typing import Annotated, Literal

from pydantic import Field

from config.buckets import Bucket, StaticSite
from config.flags import Flag, FlagName
from config.identity import UserPool
from config.mail import Mail
from config.messages import Queue, Subscription, Topic
from config.teams import EnteredSecret, Shared, Team
from config.values import (
    DatabaseEngine,
    Host,
    HostLabel,
    Name,
    Overrule,
    Section,
)
from config.workload.named_program import NamedProgram, ProgramKind
from config.workload.programs import Job, Program, Service, Worker


class Database(Shared):
    """Database of one of the environment's database servers."""

    engine: DatabaseEngine = "postgres"
    """Software that programs speak with: `postgres`, or `mysql`, whose databases stand on servers
    of their own (docs/mysql.md). It is the same in all environments. Another engine is another
    database, and no row moves along. Default: postgres."""
    extensions: Annotated[list[str], Field(examples=[["pg_trgm"]])] = []
    """PostgreSQL extensions to create, of those that RDS offers. MySQL has none."""
    people: Literal["none", "read"] = "none"
    """Login for people. read: `<name>__people` may read this database and nothing else, and its
    password is in a secret of its own, for 0.40 USD a month (docs/operate.md, "A login for
    people"). none: people log in as a program."""


class SearchIndex(Shared):
    """Index of the environment's search engine, with those whose names go on with a hyphen."""


class Workload(Section):
    """Content of the whole file. Every name is chosen once, by the key under which it stands."""

    services: dict[Name, Service] = {}
    """Programs that answer requests, by name."""
    workers: dict[Name, Worker] = {}
    """Programs that read a queue, by name."""
    jobs: dict[Name, Job] = {}
    """Programs that a schedule starts, by name."""
    databases: dict[Name, Database] = {}
    """Databases of the environment's database servers, by name."""
    search_indexes: Annotated[dict[Name, SearchIndex], Field(examples=[{"products": {}}])] = {}
    """Indexes of the environment's search engine, OpenSearch, by name. Programs make them; the line
    here says whose they are. Default: none."""
    topics: dict[Name, Topic] = {}
    """SNS topics, by name."""
    queues: dict[Name, Queue] = {}
    """SQS queues, by name."""
    subscriptions: list[Subscription] = []
    """Deliveries of a topic's messages to a queue."""
    mail: Mail | None = None
    """Mail that programs with `uses.mail` send from the environment's domain. Absent: none."""
    flags: Annotated[
        dict[FlagName, Flag], Field(max_length=500, examples=[{"new_checkout": {}}])
    ] = {}
    """Feature flags that programs read while they run, by name. Their values in an environment
    stand in its settings. Default: none."""
    user_pools: Annotated[
        dict[Name, UserPool], Field(max_length=20, examples=[{"people": {"groups": ["admins"]}}])
    ] = {}
    """People who sign in, and programs that ask for tokens, by name: user pools of Amazon Cognito.
    Routes take a pool's tokens by its name as their `issuer`, without a line in
    `gateway.issuers`. Default: none."""
    buckets: dict[Name, Bucket] = {}
    """S3 buckets, by name."""
    secrets: Annotated[dict[Name, EnteredSecret], Field(examples=[{"bank-key": {}}])] = {}
    """Secrets of `uses.secrets` that belong to a team, by name. A secret that programs of one team
    use needs no line here. Default: none."""
    teams: Annotated[dict[Name, Team], Field(examples=[{"billing": {}}])] = {}
    """Teams that own parts of the workload, by name. Each file of config/teams/ is one. Default:
    none."""
    redirects: Annotated[
        dict[Host, Host],
        Field(max_length=50, examples=[{"www": "@"}, {"www": "@", "old": "@"}, {"@old": "@"}]),
    ] = {}
    """Hosts that lead to another host of the environment: each label with that of the host to which
    all its requests are sent, by a permanent redirect (301) with path and query as they were. A
    host at a further domain is written `www@germany`, so a whole domain leads on by its hosts. A
    reserved label may be one; a host of a route or a static bucket may not. Changed in place.
    Default: none."""
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

    def site(self) -> tuple[str, StaticSite] | None:
        """Returns the bucket that answers at `/`, by its name; None if there is none."""
        sites = ((name, bucket.site()) for name, bucket in self.buckets.items())
        return next(((name, site) for name, site in sites if site), None)

    def with_programs(self, change: Callable[[str, Program], Program]) -> "Workload":
        """Returns the workload with each program changed by a function of its name and itself."""
        changed = {
            kind: {name: change(name, each) for name, each in getattr(self, kind).items()}
            for kind in ("services", "workers", "jobs")
        }
        return self.model_copy(update=changed)

    def by_name(self) -> dict[str, NamedProgram]:
        """Returns the programs by their names. Each name exists once; a check ensures this."""
        return {each.name: each for each in self.programs()}

    def call_order(self) -> list[str]:
        """Returns the names of the services, each after the services that it calls, but for its
        late calls."""
        late = self.late_calls()
        calls = {
            name: [each for each in service.uses.services if each not in late.get(name, ())]
            for name, service in self.services.items()
        }
        order = TopologicalSorter(calls).static_order()
        return [name for name in order if name in self.services]

    def late_calls(self) -> dict[str, list[str]]:
        """Returns the services that are called although they come later, by those that call them:
        in a circle of calls, a service calls those late whose names come after its own. Calls
        outside of a circle change nothing in that."""
        calls = {name: service.uses.services for name, service in self.services.items()}
        found = {
            name: [each for each in called if name < each and name in _reached(each, calls)]
            for name, called in calls.items()
        }
        return {name: late for name, late in found.items() if late}


def _reached(start: str, calls: Mapping[str, Collection[str]]) -> set[str]:
    """Returns the services that a service calls itself, or by way of others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        called = set(calls.get(waiting.pop(), ())) - found
        found |= called
        waiting += called
    return found
