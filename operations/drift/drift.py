"""`drift`: what differs between an environment and its declaration, and its repair."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from operations import outputs
from operations.errors import Ended, OperationError
from operations.folder import PROJECT, Folder

if TYPE_CHECKING:
    from config.decisions import Baseline
    from operations.drift.found import Finding, Reading
    from operations.drift.report import Report
    from operations.drift.undeclared import Clients


def drift(
    stack: Annotated[str, typer.Argument(help="The stack: one of the Pulumi.<stack>.yaml files.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(help="With --revert: names, URNs or patterns of what to repair."),
    ] = None,
    emulated: Annotated[
        bool, typer.Option("--emulated", help="Read the emulated account on this machine.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the report to FILE.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the text of an issue to FILE.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Reviewed differences.", show_default="config/drift.yaml"
        ),
    ] = None,
    refresh_document: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read what `pulumi refresh --preview-only --json` wrote, and ask nobody.",
        ),
    ] = None,
    revert: Annotated[
        bool,
        typer.Option(
            "--revert",
            help="Plan the repair of the names, or of what the baseline decides to revert.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --revert: make the repair.")] = False,
    folder: Folder = PROJECT,
) -> None:
    """Show what differs from the declaration: changed, gone, or added by somebody.

    Ends with status 0 if nothing differs that is not decided in config/drift.yaml, 2 if something
    does, and 1 if it cannot be told. Takes no lock, and changes nothing but with --revert --yes.
    """
    from operations.drift import repair

    folder = folder.resolve()
    if (names or yes) and not revert:
        raise OperationError("names and --yes are for a repair", remedy="add --revert")
    outputs.check_writable(json_file, markdown)
    decisions = _baseline(baseline, folder)
    if emulated:
        from aws_account import surroundings

        surroundings.forget_aws()
    reading, clients = _read(stack, folder, emulated, refresh_document)
    found = _reported(stack, reading, decisions, clients, emulated)
    _write(found, reading, json_file, markdown)
    if not revert:
        if found.status:
            raise Ended(found.status)
        return
    repairs = repair.chosen(found, names or ())
    for item in repairs.by_hand:
        print(f"remove by hand: {item.finding.path} {item.finding.found}", file=sys.stderr)
    if repairs.urns and emulated:
        _require_state(stack, folder)
    if repairs.urns:
        repair.execute(repairs, stack, folder, emulated=emulated, yes=yes)


def _require_state(stack: str, folder: Path) -> None:
    from operations.emulated import emulated_account

    if emulated_account.kept(folder, stack):
        raise OperationError(
            "`emulate --keep` serves an account that only lives until Ctrl-C, and has no state to"
            " repair it by",
            remedy=f"make one that stays by `make up STACK={stack} EMULATED=1`",
        )


def _baseline(file: Path | None, folder: Path) -> "Baseline":
    from config import ConfigError
    from config.decisions import baseline

    if file and not file.is_file():
        raise OperationError("no such file", file=file)
    try:
        return baseline.read(file or folder / baseline.FILE, date.today())
    except ConfigError as error:
        raise OperationError(str(error)) from None


def _read(
    stack: str, folder: Path, emulated: bool, refresh_document: Path | None
) -> tuple["Reading", "Clients | None"]:
    """Returns what was read, and clients of the account if it may be asked more."""
    from operations.drift import emulated_reading, engine_reading

    if refresh_document:
        return engine_reading.from_file(refresh_document, stack), None
    if emulated:
        found = emulated_reading.find(stack, folder)
        return emulated_reading.read(found), found.account.client
    return engine_reading.refreshed(stack, folder), _aws


def _aws(service: str, region: str) -> Any:
    """Returns a client with the credentials that the engine has too."""
    import boto3

    session: Any = boto3.session.Session()
    return session.client(service, region_name=region)


def _reported(
    stack: str, reading: "Reading", decisions: "Baseline", clients: "Clients | None", emulated: bool
) -> "Report":
    """Returns the report, with what nobody declared and, on AWS, who changed it."""
    from dataclasses import replace

    from operations.drift import report, undeclared, who

    # A stack without a region has nothing on AWS.
    if clients is None or not reading.regions:
        return report.decided(stack, reading, decisions)
    appeared, notes = undeclared.appeared(reading, clients, stack=stack)
    whole = replace(reading, findings=(*reading.findings, *_new(appeared, reading)))
    found = report.decided(stack, whole, decisions, notes)
    if emulated or not found.open:
        return found
    open_ = [item.finding for item in found.open]
    makers, notes = who.changed_by(open_, clients, reading.regions)
    items = tuple(replace(item, changed_by=makers.get(item.finding, "")) for item in found.items)
    return replace(found, items=items, notes=(*found.notes, *notes))


def _new(appeared: "list[Finding]", reading: "Reading") -> Iterator["Finding"]:
    """Yields the things that the reading does not have already."""
    known = {str(each.found) for each in reading.findings if each.kind == "appeared"}
    yield from (each for each in appeared if str(each.found) not in known)


def _write(
    found: "Report", reading: "Reading", json_file: Path | None, markdown: Path | None
) -> None:
    from operations.drift import report, shown
    from operations.plan import plan_text
    from operations.report import markdown as md

    if json_file:
        text = json.dumps(report.as_json(found), indent=2, default=str)
        outputs.write(f"{text}\n", json_file)
    if markdown:
        whole = f"python -m operations drift {found.stack}"
        text = md.render(
            shown.blocks(found, reading.names), head=shown.head(found.stack), whole=whole
        )
        outputs.write(text, markdown)
    plan_text.show(shown.on_terminal(found, reading.names), outputs.beside(json_file, markdown))
    for sentence in shown.talk(found):
        print(sentence, file=sys.stderr)
