"""`backups`: for every store, how its backups meet the targets, or that they do not."""

import datetime
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from operations import outputs
from operations.errors import Ended
from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from typing import TextIO

    from config.settings import RecoverySettings
    from operations.backups.store import Store


def backups(
    stack: options.Stack,
    live: Annotated[
        bool, typer.Option("--live", help="Ask AWS what is really there, besides the plan.")
    ] = False,
    emulated: options.Emulated = False,
    json_: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Say how each store's backups meet RPO, retention, second region and lock; status 2 if one
    misses a target."""
    from operations.backups import planned, standing
    from operations.plan import of_stack
    from operations.pulumi_cli import cloud_platform
    from operations.sites import standing as standing_site

    folder = folder.resolve()
    outputs.check_writable(json_)
    if live or emulated:
        site = standing_site(stack, folder, emulated=emulated)
        platform = site.platform
        found = list(planned.stores(platform, site.resources))
        standing.look(site, found, datetime.datetime.now(datetime.UTC))
    else:
        platform = cloud_platform(folder, stack)
        found = list(planned.stores(platform, of_stack(folder, stack)))
    targets = platform.settings.recovery
    for each in found:
        each.judge(targets)
    missed = [each for each in found if each.misses]
    if json_ is not None:
        content = {
            "stack": stack,
            "asked": live or emulated,
            "targets": targets.model_dump(),
            "meets": not missed,
            "stores": [asdict(each) for each in found],
        }
        outputs.write(json.dumps(content, indent=2) + "\n", json_)
    _show(stack, found, targets, asked=live or emulated, file=outputs.beside(json_))
    if missed:
        raise Ended(Ended.FOUND)


def _show(
    stack: str, found: "list[Store]", targets: "RecoverySettings", *, asked: bool, file: "TextIO"
) -> None:
    from operations.backups.store import NONE

    for each in found:
        lost = NONE if each.rpo_minutes is None else f"{each.rpo_minutes:,.0f} min"
        lines = {
            "loses at most": lost,
            "kept": each.kept,
            "second region": each.elsewhere,
            "locked": each.locked,
            "restore test": each.tested,
            "now": each.now,
        }
        print(each.name, file=file)
        for title, text in lines.items():
            if text != NONE or (each.holds_data and (title != "now" or asked)):
                print(f"  {title:<14} {text}", file=file)
        for miss in each.misses:
            print(f"  MISSES         {miss}", file=file)
    missed = sum(bool(each.misses) for each in found)
    said = f"{missed} of {len(found)} stores miss a target" if missed else "every target is met"
    print(
        f"{stack}: {said} (RPO {targets.rpo_minutes} min, RTO {targets.rto_minutes} min)",
        file=file,
    )
