"""`drill`: recovery rehearsed and measured against its targets, with a report that is kept.

In an emulated account, which the command makes for itself, everything is lost and had back. In a
real one, the drill loses nothing that programs use: it restores the database beside the one that
serves, and objects and a secret that it made itself. `--failover` exchanges the database there too.
On Docker, rows and versions of its own are lost for real, and had back from real backups.
"""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations.errors import Ended
from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from config.settings import RecoverySettings
    from operations.recovery_result import Recovered

HISTORY = "drills"
"""The folder of the team's reports, one line of JSON for each store and drill."""
_SHOWN = 10


def drill(
    stack: options.Stack,
    emulated: Annotated[
        bool, typer.Option("--emulated", help="In an emulated account made for this drill.")
    ] = False,
    failover: Annotated[
        bool, typer.Option("--failover", help="On AWS: exchange the database as well.")
    ] = False,
    json_file: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Lose data on purpose, have it back, and measure both. Ends with status 2 past a target."""
    from operations import outputs
    from operations.procedure import show

    outputs.check_writable(json_file)
    folder = folder.resolve()
    began = dt.datetime.now(dt.UTC)
    recovered, targets, where = _drilled(stack, folder, emulated=emulated, failover=failover)
    problems = [problem for each in recovered for problem in each.problems(targets)]
    lines = [_line(each, where, f"{began:%Y-%m-%dT%H:%M:%SZ}") for each in recovered]
    past = history(folder, stack)
    _keep(folder, stack, lines)
    if json_file:
        outputs.write(json.dumps({"drilled": lines, "problems": problems}, indent=2), json_file)
    if json_file != outputs.STDOUT:
        show(_report(recovered, problems, past, emulated=emulated))
    if problems:
        raise Ended(Ended.FOUND)


def _drilled(
    stack: str, folder: Path, *, emulated: bool, failover: bool
) -> "tuple[list[Recovered], RecoverySettings, str]":
    """Returns the results, the targets, and the place where the drill was held."""
    from config.settings import RecoverySettings
    from operations.docker.drill import drill as on_this_machine
    from operations.procedure import say
    from operations.pulumi_cli import on_docker
    from operations.recovery import rehearsals

    if on_docker(folder, stack):
        # An environment on a developer's machine has no targets of its own.
        return on_this_machine(folder, stack, say), RecoverySettings(), "docker"
    with rehearsals.held(stack, folder, emulated=emulated) as rehearsal:
        recovered = rehearsals.all_of(rehearsal, exchange=failover or emulated)
        targets = rehearsal.site().platform.settings.recovery
    return recovered, targets, "emulated" if emulated else "aws"


def _line(each: "Recovered", where: str, at: str) -> dict[str, Any]:
    return {
        "at": at,
        "account": where,
        "store": each.store,
        "lost": each.lost,
        "restored": each.restored,
        "rpo_seconds": round(each.rpo_seconds, 1),
        "rto_seconds": round(each.rto_seconds, 1),
        "checks": {check.said: check.holds for check in each.checks},
    }


def history(folder: Path, stack: str) -> list[dict[str, Any]]:
    """Returns the lines of earlier drills. One that cannot be read is left alone."""
    file = folder / HISTORY / f"{stack}.jsonl"
    found: list[dict[str, Any]] = []
    if file.is_file():
        for text in file.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict):
                found.append(line)
    return found


def _keep(folder: Path, stack: str, lines: list[dict[str, Any]]) -> None:
    (folder / HISTORY).mkdir(exist_ok=True)
    with (folder / HISTORY / f"{stack}.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def _report(
    recovered: "list[Recovered]",
    problems: list[str],
    past: list[dict[str, Any]],
    *,
    emulated: bool,
) -> list[Any]:
    from operations.report import Paragraph, Table

    blocks: list[Any] = [
        Table(
            ("store", "lost", "restored from", "RPO s", "RTO s", "checks"),
            tuple(
                (
                    each.store,
                    each.lost,
                    each.restored,
                    f"{each.rpo_seconds:.1f}",
                    f"{each.rto_seconds:.1f}",
                    f"{sum(x.holds for x in each.checks)} of {len(each.checks)} hold",
                )
                for each in recovered
            ),
        )
    ]
    if emulated:
        blocks.append(
            Paragraph(
                "An emulated account holds no rows and answers at once: these times are those of "
                "the calls alone, and show that each procedure ends. A drill on AWS measures."
            )
        )
    if past:
        rows = tuple(
            (
                str(line.get("at")),
                str(line.get("account")),
                str(line.get("store")),
                str(line.get("rpo_seconds")),
                str(line.get("rto_seconds")),
            )
            for line in past[-_SHOWN:]
        )
        blocks.append(Table(("earlier (UTC)", "account", "store", "RPO s", "RTO s"), rows))
    blocks += [Paragraph(problem) for problem in problems]
    blocks.append(Paragraph("Every target was met." if not problems else "Not every target was."))
    return blocks
