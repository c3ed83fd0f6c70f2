"""Causes of rights: the line of the workload that asks for a right, or the platform's reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config import Workload
from config.data import FIRST, cache_name
from config.files import YamlFile
from config.workload import NamedProgram, team_files
from operations import workload
from operations.plan import Resources
from operations.rights.grants import Grant
from planning.identity import pool_name

_LOGIN = re.compile(r"(?:(.+)-)?login-credentials-")
"""The beginning of the names of logins' secrets, with the server that is not the first one."""
_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+) ([^{}$]+)\.\w+\}")
_COMPONENTS = {
    "plinth:backup:Backup": "AWS Backup copies what is stored, and tries to restore it",
    "plinth:compute:Cluster": "ECS moves requests between the old and the new tasks of a service",
    "plinth:compute:Function": "the platform's function writes its log and traces",
    "plinth:compute:Job": "the schedule starts the job, and keeps what it could not start",
    "plinth:compute:LateCalls": "a service is deployed again for the names of those it calls",
    "plinth:compute:TaskRunner": "the platform runs one-off tasks: migrations and logins",
    "plinth:compute:Verifier": "new versions of services are tried before they get traffic",
    "plinth:data:Database": "RDS writes the operating system's metrics of the database",
    "plinth:data:DatabaseProxy": "the proxy reads the logins that it checks",
    "plinth:data:DatabaseSetup": "the setup task makes databases and logins as the master user",
    "plinth:network:FlowLogs": "the network writes who connected to whom",
    "plinth:security:Credentials": "the platform makes and rotates passwords inside AWS",
    "plinth:security:CallAuthority": "ECS gets certificates for calls, and keeps their keys",
    "plinth:storage:BucketReplica": "S3 copies the objects into the recovery region",
}
"""Reasons of the platform by the component that asks for the right, the innermost first."""
_OWNERS = frozenset(
    {"plinth:compute:LateCalls", "plinth:compute:TaskRunner", "plinth:compute:Verifier"}
)
"""Components whose function has rights of their own."""
_CHANNELS = "ssmmessages:"
_SESSIONS = "people open a session in the container, which its settings allow"
UNKNOWN = "no reason is known"
_ACTIONS = {
    "logs:": "ECS writes the output of the program into its log",
    _CHANNELS: _SESSIONS,
    "ecr:GetAuthorizationToken": "ECS signs in to the registry before it fetches the image",
}
"""Reasons of the platform by the beginning of an action, for the roles of a task."""


@dataclass(frozen=True)
class Cause:
    """One reason for a right."""

    said: str
    """`config/workload.yaml:23: services.orders.uses.databases.orders`, or the platform's
    reason."""
    reason: str = ""
    """The reason that the workload gives with it, if one does."""


class Causes:
    """The causes of the rights that programs have."""

    def __init__(self, resources: Resources, folder: Path | None) -> None:
        self._resources = resources
        self._file: YamlFile | None = None
        self._workload = Workload()
        if folder is not None:
            self._workload, self._file = workload.with_places(folder)
        self._programs = self._workload.by_name()
        self._servers = dict(_further_servers(resources.settings))

    def of(self, grant: Grant, program: str, policy: list[Grant]) -> list[Cause]:
        """Returns the causes of a statement. `policy` has the statements of the same policy: a
        right at the key has the causes of what the key encrypts."""
        named = self._programs.get(program)
        found = list(self._asked(grant, named, policy)) if named else []
        if named and not found and "kms:" in str(grant.statement.actions):
            others = [each for each in policy if each is not grant]
            found = [cause for each in others for cause in self._asked(each, named, policy)]
        return list(dict.fromkeys(found)) or [self._platform(grant, policy)]

    def _platform(self, grant: Grant, policy: list[Grant]) -> Cause:
        if why := _reason(grant, policy):
            return Cause(f"the platform: {why}")
        if self._file is None:
            return Cause("the workload of the document, whose lines only --stack tells")
        return Cause(f"{UNKNOWN}; see {grant.source}")

    def _asked(self, grant: Grant, named: NamedProgram, policy: list[Grant]) -> Iterator[Cause]:
        uses = named.program.uses
        if grant.source.name == f"{named.name}-statements":
            number = policy.index(grant)
            if number < len(uses.statements):
                reason = uses.statements[number].reason or ""
                yield self._cause(named, "uses", "statements", number, reason=reason)
            return
        if grant.source.name == f"{named.name}-protection":
            yield self._cause(named, "protect_tasks")
            return
        if (own := grant.source.name.partition("--")[0]) in uses.own:
            yield self._cause(named, "uses", "own", uses.own.index(own))
            return
        for text in grant.statement.resources.patterns:
            for match in _REFERENCE.finditer(text):
                yield from self._used(named, match[1], match[2])

    def _used(self, named: NamedProgram, kind: str, name: str) -> Iterator[Cause]:
        """Yields the lines by which a program uses one resource."""
        uses = named.program.uses
        queue = getattr(named.program, "queue", None)
        match kind:
            case "s3.Bucket" if name in uses.buckets:
                yield self._cause(named, "uses", "buckets", name)
            case "sns.Topic" if name in uses.topics:
                yield self._cause(named, "uses", "topics", name)
            case "sqs.Queue" if name in uses.queues:
                yield self._cause(named, "uses", "queues", name)
            case "sqs.Queue" if name == queue:
                yield self._cause(named, "queue")
            case "sesv2.EmailIdentity" | "sesv2.ConfigurationSet" if uses.mail:
                yield self._cause(named, "uses", "mail")
            case "appconfig.Environment" | "appconfig.ConfigurationProfile" if uses.flags:
                yield self._cause(named, "uses", "flags")
            case "cognito.UserPool":
                for pool in uses.user_pools:
                    if name == pool_name(pool):
                        yield self._cause(named, "uses", "user_pools", pool)
            case "opensearch.Domain":
                for index in uses.search_indexes:
                    yield self._cause(named, "uses", "search_indexes", index)
            case "ecr.Repository":
                yield self._cause(named, "image")
            case "ecs.TaskDefinition" | "iam.Role":
                yield self._cause(named, "schedule")
            case "secretsmanager.Secret" if name.startswith("cache-credentials-"):
                yield self._cause(named, "uses", "cache")
            case "secretsmanager.Secret" if key := _cache_key(name, uses.caches):
                yield self._cause(named, "uses", "caches", key)
            case "secretsmanager.Secret" if server := _LOGIN.match(name):
                for database in uses.databases:
                    if self._servers.get(database, "") == (server[1] or ""):
                        yield self._cause(named, "uses", "databases", database)
            case "secretsmanager.Secret" if key := _signing_key(name, uses.signing_keys):
                at = uses.signing_keys.index(key)
                yield self._cause(named, "uses", "signing_keys", at, said=key)
            case "secretsmanager.Secret" if pool := _pool_of_client(name, uses.user_pools):
                yield self._cause(named, "uses", "user_pools", pool, "secret")
            case "secretsmanager.Secret" if name in uses.secrets:
                yield self._cause(named, "uses", "secrets", uses.secrets.index(name), said=name)

    def _cause(
        self, named: NamedProgram, *keys: str | int, said: str = "", reason: str = ""
    ) -> Cause:
        path = (*named.path, *keys)
        name, line = self._file.place(path) if self._file else (team_files.WORKLOAD, None)
        place = f"{name}:{line}" if line else name
        shown = [*map(str, path[:-1]), said] if said else map(str, path)
        return Cause(f"{place}: {'.'.join(shown)}", reason)


def _further_servers(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields the databases that another server than the first one has, with the server's name."""
    for section in (settings, settings.get("existing") or {}):
        for name, server in (section.get("database_servers") or {}).items():
            if name != FIRST:
                for database in (server or {}).get("databases") or (name,):
                    yield database, name


def _cache_key(secret: str, keys: Iterable[str]) -> str:
    """Returns the cache of which a secret holds a user's password; empty for another secret."""
    of = (key for key in keys if secret.startswith(f"{cache_name(key)}-credentials-"))
    return max(of, key=len, default="")


def _signing_key(secret: str, keys: list[str]) -> str:
    """Returns the signing key of which a secret holds a generation; empty for another secret."""
    return max((key for key in keys if secret.startswith(f"{key}-")), key=len, default="")


def _pool_of_client(secret: str, pools: Iterable[str]) -> str:
    """Returns the user pool of whose client a secret is; empty for another secret."""
    of = (pool for pool in pools if secret.startswith(f"{pool_name(pool)}-"))
    return max(of, key=len, default="")


def _reason(grant: Grant, policy: list[Grant]) -> str:
    chain = grant.source.urn.split("::")[2].split("$")[:-1]
    for component in reversed(chain):
        if component in _COMPONENTS:
            # The owner of a function says what its rights are for.
            owner = next((each for each in chain if each in _OWNERS), component)
            return _COMPONENTS[owner]
    actions = str(grant.statement.actions)
    for start, why in _ACTIONS.items():
        if start in actions:
            return why
    return _SESSIONS if any(_CHANNELS in str(each.statement.actions) for each in policy) else ""
