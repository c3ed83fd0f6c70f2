"""The command line, with one module for each command, which imports its needs only when it runs."""

import atexit
import contextlib
import errno
import functools
import gc
import os
import sys
from itertools import pairwise
from typing import Annotated, Any

from operations import stopping

if __name__ == "__main__":
    # The imports below take longest of what a command that says little does.
    stopping.at_once()

import typer

from operations import outputs, version
from operations.adopt import app as adopt_app
from operations.alarms import app as alarms_app
from operations.backups import backups
from operations.bootstrap import bootstrap
from operations.cost import cost, prices_app
from operations.delivery import carry, gateway
from operations.deploy import bound_plan, engine, first
from operations.docker.data import leftovers
from operations.docker.desk import desk, doctor
from operations.drift import drift
from operations.emulated import emulate
from operations.ephemeral import app as ephemeral_app
from operations.errors import Ended, OperationError
from operations.existing import existing
from operations.explore import explore
from operations.images import images
from operations.infrastructure import command as infrastructure
from operations.operate.logs import logs
from operations.operate.overview import status
from operations.operate.passwords import app as secret_app
from operations.operate.queues import app as queue_app
from operations.operate.services import app as service_app
from operations.operate.services import deployments_of, gates_app
from operations.operate.sessions import command as sessions
from operations.plan import preview
from operations.policy import policy_check
from operations.project import commits, facts, generate, offers, readme
from operations.reach import reach
from operations.recovery import drill, failover, restore
from operations.release import evidence, promote, ready
from operations.review import review
from operations.rights import rights
from operations.scan import scan
from operations.teams import teams
from operations.topology import topology
from operations.upgrade import app as upgrade_app

app = typer.Typer(
    help="Tools for the program: preview, emulate and operate its environments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"plinth {version.version()}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Declares the options that stand before the name of a command."""


app.add_typer(adopt_app, name="adopt")
app.command("offers")(offers.offers)
app.command("preview")(preview.preview)
app.command("documents", hidden=True)(preview.documents)
app.command("document")(infrastructure.document)
app.command("review")(review.review)
app.command("emulate")(emulate.emulate)
app.command("drift")(drift.drift)
app.command("backups")(backups.backups)
app.add_typer(engine.app, name="engine")
app.command("bootstrap")(bootstrap.bootstrap)
app.command("access")(bootstrap.access)
app.command("plan")(bound_plan.plan)
app.command("up")(bound_plan.up)
app.command("first-deployment")(first.first_deployment)
app.command("promote")(promote.promote)
app.command("ready")(ready.ready)
app.command("ran")(evidence.ran)
app.command("facts")(facts.facts)
app.command("doctor")(doctor.doctor)
app.add_typer(desk.app, name="local")
app.command("leftovers")(leftovers.leftovers)
images.app.command("save")(carry.save)
images.app.command("load")(carry.load)
app.add_typer(images.app, name="images")
app.command("gateway-check")(gateway.gateway_check)
app.command("generate")(generate.generate)
app.command("goldens")(generate.goldens)
app.command("commits")(commits.commits)
app.command("readme")(readme.readme)
app.command("policies")(policy_check.policies)
app.command("existing")(existing.existing)
app.command("reach")(reach.reach)
app.command("rights")(rights.rights)
app.command("cost")(cost)
app.command("topology")(topology)
app.add_typer(prices_app, name="prices")
app.command("scan")(scan.scan)
app.command("teams")(teams)
app.command("explore")(explore.explore)
app.command("status")(status)
app.command("logs")(logs)
app.command("exec")(sessions.exec_)
app.command("tunnel")(sessions.tunnel)
app.add_typer(sessions.app, name="task")
app.add_typer(queue_app, name="queue")
app.add_typer(secret_app, name="secret")
app.add_typer(service_app, name="service")
app.command("deployments")(deployments_of)
app.add_typer(gates_app, name="deployment")
app.add_typer(alarms_app, name="alarms")
app.add_typer(failover.app, name="failover")
app.add_typer(restore.app, name="restore")
app.command("drill")(drill.drill)
app.add_typer(ephemeral_app, name="ephemeral")
app.add_typer(upgrade_app, name="upgrade")


_PROGRAMS = ("docker", "git")
"""Programs that commands start, which a machine may lack."""
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
"""What the machine refuses, and its operator can mend: rights to a file, and room for it."""


def _is_told(error: Exception) -> bool:
    """Returns true for a mistake in a file of the project, which its message tells in full."""
    from config import ConfigError
    from engine import ProgramError

    return isinstance(error, ConfigError | ProgramError)


def _empty(words: list[str]) -> str:
    """Returns the first option or argument without a text, as a shell variable gives it that is not
    set; none of what follows `--`, which is another command's."""
    for before, word in pairwise(["", *words]):
        if word == "--":
            break
        if not word:
            return before if before.startswith("-") else "an argument"
        if word.startswith("--") and word.endswith("="):
            return word.removesuffix("=")
    return ""


@functools.cache
def commands() -> Any:
    """Returns the commands with their options. Typer would read them from all functions again for
    each command that a process runs."""
    return typer.main.get_command(app)


def _run() -> None:
    """Runs a command to the end of its output, which a full disk or a closed pipe may refuse."""
    try:
        try:
            commands()(prog_name="python -m operations")
        finally:
            sys.stdout.flush()
    except OSError as error:
        if error.filename or error.errno not in {*_REFUSED, errno.EPIPE}:
            raise
        # Python would try to write the rest once more at its end, and say so in words of its own.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            sys.exit(1)
        raise


def main() -> None:
    """Runs a command. A fault that the operator can correct, a wrong option too, is one message and
    exit status 1, without a traceback."""
    # Without this, Python looks for cycles among all objects once more before it ends.
    atexit.register(gc.freeze)
    try:
        if name := _empty(sys.argv[1:]):
            raise OperationError(f"{name}: is empty", remedy="give a value, or leave it out")
        _run()
    except OperationError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and error.filename in _PROGRAMS:
            print(f"error: {error.filename} is not on PATH; install it", file=sys.stderr)
            sys.exit(1)
        if error.errno not in _REFUSED:
            raise
        print(f"error: {error.filename or 'the output'}: {error.strerror}", file=sys.stderr)
        sys.exit(1)
    except Ended:
        raise
    except Exception as error:
        if not _is_told(error):
            raise
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except SystemExit as ending:
        if ending.code == stopping.INTERRUPTED:
            stopping.tell()
        # The command line ends with 2 for a wrong option; for scripts 2 is a result.
        sys.exit(1 if ending.code == Ended.FOUND else ending.code)


if __name__ == "__main__":
    # What a command makes lives until it ends: looking for cycles in it takes a tenth of the time
    # of a preview, and frees hardly any memory. What is served for hours switches it on again.
    gc.disable()
    stopping.in_order()
    outputs.accept_all_characters()
    main()
