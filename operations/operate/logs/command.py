"""`logs`: what programs and parts of the infrastructure wrote, and what they write."""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Annotated

import typer

from operations.docker.desk import desk
from operations.docker.engine import logs as local_logs
from operations.errors import OperationError
from operations.folder import PROJECT
from operations.operate.logs import groups, reading
from operations.operate.logs.reading import Filter, Line
from operations.operate.programs import times
from operations.pulumi_cli import on_docker
from operations.sites import options, standing

_COLORS = (36, 33, 32, 35, 34, 31)


def logs(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SERVICE]...",
            help="Programs, or parts such as database; by default all programs.",
        ),
    ] = None,
    *,
    stack: options.Stack,
    since: Annotated[
        str,
        typer.Option(
            help=f"From when on: 15m, 2h, 3d, or {times.FORM}.",
            show_default="15m; on Docker the last 200 lines",
        ),
    ] = "",
    until: Annotated[str, typer.Option(help="Until when, in the same form.")] = "",
    grep: Annotated[
        str, typer.Option(metavar="TEXT", help="Only lines with TEXT, in any case.")
    ] = "",
    container: Annotated[
        str,
        typer.Option(help="Only this container of the tasks, a sidecar or service-connect."),
    ] = "",
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Continue with new lines as they come.")
    ] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Print one JSON object for each line.")
    ] = False,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show what programs wrote, of several tasks and groups in one order of time; Ctrl-C ends it.

    Times are this machine's. A line that reaches CloudWatch more than two minutes late is not shown
    by --follow.
    """
    start = times.moment(since or "15m")
    end = times.moment(until) if until else None
    _check_range(start, end, since, until, follow=follow)
    if on_docker(folder.resolve(), stack):
        if container:
            raise OperationError(
                f"{stack} is on Docker, where a program is one container",
                remedy="leave out --container",
            )
        wanted_there = local_logs.Wanted(
            since=start.isoformat() if since else "",
            until=end.isoformat() if end else "",
            text=grep,
        )
        desk.search(
            names or [],
            wanted=wanted_there,
            follow=follow,
            stack=stack,
            folder=folder,
            written=_of_container if json_lines else None,
        )
        return
    site = standing(stack, folder, emulated=emulated)
    found = groups.of(site, names or [])
    if container:
        groups.check_container(site, container)
    lines: Iterable[Line]
    if follow:
        # One reader shows the past and the new, so no line falls between them.
        follower = reading.Follower(site, found, start)
        lines = chain(follower.new(), follower.lines())
    else:
        lines = reading.past(site, found, start, end)
    wanted = Filter(text=grep, container=container)
    _print((line for line in lines if wanted.takes(line)), _titles(found), json_lines=json_lines)


def _check_range(
    start: datetime, end: datetime | None, since: str, until: str, *, follow: bool
) -> None:
    """Raises OperationError for a range in which nothing can be."""
    if since and start > times.now():
        raise OperationError(f"--since: is still to come, got {since!r}", remedy="write 15m")
    if end and follow:
        raise OperationError("--follow goes on until Ctrl-C", remedy="leave out --until")
    if end and end <= start:
        remedy = "name a moment after --since, which is 15m ago unless it is given"
        raise OperationError(f"--until: is not after --since, got {until!r}", remedy=remedy)


def _of_container(line: local_logs.Line) -> str:
    """Returns a line of a container in the form of --json-lines."""
    content = {
        "time": line.moment,
        "program": line.name,
        "container": line.name,
        "stream": "",
        "message": line.text,
    }
    return json.dumps(content, ensure_ascii=False)


def _titles(found: list[groups.Group]) -> dict[str, str]:
    """Returns the name before each line, padded and on a terminal colored."""
    names = sorted({each.title for each in found})
    width = max(map(len, names), default=0)
    shown = {name: f"{name:{width}}" for name in names}
    if sys.stdout.isatty():
        for at, name in enumerate(names):
            shown[name] = f"\033[{_COLORS[at % len(_COLORS)]}m{shown[name]}\033[0m"
    return shown


def _print(lines: Iterable[Line], titles: dict[str, str], *, json_lines: bool) -> None:
    try:
        for line in lines:
            print(_as_json(line) if json_lines else _as_text(line, titles), flush=True)
    except KeyboardInterrupt:
        return


def _as_json(line: Line) -> str:
    content = {
        "time": line.at.isoformat(timespec="milliseconds"),
        "program": line.group,
        "container": line.container,
        "stream": line.stream,
        "message": line.text,
    }
    return json.dumps(content, ensure_ascii=False)


def _as_text(line: Line, titles: dict[str, str]) -> str:
    at = line.at.astimezone().isoformat(sep=" ", timespec="milliseconds")
    beside = line.container not in ("", line.group)
    task = f"{line.container}/{line.task}" if beside else line.task
    return f"{at} {titles[line.group]} {task} | {line.text}"
