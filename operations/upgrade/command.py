"""`upgrade`: what comes before `up` and what comes after it, with plan, verification, way back."""

from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from operations.errors import OperationError
from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.procedure import Clock, Entries, Operated
    from operations.sites import Site

app = typer.Typer(
    no_args_is_help=True, help="Take another version of what holds data: before and after `up`."
)

TakeOver = Annotated[
    bool,
    typer.Option("--take-over", help="Carry on in place of an operator whose run has ended."),
]


class Upgrade(Protocol):
    """The two procedures of what is upgraded, and the sign that `up` was between them."""

    def before(self, site: "Site", clock: "Clock", to: str) -> "Operated":
        """Returns the procedure that ends with the lines in the stack's file."""

    def after(self, site: "Site", clock: "Clock", kept: "Mapping[str, Any]") -> "Operated":
        """Returns the procedure that follows `up`."""

    def upgraded(
        self, site: "Site", clock: "Clock", entries: "Entries | None", to: str
    ) -> "Mapping[str, Any] | None":
        """Returns the facts of the first, if `up` has made the change since."""


@app.command("database")
def upgrade_database(
    stack: options.Stack,
    to: Annotated[str, typer.Option(metavar="VERSION", help="16.9, or 17 for another major.")],
    server: options.Server = "",
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Upgrade PostgreSQL. Shows the steps; --apply carries out those before `up`, and, run again
    after it, those that follow."""
    from operations.sites import standing
    from operations.upgrade import database

    site = standing(stack, folder, emulated=emulated, server=server)
    _carry_out(site, database, to, apply=apply, take_over=take_over)


@app.command("cache")
def upgrade_cache(
    stack: options.Stack,
    to: Annotated[
        str, typer.Option(metavar="VERSION", help="7.1 for Redis, 7.2 or newer for Valkey.")
    ],
    cache: options.Cache = "",
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Upgrade the cache, from Redis to Valkey too. Shows the steps; --apply carries out those
    before `up`, and, run again after it, those that follow."""
    from operations.sites import standing
    from operations.upgrade import cache as upgrade

    site = standing(stack, folder, emulated=emulated, cache=cache)
    _carry_out(site, upgrade, to, apply=apply, take_over=take_over)


def _carry_out(site: "Site", part: Upgrade, to: str, *, apply: bool, take_over: bool) -> None:
    from operations import accounts
    from operations.procedure import SystemClock, check_account, nothing_changed, show
    from operations.report import Paragraph

    check_account(site)
    clock = SystemClock()
    operated = part.before(site, clock, to)
    entries = operated.read()
    if entries and not entries.ended and entries.facts["to"] != to:
        raise OperationError(
            f"--to: an upgrade to {entries.facts['to']} has begun here and not ended",
            remedy=f"end it: the same command with --to {entries.facts['to']}",
        )
    with accounts.asking("the version that runs"):
        kept = part.upgraded(site, clock, entries, to)
    if kept:
        operated = part.after(site, clock, kept)
    if apply:
        operated.run(take_over=take_over)
    else:
        operated.show()
    if not kept:
        show([Paragraph(f"Then `make up STACK={site.stack}`, and this again for the rest.")])
    if not apply:
        show([nothing_changed()])
