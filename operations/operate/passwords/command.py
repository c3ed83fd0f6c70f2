"""`secret`: a value that people enter, or a new password that AWS makes."""

import sys
import uuid
from dataclasses import replace
from typing import Annotated

import typer

from config.values import closest
from config.workload import contract
from operations import accounts
from operations.docker.data import keeping
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.passwords import entries, private_keys, rotation
from operations.operate.programs import Program, all_of, changes, one
from operations.operate.services import following, start_anew
from operations.plan import Resource
from operations.pulumi_cli import on_docker
from operations.sites import Site, options, standing

app = typer.Typer(help="Enter secrets, and have AWS make new passwords.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]
Restart = Annotated[
    bool, typer.Option(help="Start new tasks of the programs that read it, one after the other.")
]


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument(help="Name as programs list it under `uses.secrets`.")],
    *,
    stack: options.Stack,
    restart: Restart = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Enter a secret at a prompt, or by a pipe: `secret set key < key.pem`. Never as a word of the
    command line, which others on the machine can read."""
    if on_docker(folder.resolve(), stack):
        keeping.secret(name, stack, folder)
        return
    site = standing(stack, folder, emulated=emulated)
    secret = _entered(site, name)
    value = keeping.entered(name)
    private_keys.check(site.platform, name, value)
    with accounts.asking(f"the new value of {name}"):
        site.client("secretsmanager").put_secret_value(
            SecretId=secret.outputs["arn"],
            SecretString=value,
            ClientRequestToken=str(uuid.uuid4()),
        )
    print(f"{name}: {len(value.encode())} bytes stored")
    readers = _readers(site, name)
    if restart:
        _restart(site, readers)
        return
    for each in readers:
        if each.service:
            print(f"to use it: `python -m operations service restart {each.name} --stack {stack}`")


@app.command()
def rotate(
    name: Annotated[
        str, typer.Argument(help="A program for its login and user of the cache, or master.")
    ],
    *,
    stack: options.Stack,
    kind: Annotated[
        str, typer.Option(help="Only its login, or only its user of the cache: login or cache.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Make another password, even if the last is not in use.")
    ] = False,
    server: options.Server = "",
    yes: Yes = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Have AWS make a new password, tell the server, and start new tasks, which read it.

    The same command goes on where it was interrupted. From a login's second step until its new
    tasks run, tasks that connect anew with the former password are refused; connections stay.
    """
    if on_docker(folder.resolve(), stack):
        raise OperationError(
            f"{stack} is on Docker, where the stack derives passwords from its own key",
            remedy="`make reset` begins again with new ones",
        )
    if kind not in ("", "login", "cache"):
        raise OperationError(f"{kind!r} is neither login nor cache")
    site = standing(stack, folder, emulated=emulated, server=server)
    if name == entries.MASTER:
        _rotate_master(site, yes=yes)
        return
    if server:
        raise OperationError("--server: is for the master user; a program has one login per server")
    found = entries.of(site, name, kind)
    if name.endswith(contract.PEOPLE):
        _rotate_people(site, found, yes=yes)
        return
    program = one(site, name)
    titles = " and ".join(each.title for each in found)
    changes.confirm(f"{titles} of {stack} get new passwords, and {name} new tasks.", yes=yes)
    for account in found:
        if not again and rotation.unfinished(site, program, account):
            print(f"1/3 {account.title}: has a new password already, which no task uses yet")
            continue
        print(f"1/3 {account.title}: a new password ...", flush=True)
        rotation.new_password(site, account)
    servers = [account.server for account in found if account.kind == "login"]
    for server in servers:
        print("2/3 the database setup tells the server ...", flush=True)
        rotation.tell_the_server(replace(site, server=server))
    if not servers:
        print("2/3 nothing to tell the server: ElastiCache knows it, and the former one works too")
    if program.service:
        print("3/3 new tasks ...", flush=True)
        _restart(site, [program])
    else:
        print(f"3/3 nothing to start: the next run of {name} reads it")


def _rotate_people(site: Site, found: list[entries.Account], *, yes: bool) -> None:
    """Gives the login for people of a database a new password. Nothing runs that must read it."""
    [account] = found
    changes.confirm(f"{account.title} of {site.stack} gets a new password.", yes=yes)
    print(f"1/2 {account.title}: a new password ...", flush=True)
    rotation.new_password(site, account)
    print("2/2 the database setup tells the server ...", flush=True)
    rotation.tell_the_server(replace(site, server=account.server))


def _rotate_master(site: Site, *, yes: bool) -> None:
    secret = site.part_of_server("secretsmanager.Secret", "credentials-master")
    if secret is None:
        # An Aurora server has none: RDS keeps and changes its password.
        _ = site.primary
        raise OperationError(f"{site.stack} has no database")
    where = f", of the server {site.server}," if site.server else ""
    changes.confirm(f"The master user of {site.stack}{where} gets a new password.", yes=yes)
    print("Secrets Manager changes it, and RDS takes it over ...", flush=True)
    rotation.rotate_master(site, secret)
    print("done; the database setup reads it as it starts, and no program has it")


def _entered(site: Site, name: str) -> Resource:
    """Returns a secret that people enter. Raises OperationError for one that AWS makes."""
    secrets = site.resources.of("secretsmanager.Secret")
    entered = {e.name: e for e in secrets if "plinth:security:Secret$" in e.urn}
    if name in entered:
        return entered[name]
    raise OperationError(
        f"{name!r} is no secret that people enter{closest(name, entered)}",
        remedy=f"there are: {', '.join(sorted(entered)) or 'none'}; passwords that AWS makes: "
        "`secret rotate`",
    )


def _readers(site: Site, name: str) -> list[Program]:
    """Returns the programs whose tasks read a secret, by themselves or in a sidecar."""
    named = site.platform.workload.by_name()
    signing = private_keys.signed_by(site.platform, name)
    readers = {
        key
        for key, each in named.items()
        if name in each.program.uses.secrets
        or signing in each.program.uses.signing_keys
        or any(name in beside.secrets for beside in each.program.sidecars.values())
    }
    return [each for each in all_of(site) if each.name in readers]


def _restart(site: Site, readers: list[Program]) -> None:
    """Starts new tasks of services and workers and follows each to its end; status 2 if ECS rolls
    one back."""
    for each in readers:
        if not each.service:
            continue
        before = start_anew(site, each)
        ended = following.to_the_end(
            site, each, after=before, tell=lambda line: print(line, file=sys.stderr)
        )
        if ended is not None and not ended.succeeded:
            raise Ended(Ended.FOUND)
