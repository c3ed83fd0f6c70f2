"""`alarms`: the list of them, their trial, and a test notification to people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.pulumi_cli import cloud_platform, on_docker
from operations.report import Block, Heading, Paragraph, Table, terminal
from operations.sites import options, standing

app = typer.Typer(
    help="List alarms, try whether each goes off when it should, and tell people as a test.",
    no_args_is_help=True,
)


@app.command("list")
def list_(
    *,
    stack: options.Stack,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """List every alarm of the plan with its figure and its page, and the parts without one."""
    from operations.alarms import listing

    outputs.check_writable(json_file)
    read = _Read(stack, folder, emulated=emulated)
    lines = list(listing.lines(read.resources, read.alarms))
    without = list(listing.unwatched(read.platform, read.resources, read.alarms))
    if json_file:
        content = {"alarms": [asdict(x) for x in lines], "without": [asdict(x) for x in without]}
        outputs.write(json.dumps(content, indent=2) + "\n", json_file)
    rows = tuple((x.key, x.part, x.severity, x.rule, x.page) for x in lines)
    blocks: list[Block] = [Table(("alarm", "part", "told as", "when", "page"), rows)]
    if without:
        rows_without = tuple((x.part, x.key, x.reason) for x in without)
        blocks += [Heading("Without an alarm", 3), Table(("part", "alarm", "reason"), rows_without)]
    _show(blocks, json_file)


@app.command("test")
def try_(
    *,
    stack: options.Stack,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Put measurements through the arithmetic of each alarm that should make it go off, or not.

    The alarms are those of the plan; with --emulated, those that the account has. Ends with status
    2 if one does not do what its description says.
    """
    from operations.alarms.trial import composite, trying

    outputs.check_writable(json_file)
    read = _Read(stack, folder, emulated=emulated)
    found = [trying.tried(each, read.resources, read.platform) for each in read.alarms.metric]
    found += [composite.tried(each, read.alarms) for each in read.alarms.composite]
    wrong = [each for each in found if each.faults]
    if json_file:
        content = {"alarms": [asdict(each) for each in found], "wrong": len(wrong)}
        outputs.write(json.dumps(content, indent=2) + "\n", json_file)
    rows = tuple(("!!" if each.faults else "", each.name, each.told) for each in found)
    blocks: list[Block] = [Table(("", "alarm", "goes off at"), rows)]
    if wrong:
        faults = tuple((each.name, fault) for each in wrong for fault in each.faults)
        blocks.append(Table(("alarm", "what is wrong"), faults))
    total = f"{len(found)} alarms tried, {len(wrong)} do not do what they say"
    _show([*blocks, Paragraph(total)], json_file)
    if wrong or read.gone:
        _tell_gone(read.gone, json_file)
        raise Ended(Ended.FOUND)


@app.command()
def notify(
    *,
    stack: options.Stack,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Send a test notification to each topic, and say who hears it.

    Ends with status 2 if nobody hears a topic, or somebody has not confirmed yet.
    """
    from operations.alarms import notify as notifying

    outputs.check_writable(json_file)
    _refuse_docker(stack, folder)
    site = standing(stack, folder, emulated=emulated)
    found = [notifying.tell(site, each) for each in notifying.topics(site)]
    if not found:
        raise OperationError(
            f"{stack} has no topics of alarms", remedy=f"`make up STACK={stack}` makes them"
        )
    if json_file:
        outputs.write(json.dumps([asdict(each) for each in found], indent=2) + "\n", json_file)
    rows: list[tuple[str, ...]] = []
    for told in found:
        if not told.receivers:
            rows.append(("!!", told.topic, told.region, "nobody", "name one in alarms.notify"))
        for each in told.receivers:
            state = "confirmed" if each.confirmed else "has not opened the link in AWS's mail yet"
            who = f"{each.protocol} {each.endpoint}"
            rows.append(("" if each.confirmed else "!!", told.topic, told.region, who, state))
    _show([Table(("", "topic", "region", "who", ""), tuple(rows))], json_file)
    if not all(each.heard for each in found):
        raise Ended(Ended.FOUND)


class _Read:
    """The alarms of a stack: of its plan, or of the account that stands."""

    def __init__(self, stack: str, folder: Path, *, emulated: bool) -> None:
        from operations.alarms.trial import alarm
        from operations.plan import Resources, preview

        folder = folder.resolve()
        _refuse_docker(stack, folder)
        self.gone: Sequence[str] = ()
        if emulated:
            site = standing(stack, folder, emulated=True)
            self.platform, self.resources = site.platform, site.resources
            self.alarms = alarm.standing(site)
            self.gone = alarm.gone(site, self.alarms)
        else:
            self.platform = cloud_platform(folder, stack)
            self.resources = Resources(preview.readable_document_of(folder, stack))
            self.alarms = alarm.planned(self.resources)


def _refuse_docker(stack: str, folder: Path) -> None:
    if on_docker(folder.resolve(), stack):
        raise OperationError(
            f"{stack} runs on Docker, where nothing alarms",
            remedy="`python -m operations status` shows what is up there",
        )


def _tell_gone(names: Sequence[str], json_file: Path | None) -> None:
    for name in names:
        print(f"{name} is gone from the account", file=outputs.beside(json_file))


def _show(blocks: Sequence[Block], json_file: Path | None) -> None:
    from rich.console import Console

    stream: Any = outputs.beside(json_file)
    # A pipe gets unbroken lines of any length.
    console = Console(file=stream, width=None if stream.isatty() else 240, highlight=False)
    for block in terminal.parts(list(blocks)):
        console.print(block)
