"""`restore`: data of the past, beside what there is. Nothing is deleted, and nothing takes
another's place without a word of its own."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.errors import Ended, OperationError
from operations.folder import PROJECT
from operations.operate.programs import times
from operations.sites import options

if TYPE_CHECKING:
    from operations.procedure import Operated
    from operations.sites import Site

app = typer.Typer(no_args_is_help=True, help="Have data of the past back, beside what there is.")

At = Annotated[
    str, typer.Option(metavar="TIME", help=f"The time to go back to: 2h ago, or {times.FORM}.")
]
TakeOver = Annotated[
    bool,
    typer.Option("--take-over", help="Carry on in place of an operator whose run has ended."),
]


@app.command()
def database(
    stack: options.Stack,
    at: At = "",
    snapshot: Annotated[str, typer.Option(help="Restore this snapshot instead.")] = "",
    cut_over: Annotated[
        bool, typer.Option("--cut-over", help="Give a restored instance the database's place.")
    ] = False,
    server: options.Server = "",
    instance: Annotated[
        str, typer.Option(help="With --cut-over: the restored instance, if there are several.")
    ] = "",
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    json_file: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Restore the database to a new instance beside it; then, as a step of its own, cut over."""
    import operations.recovery.clusters as clusters
    from operations.procedure import SystemClock
    from operations.recovery.database import cutting_over, restoring

    if sum(map(bool, (at, snapshot, cut_over))) != 1:
        raise OperationError(
            "say what to restore", remedy="give one of --at TIME, --snapshot ID and --cut-over"
        )
    time = moment(at) if at else None
    site, clock = _site(stack, folder, emulated=emulated, server=server), SystemClock()
    if cut_over and site.aurora:
        raise OperationError(
            f"{site.server_name} is an Aurora server, and no restored cluster takes its place by "
            "command",
            remedy="copy over what is needed (docs/aurora.md)",
        )
    if cut_over:
        operated = cutting_over(site, clock, instance)
    elif site.aurora:
        operated = clusters.restoring(site, site.aurora, clock, at=time, snapshot=snapshot)
    else:
        operated = restoring(site, clock, at=time, snapshot=snapshot)
    _carry_out(
        operated,
        apply=apply,
        take_over=take_over,
        json_file=json_file,
    )


@app.command()
def bucket(
    name: Annotated[str, typer.Argument(help="The bucket, as the workload calls it.")],
    stack: options.Stack,
    at: At = "",
    prefix: Annotated[str, typer.Option(help="Only objects whose key begins so.")] = "",
    from_recovery: Annotated[
        bool, typer.Option("--from-recovery", help="From the copy in the recovery region.")
    ] = False,
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Put objects back as they were: old versions on top of new ones, checksums compared. Run
    again, it copies what is left."""
    from operations.procedure import SystemClock, check_account, nothing_changed, say, show
    from operations.recovery.objects import Restoration, shown

    restoration = Restoration(
        site=_site(stack, folder, emulated=emulated),
        clock=SystemClock(),
        name=name,
        prefix=prefix,
        at=moment(at) if at else None,
        from_recovery=from_recovery,
    )
    restoration.check()
    check_account(restoration.site)
    found = restoration.compare()
    show(shown(name, found))
    if not apply:
        show([nothing_changed()])
        return
    wrong = restoration.copy(found)
    for key in wrong:
        say(f"{name}: {key} differs from its old version")
    say(f"{name}: {len(found.back) - len(wrong):,} objects are as they were, checksums equal")
    if wrong:
        raise Ended(Ended.FOUND)


@app.command()
def secret(
    name: Annotated[str, typer.Argument(help="The secret, as the workload calls it.")],
    stack: options.Stack,
    version: Annotated[str, typer.Option(help="This version; without it the one before.")] = "",
    deleted: Annotated[
        bool, typer.Option("--deleted", help="Take back the deletion of the whole secret.")
    ] = False,
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    json_file: options.Json = None,
    folder: options.Folder = PROJECT,
) -> None:
    """Give a secret an earlier value, or take back its deletion. No value is shown."""
    from operations.procedure import SystemClock
    from operations.recovery import restored_secret

    site = _site(stack, folder, emulated=emulated)
    operated = restored_secret.restoring(
        site, SystemClock(), name, version=version, deleted=deleted
    )
    _carry_out(operated, apply=apply, take_over=take_over, json_file=json_file)


def moment(text: str) -> dt.datetime:
    """Returns a time, read as by all commands. Raises OperationError for other text."""
    try:
        return times.moment(text)
    except OperationError as error:
        raise OperationError(f"--at: {error.what}", remedy=error.remedy) from None


def _carry_out(
    operated: "Operated", *, apply: bool, take_over: bool, json_file: Path | None
) -> None:
    from operations.procedure import check_account, nothing_changed, show

    check_account(operated.site)
    if apply:
        operated.run(take_over=take_over)
        return
    operated.show(json_file=json_file)
    if not json_file:
        show([nothing_changed()])


def _site(stack: str, folder: Path, *, emulated: bool, server: str = "") -> "Site":
    from operations.sites import standing

    return standing(stack, folder, emulated=emulated, server=server)
