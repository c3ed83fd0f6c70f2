"""`exec`, `tunnel` and `task run`: a shell, a way to the data, a command in a task of its own."""

import sys
from typing import Annotated

import typer

from config.data import cache_name
from operations.docker.desk import desk, programs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.logs import reading
from operations.operate.programs import Program, one, times
from operations.operate.sessions import one_off, plugin, shell
from operations.operate.sessions import tunnel as tunnels
from operations.pulumi_cli import on_docker
from operations.sites import Site, options, standing

app = typer.Typer(help="Run a command in a task of its own.", no_args_is_help=True)

Typed = Annotated[list[str] | None, typer.Argument(metavar="[-- COMMAND]...")]


def exec_(
    name: Annotated[str, typer.Argument(metavar="SERVICE", help="A service of the workload.")],
    typed: Typed = None,
    *,
    stack: options.Stack,
    task: Annotated[
        str,
        typer.Option(help="The task, by the first letters of its ID.", show_default="oldest"),
    ] = "",
    container: Annotated[
        str, typer.Option(help="The container, such as a sidecar.", show_default="the program's")
    ] = "",
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Open a shell in a running task, or run a command there: `exec orders -- python -m shell`.

    AWS keeps what is typed and shown in the log group <project>/<stack>/cluster/exec, and does not
    tell the command's own exit status.
    """
    if on_docker(folder.resolve(), stack):
        if task or container:
            raise OperationError(
                f"{stack} is on Docker, where a program is one container",
                remedy="leave out --task and --container",
            )
        desk.inside(name, typed or ["sh"], stack=stack, folder=folder)
        return
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name)
    shell.check_allowed(site, program)
    plugin.check(site)
    chosen = shell.pick(site, program, task)
    print(f"{name}, task {shell.id_of(chosen)}", file=sys.stderr)
    _pass_on(plugin.run(site, shell.words(program, chosen, container, typed or ())))


def tunnel(
    store: Annotated[str, typer.Argument(help="database or cache.")],
    *,
    stack: options.Stack,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The port here.", show_default="10000 more than there"),
    ] = None,
    through: Annotated[
        str,
        typer.Option(
            metavar="SERVICE", help="A service that uses it.", show_default="the first that may"
        ),
    ] = "",
    people: Annotated[
        str,
        typer.Option(metavar="DATABASE", help="Log in to read this database, as a person."),
    ] = "",
    minutes: Annotated[
        int, typer.Option(min=1, max=720, help="The longest time that it stays open.")
    ] = 60,
    server: options.Server = "",
    cache: options.Cache = "",
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Forward a port of this machine to the database or the cache, until Ctrl-C.

    A small task is started for it, which costs a quarter of a vCPU while it runs. Whoever connects
    logs in as the service, with its rights, or with --people to read one database.
    """
    if store not in tunnels.PORTS:
        raise OperationError(f"{store!r} is neither database nor cache")
    if on_docker(folder.resolve(), stack):
        desk.connect(cache_name(cache) if store == "cache" else store, stack, folder)
        return
    if server and store != "database":
        raise OperationError("--server: names a database server, and the cache is none")
    if people and store != "database":
        raise OperationError("--people: names a database, and the cache is none")
    if cache and store != "cache":
        raise OperationError("--cache: names a cache, and the database is none")
    site = standing(stack, folder, emulated=emulated, server=server, cache=cache)
    to: tunnels.Store = "database" if store == "database" else "cache"
    found = tunnels.way(site, to, through, people)
    plugin.check(site)
    local = port or found.port + 10000
    print(f"A task with the network of {found.through.name} is started ...", file=sys.stderr)
    try:
        with tunnels.opened(site, found, minutes=minutes) as target:
            for line in tunnels.connecting(site, found, local):
                print(line, flush=True)
            status = plugin.run(site, tunnels.words(found, target, local))
    except KeyboardInterrupt:
        status = 0
    print("The tunnel is closed, and its task is stopped.", file=sys.stderr)
    _pass_on(status)


@app.command("run")
def run_task(
    name: Annotated[
        str, typer.Argument(metavar="SERVICE", help="A service, worker or job of the workload.")
    ],
    typed: Typed = None,
    *,
    stack: options.Stack,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Run a command in a task of its own, with a program's image, variables, secrets and rights.

    Shows its log and ends with its exit status, 1 if it never started. A job without a command runs
    its own. Names of other services do not resolve there: ECS gives them to services alone.
    """
    if on_docker(folder.resolve(), stack):
        programs.task(name, typed or [], stack=stack, folder=folder)
        return
    site = standing(stack, folder, emulated=emulated)
    program = one(site, name)
    if not typed and program.kind != "job":
        raise OperationError(
            f"{name} would run its own command, which never ends",
            remedy=f"say which: `task run {name} --stack {stack} -- COMMAND`",
        )
    definition, network = one_off.definition_of(site, program)
    since = times.now()
    arn = one_off.start(
        site,
        program,
        definition=definition,
        network=network,
        overrides=one_off.command(program, typed or ()),
    )
    print(f"{name}: task {arn.rpartition('/')[2]}", file=sys.stderr)
    if site.endpoint:
        print("the emulated account starts no container: Ctrl-C ends the wait", file=sys.stderr)
    try:
        ended = one_off.followed(site, program, arn, since=since, tell=_tell, show=_show)
    except KeyboardInterrupt:
        _interrupted(site, program, arn)
        raise Ended(130) from None
    if ended.code != 0:
        print(f"{name}: {ended.reason or 'no reason is given'}", file=sys.stderr)
    _pass_on(Ended.UNTOLD if ended.code is None else ended.code)


def _interrupted(site: Site, program: Program, arn: str) -> None:
    """Asks what becomes of a task that nobody waits for any more."""
    if sys.stdin.isatty() and typer.confirm("The task still runs. Stop it?", default=True):
        one_off.stop(site, program, arn, "its operator stopped it")
        print("stopped", file=sys.stderr)
        return
    print(
        f"the task goes on; `aws ecs stop-task --cluster {program.cluster} --task "
        f"{arn.rpartition('/')[2]} --region {site.region}` stops it",
        file=sys.stderr,
    )


def _tell(state: str) -> None:
    print(f"[{state}]", file=sys.stderr, flush=True)


def _show(line: reading.Line) -> None:
    print(line.text, flush=True)


def _pass_on(status: int) -> None:
    if status:
        raise Ended(status)
