"""Data that outlives a run of the environment on Docker: entered secrets, and volumes, which are
taken over or removed."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from config import LocalPlatform
from config.workload import contract
from operations.docker.engine import Thing, belongings, claims, containers, ownership
from operations.docker.stack import local_plan, local_stack, operation, project
from operations.errors import OperationError
from operations.folder import PROJECT, Folder

Stack = Annotated[str, typer.Option(help="A stack whose target is docker.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ask no questions.")]

_LARGEST_SECRET = 64 * 1024
"""Size of the largest secret in bytes, as Secrets Manager accepts it on AWS."""


def secret(
    name: Annotated[str, typer.Argument(help="Name as programs list it under `uses.secrets`.")],
    stack: Stack = "dev",
    folder: Folder = PROJECT,
) -> None:
    """Enter a secret that programs use, or give a file: `make secret NAME=key < key.pem`. Until
    then it is a generated text."""
    platform = project.platform_of(folder.resolve(), stack)
    uses = [each.program.uses for each in platform.workload.programs()]
    used = {secret for each in uses for secret in each.secrets}
    used |= {contract.signing_secret(key) for each in uses for key in each.signing_keys}
    if name not in used:
        raise OperationError(f"no program uses {name!r}; they use: {', '.join(sorted(used))}")
    value = entered(name)
    local_stack.keep_secret(local_stack.prepare(folder, stack), f"plinth:secret-{name}", value)
    lines = value.count("\n") + 1
    print(
        f"Kept {len(value.encode())} bytes" + (f" in {lines} lines" if lines > 1 else "") + "; "
        f"programs get it by `make up STACK={stack}`",
        file=sys.stderr,
    )


def entered(name: str) -> str:
    """Returns one line from a terminal, or all of a pipe without its last line break."""
    if sys.stdin.isatty():
        value = str(typer.prompt(name, hide_input=True, err=True))
    else:
        raw = sys.stdin.buffer.read(_LARGEST_SECRET + 1)
        if len(raw) > _LARGEST_SECRET:
            raise OperationError(
                f"more than {_LARGEST_SECRET} bytes, which is too long for a secret on AWS"
            )
        try:
            value = raw.decode()
        except UnicodeDecodeError:
            raise OperationError(
                "is not text, and an environment variable can hold nothing else",
                remedy="encode it, such as by base64, and have the program decode it",
            ) from None
    value = value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        raise OperationError("the secret is empty")
    if "\0" in value:
        raise OperationError("holds a zero byte, which no environment variable can")
    return value


def adopt(stack: Stack = "dev", yes: Yes = False, folder: Folder = PROJECT) -> None:
    """Take over the data of a lost `.pulumi-local/`, or of an earlier release, with new
    passwords."""
    folder = folder.resolve()
    platform = project.platform_of(folder, stack)
    containers.facts()
    opened = local_stack.existing(folder, stack)
    known = set() if opened is None else local_stack.known(opened)
    found = claims.strangers(platform, ownership.owner_of(folder), known)
    if not found:
        print(f"Everything of {stack} belongs to this folder already")
        return
    foreign = [thing for thing in found if "plinth.stack" not in thing.labels]
    if foreign or claims.holder_of(found):
        raise claims.refusal(platform, folder, foreign or found)
    confirm(f"Take over {belongings.counted(found)} of {stack}; what runs is stopped.", yes)
    prepared = local_stack.prepare(folder, stack)
    owner = claims.with_volumes(ownership.claim(folder), found)
    # Containers have the old passwords in their environment, and `up` makes new ones.
    belongings.remove(thing for thing in found if thing.kind != "volume")
    volumes = [thing for thing in found if thing.kind == "volume"]
    _reset_database(platform, prepared, volumes)
    ownership.write(folder, owner)
    print(
        f"{belongings.counted(volumes) or 'Nothing'} taken over; `make up STACK={stack}` runs them "
        "with new passwords"
    )


def _reset_database(
    platform: LocalPlatform, stack: local_stack.LocalStack, volumes: list[Thing]
) -> None:
    """Gives the superuser the password that the stack will use, because PostgreSQL keeps it in its
    data. The other servers read theirs at each start, and database-setup gives programs theirs."""
    planned = local_plan.registered(stack.name, local_stack.configured(stack))
    if mysql := planned.of(local_plan.CONTAINER).get("mysql"):
        _tell_of_mysql(mysql, volumes)
    database = planned.of(local_plan.CONTAINER).get("database")
    if database is None:
        return
    for volume in volumes:
        if volume.name not in local_plan.volumes(database):
            continue
        variables = local_plan.variables(database)
        role = variables["POSTGRES_USER"].replace('"', '""')
        statement = f"ALTER ROLE \"{role}\" PASSWORD '{variables['POSTGRES_PASSWORD']}';\n"
        image = platform.settings.docker.image("database")
        if not containers.has_image(image):
            containers.pull(image)
        folder = local_plan.volumes(database)[volume.name]
        # No password is needed: it is PostgreSQL's own binary, on the volume and without a network.
        containers.engine(
            *("run", "--rm", "--interactive", "--network", "none", "--user", "postgres"),
            *("--volume", f"{volume.name}:{folder}", "--entrypoint", "postgres", image),
            *("--single", "-D", folder, "postgres"),
            text=statement,
        )


def _tell_of_mysql(mysql: Mapping[str, Any], volumes: list[Thing]) -> None:
    """Tells that MySQL's data keep root's former password, with which the setup cannot log in."""
    for volume in volumes:
        if volume.name in local_plan.volumes(mysql):
            print(
                f"{volume.name}: root keeps its former password in it, so mysql-setup will fail; "
                'docs/mysql.md, "On Docker", says how to set the new one',
                file=sys.stderr,
            )


def clean(stack: Stack = "dev", yes: Yes = False, folder: Folder = PROJECT) -> None:
    """Remove the containers, and then the volumes with all data, but only those of this folder."""
    folder = folder.resolve()
    request = operation.Request(verb="destroy", folder=folder, stack=stack, options=("--yes",))
    situation = operation.observe(request)
    operation.refuse(request, situation)
    platform = situation.platform
    owner = ownership.owner_of(folder)
    title = f"{platform.settings.tags.project} {stack}"
    confirm(f"All data of {title} on this machine will be lost.", yes)
    built: list[str] = []
    if opened := local_stack.existing(folder, stack):
        built = [image["outputs"]["imageName"] for image in local_stack.resources(opened, "image")]
        owner = owner or ownership.claim(folder)
        owner = claims.with_volumes(owner, belongings.named((), local_stack.known(opened)))
        operation.run("destroy", opened, "--yes", "--skip-preview")
    # These also include things that the state does not know, after a killed `up` or a lost state.
    left = claims.mine(stack, owner)
    belongings.remove(left)
    _remove_images(built)
    volumes = sum(thing.kind == "volume" for thing in left)
    print(f"Removed all of {title}, including {volumes} volumes with data")


def _remove_images(names: list[str]) -> None:
    """Removes the images that were built for the stack. One that something else uses stays."""
    for name in names:
        try:
            containers.engine("image", "rm", name)
        except OperationError:
            continue


def confirm(question: str, yes: bool) -> None:
    """Asks before something is lost. Raises OperationError if nobody can answer."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise OperationError(
            f"{question} This needs an answer, and there is no terminal to ask on",
            remedy="add YES=1",
        )
    typer.confirm(f"{question} Go on?", abort=True)
