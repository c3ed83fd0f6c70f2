"""Databases with their logins: who may read or write each, by the SQL of the plan's own set-up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from operations.explore.entries import Entry
from operations.explore.links import texts
from operations.plan import opened
from planning import database_sql
from planning.mysql import mysql_declared

_RUNNING = ("ecs.TaskDefinition", "docker.Container")
_VARIABLE = re.compile(r"(?P<prefix>(?:\w+_)?DB_)(?P<what>USER|NAME|PASSWORD)")


@dataclass(frozen=True)
class Login:
    """One login's right to one database."""

    login: str
    program: str
    """The program that signs in with it; empty if the plan has none."""
    access: str
    """`read` or `write`."""
    definition: str
    """URN of the task or container that signs in."""
    secret: str
    """Reference to the secret with the password; empty on Docker."""


@dataclass(frozen=True)
class Database:
    """One database inside a server."""

    name: str
    extensions: tuple[str, ...]
    setup: str
    """URN of the resource whose SQL makes it."""
    master: str
    """Reference to the secret of the master user, as whom the set-up signs in; empty on Docker."""
    logins: tuple[Login, ...]


@dataclass(frozen=True)
class _User:
    """One program's use of one database, by its environment variables."""

    program: str
    definition: str
    login: str
    database: str
    secret: str


def databases(entries: Sequence[Entry]) -> list[Database]:
    """Returns every database that the plan's SQL makes."""
    running = [entry for entry in entries if entry.resource.kind in _RUNNING]
    users = [user for entry in running for user in _users(entry)]
    found = []
    for entry in running:
        sql = "\n".join(texts(entry.resource.inputs))
        declared = database_sql.declared(sql) or mysql_declared(sql)
        if declared is None:
            continue
        for name, extensions in declared.databases.items():
            logins = tuple(
                _login(login, name, used[name], users)
                for login, used in declared.logins.items()
                if name in used
            )
            found.append(Database(name, tuple(extensions), entry.urn, _master(entry), logins))
    return found


def _master(setup: Entry) -> str:
    secrets = [each for _, each in _environments(setup.resource.inputs)]
    names = ("PGPASSWORD", "MYSQL_PWD")
    return next((each[name] for each in secrets for name in names if name in each), "")


def _login(login: str, database: str, access: str, users: Sequence[_User]) -> Login:
    user = next(
        (each for each in users if (each.login, each.database) == (login, database)),
        _User("", "", login, database, ""),
    )
    return Login(login, user.program, access, user.definition, user.secret)


def _users(entry: Entry) -> Iterator[_User]:
    for variables, secrets in _environments(entry.resource.inputs):
        for variable, value in variables.items():
            match = _VARIABLE.fullmatch(variable)
            if match and match["what"] == "USER":
                secret = secrets.get(f"{match['prefix']}PASSWORD", "")
                database = variables.get(f"{match['prefix']}NAME", "")
                yield _User(entry.resource.name, entry.urn, value, database, secret)


def _environments(inputs: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yields variables and secrets of each container."""
    containers = opened(inputs.get("containerDefinitions"))
    for each in containers if isinstance(containers, list) else ():
        yield (
            {row["name"]: str(row.get("value")) for row in each.get("environment") or ()},
            {row["name"]: str(row.get("valueFrom")) for row in each.get("secrets") or ()},
        )
    plain = [text.partition("=") for text in inputs.get("envs") or () if isinstance(text, str)]
    yield {name: value for name, _, value in plain}, {}
