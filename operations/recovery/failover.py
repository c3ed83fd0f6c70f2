"""`failover`: another instance takes the database's place when the primary is lost.

plan     what would be done, and what would be lost
run      carries it out with --apply, from wherever an earlier run ended
status   how far it is, against the target
back     what is left over afterwards, and its removal

With --region, plan and run are about the whole environment, brought up in its recovery
region.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import OperationError
from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from operations.procedure import Clock, Operated
    from operations.sites import Site

app = typer.Typer(no_args_is_help=True, help="Let another instance take the database's place.")

Replica = Annotated[
    str,
    typer.Option(
        help="The replica, or the reader of an Aurora server, that takes over. Without it, the one "
        "that lacks least, or that RDS prefers."
    ),
]
Loss = Annotated[
    int | None,
    typer.Option(
        "--accept-loss", metavar="SECONDS", min=0, help="The newest writes that may be lost."
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Fail over although RDS calls the primary available.")
]
TakeOver = Annotated[
    bool,
    typer.Option("--take-over", help="Carry on in place of an operator whose run has ended."),
]
Region = Annotated[
    bool,
    typer.Option(
        "--region", help="The whole region is lost: the environment, in its recovery region."
    ),
]
NextRegion = Annotated[
    str,
    typer.Option(
        "--recovery-region",
        metavar="REGION",
        help="With --region: where the copies of the new environment go. Without it, the region "
        "that is left; name another as long as that does not answer.",
    ),
]
ZoneId = Annotated[
    str,
    typer.Option(
        "--hosted-zone-id",
        metavar="ID",
        help="With --region: the zone of the domain. Without it, Route 53 is asked.",
    ),
]


@app.command()
def plan(
    stack: options.Stack,
    emulated: options.Emulated = False,
    replica: Replica = "",
    server: options.Server = "",
    region: Region = False,
    write: Annotated[
        bool, typer.Option("--write", help="With --region: write the derived settings file.")
    ] = False,
    next_region: NextRegion = "",
    zone_id: ZoneId = "",
    json_file: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Show each step with its calls, and what would be lost. Changes nothing in the account."""
    from operations.procedure import nothing_changed, show

    if write and not region:
        raise OperationError("--write is for --region: a failover derives no file")
    if write:
        _write(stack, folder.resolve(), next_region, zone_id, emulated=emulated)
        return
    if region:
        found = _evacuation(stack, folder, next_region, zone_id, emulated=emulated)
        found.show(json_file=json_file)
        if not json_file:
            show([nothing_changed()])
        return
    operated = _operated(_site(stack, folder, emulated=emulated, server=server), replica=replica)
    operated.show(json_file=json_file)
    if not json_file:
        show([nothing_changed()])


@app.command()
def run(
    stack: options.Stack,
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    replica: Replica = "",
    server: options.Server = "",
    accept_loss: Loss = None,
    force: Force = False,
    region: Region = False,
    next_region: NextRegion = "",
    zone_id: ZoneId = "",
    take_over: TakeOver = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Carry the failover out with --apply. Run again, it goes on where it ended."""
    from operations.procedure import check_account, nothing_changed, show

    if region:
        operated = _evacuation(stack, folder, next_region, zone_id, emulated=emulated)
    else:
        site = _site(stack, folder, emulated=emulated, server=server)
        operated = _operated(site, replica=replica, force=force, accepted=accept_loss)
    check_account(operated.site)
    if apply:
        operated.run(take_over=take_over)
    else:
        operated.show()
        show([nothing_changed()])


@app.command()
def status(
    stack: options.Stack,
    server: options.Server = "",
    emulated: options.Emulated = False,
    json_file: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Show how far a failover is, with the time of each step. Changes nothing."""
    from operations.procedure import show
    from operations.report import Paragraph

    operated = _operated(_site(stack, folder, emulated=emulated, server=server))
    if operated.read() is None:
        show([Paragraph(f"{stack} has never failed over.")])
    else:
        operated.show(json_file=json_file)


@app.command()
def back(
    stack: options.Stack,
    server: options.Server = "",
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Show what a failover left over. Nothing has to go back: the new instance has the name, the
    address and the settings of the old one. --apply removes the old one after a last snapshot."""
    from operations.procedure import SystemClock, check_account, nothing_changed, show
    from operations.recovery.database import removal

    site = _site(stack, folder, emulated=emulated, server=server)
    check_account(site)
    if site.aurora:
        raise OperationError(
            f"{site.server_name} is an Aurora server, whose failover leaves nothing over",
            remedy="`failover run --replica NAME` lets the former writer write again",
        )
    operated = removal(site, SystemClock())
    if apply:
        operated.run(take_over=take_over)
    else:
        operated.show()
        show([nothing_changed()])


def _write(stack: str, folder: Path, next_region: str, zone_id: str, *, emulated: bool) -> None:
    """Writes the derived settings file, and shows what is different in it."""
    from operations.derived import shown, write
    from operations.procedure import say, show
    from operations.recovery.evacuation import derived

    endpoint = _site(stack, folder, emulated=True).endpoint if emulated else ""
    found = derived(stack, folder, endpoint=endpoint, next_region=next_region, zone_id=zone_id)
    is_new = write(found)
    show(shown(found))
    say(f"{found.file.name} {'was written' if is_new else 'is there already'}")


def _evacuation(
    stack: str, folder: Path, next_region: str, zone_id: str, *, emulated: bool
) -> "Operated":
    from operations.procedure import SystemClock
    from operations.recovery.evacuation import begin

    found = begin(
        stack,
        folder,
        SystemClock(),
        emulated=emulated,
        next_region=next_region,
        zone_id=zone_id,
    )
    return found.operated()


def _site(stack: str, folder: Path, *, emulated: bool, server: str = "") -> "Site":
    from operations.sites import standing

    return standing(stack, folder, emulated=emulated, server=server)


def _operated(
    site: "Site",
    *,
    replica: str = "",
    force: bool = False,
    accepted: int | None = None,
    clock: "Clock | None" = None,
) -> "Operated":
    from operations.procedure import SystemClock
    from operations.recovery.clusters import failing_over
    from operations.recovery.database import failover

    clock = clock or SystemClock()
    if site.aurora:
        return failing_over(site, site.aurora, clock, replica)
    return failover(site, clock, replica=replica, force=force, accepted=accepted)
