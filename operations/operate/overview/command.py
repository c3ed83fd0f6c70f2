"""`status`: what is up, what is deploying, and what alarms, on one screen."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from operations import outputs
from operations.docker.desk import desk
from operations.errors import Ended
from operations.folder import PROJECT
from operations.operate.overview import containers, data, machines, programs
from operations.operate.overview.part import Part
from operations.operate.programs import times
from operations.pulumi_cli import on_docker, settings_of
from operations.report import Block, Heading, Paragraph, Table, terminal
from operations.sites import Site, options, standing


def status(
    *,
    stack: options.Stack,
    json_file: options.Json = None,
    emulated: options.Emulated = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show an environment on one screen: programs, queues, data, edge, alarms, last deployment.

    Ends with status 2 if something is wrong, and with 1 if it cannot be told. An autoscaler's own
    alarms are no trouble, and a deployment in progress is none until tasks of it fail.
    """
    outputs.check_writable(json_file)
    if on_docker(folder.resolve(), stack):
        found = desk.standing(stack, folder)
        of_stack = {"stack": stack, "environment": settings_of(folder, stack).get("environment")}
        _write(of_stack, parts := [containers.part(each) for each in found], json_file)
        desk.show(found, outputs.beside(json_file))
        _end(parts)
        return
    site = standing(stack, folder, emulated=emulated)
    parts = [*programs.parts(site), *data.parts(site), *machines.parts(site), *data.alarms(site)]
    last = _last_update(site)
    of_stack = {
        "stack": site.stack,
        "environment": site.platform.settings.environment,
        "region": site.region,
        "lastUpdate": last and last.isoformat(),
    }
    _write(of_stack, parts, json_file)
    _show(site, parts, outputs.beside(json_file))
    _end(parts)


def _end(parts: list[Part]) -> None:
    if any(each.wrong for each in parts):
        raise Ended(Ended.FOUND)


def _last_update(site: Site) -> datetime | None:
    """Returns the time of the last `up`, which is in the state of the Pulumi CLI."""
    manifest = (site.content.get("deployment") or {}).get("manifest") or {}
    return datetime.fromisoformat(manifest["time"]) if manifest.get("time") else None


def _write(of_stack: dict[str, Any], parts: list[Part], json_file: Path | None) -> None:
    if json_file is None:
        return
    content = {
        **of_stack,
        "wrong": sum(each.wrong for each in parts),
        "parts": [
            {
                "section": each.section,
                "name": each.name,
                "state": each.state,
                "detail": each.detail,
                "wrong": each.wrong,
                **each.facts,
            }
            for each in parts
        ],
    }
    outputs.write(json.dumps(content, indent=2) + "\n", json_file)


def _show(site: Site, parts: list[Part], stream: Any) -> None:
    from rich.console import Console

    # A pipe gets unbroken lines of any length.
    console = Console(file=stream, width=None if stream.isatty() else 200, highlight=False)
    for block in terminal.parts(_blocks(site, parts)):
        console.print(block)


def _blocks(site: Site, parts: list[Part]) -> list[Block]:
    settings = site.platform.settings
    last = _last_update(site)
    where = f"{site.stack}: {settings.environment}, {site.region}, account {settings.account_id}"
    found: list[Block] = [Heading(where, 1)]
    if site.endpoint:
        found.append(Paragraph("The emulated account starts no tasks: services stay deploying."))
    elif last:
        found.append(Paragraph(f"Last `up` {times.shown(last)} ({times.since(last)} ago)."))
    for section in dict.fromkeys(each.section for each in parts):
        rows = tuple(
            ("!!" if each.wrong else "", each.name, each.state, each.detail)
            for each in parts
            if each.section == section
        )
        found += [Heading(section.capitalize(), 3), Table(("", "", "", ""), rows)]
    return [*found, Heading("Look at", 3), *_remedies(site, parts)]


def _remedies(site: Site, parts: list[Part]) -> list[Block]:
    wrong = [each for each in parts if each.wrong]
    if not wrong:
        return [Paragraph("Nothing is wrong.")]
    rows = tuple((each.name, each.state, each.command.format(stack=site.stack)) for each in wrong)
    return [Table(("", "", ""), rows)]
