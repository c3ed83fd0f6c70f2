"""The accounts whose passwords AWS makes: logins, users of the cache, and the master user.

The function `credentials` takes an account as an entry, as `pulumi up` gave it: the entries are in
the state, in the input of its invocations, and hold names only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from config.values import closest
from operations.errors import OperationError
from operations.plan import Resource
from operations.sites import Site

Kind = Literal["login", "cache"]
MASTER = "master"
_ENDS = ("-login-credentials", "-cache-credentials")
_TITLES = {"login": "the login", "cache": "the user of the cache"}


@dataclass(frozen=True, kw_only=True)
class Account:
    """A program's account in the database or in the cache."""

    program: str
    kind: Kind
    server: str
    """Of a login: the database server, by its key under `database_servers`. Of a user: the cache,
    by its key under `caches`. Empty for the first one."""
    function: str
    """The name of the function that makes the password."""
    entry: Mapping[str, Any]
    """The entry that the function takes."""

    @property
    def title(self) -> str:
        """The name for people."""
        what = "server" if self.kind == "login" else "cache"
        where = f" of the {what} {self.server}" if self.server else ""
        return f"{_TITLES[self.kind]} {self.entry['username']}{where}"

    @property
    def secret(self) -> str:
        """The ARN of the secret."""
        return str(self.entry["arn"])


def all_of(site: Site) -> list[Account]:
    """Returns the accounts of programs. Of the master user there is no entry: Secrets Manager
    changes its password by itself."""
    programs = {
        str(each.outputs["arn"]): each.name for each in site.resources.of("secretsmanager.Secret")
    }
    found = []
    for each in site.resources.of("lambda.Invocation"):
        for entry in _input(each).get("create") or ():
            if entry["kind"] in _TITLES:
                program = programs[entry["arn"]].removeprefix(f"{each.name}-")
                found.append(
                    Account(
                        program=program,
                        kind=entry["kind"],
                        server=_server(each.name),
                        function=str(each.inputs["functionName"]),
                        entry=entry,
                    )
                )
    return sorted(found, key=lambda each: (each.program, each.kind, each.server))


def _server(invocation: str) -> str:
    """Returns the key in the name of an invocation: ledger-login-credentials of a server, and
    sessions-cache-credentials of a cache."""
    found = [invocation.removesuffix(end) for end in _ENDS if invocation.endswith(end)]
    return found[0] if found else ""


def of(site: Site, program: str, kind: str = "") -> list[Account]:
    """Returns the accounts of a program. Raises OperationError with the names there are."""
    all_ = all_of(site)
    found = [each for each in all_ if each.program == program and kind in ("", each.kind)]
    if not found:
        names = sorted({each.program for each in all_ if kind in ("", each.kind)} | {MASTER})
        raise OperationError(
            f"{program!r} has no password that AWS makes{closest(program, names)}",
            remedy=f"there are: {', '.join(names)}",
        )
    return found


def setup(site: Site) -> tuple[str, str]:
    """Returns the function that runs the setup of the site's database server, and what it takes."""
    found = site.part_of_server("lambda.Invocation", "setup")
    if found is None:
        raise OperationError(f"the state has no invocation {site.server_name}-setup")
    return str(found.inputs["functionName"]), json.dumps(_input(found))


def _input(invocation: Resource) -> Mapping[str, Any]:
    return invocation.document("input")
