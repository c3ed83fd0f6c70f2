"""`upgrade`: what comes before `up` and what comes after it, with plan, verification, way back."""

from typing import TYPE_CHECKING, Annotated

import typer

from operations.folder import PROJECT
from operations.sites import options

if TYPE_CHECKING:
    from operations.procedure import Operated

app = typer.Typer(
    no_args_is_help=True, help="Take another version of the database: before and after `up`."
)

TakeOver = Annotated[
    bool,
    typer.Option("--take-over", help="Carry on in place of an operator whose run has ended."),
]


@app.callback()
def _group() -> None:
    """Keeps the name of a part a word of its own, however many there are."""


@app.command("database")
def upgrade_database(
    stack: options.Stack,
    to: Annotated[str, typer.Option(metavar="VERSION", help="16.9, or 17 for another major.")],
    emulated: options.Emulated = False,
    apply: options.Apply = False,
    take_over: TakeOver = False,
    folder: options.Folder = PROJECT,
) -> None:
    """Upgrade PostgreSQL. Shows the steps; --apply carries out those before `up`, and, run again
    after it, those that follow."""
    from operations import accounts
    from operations.procedure import SystemClock, check_account, nothing_changed, show
    from operations.report import Paragraph
    from operations.sites import standing
    from operations.upgrade import database

    site, clock = standing(stack, folder, emulated=emulated), SystemClock()
    check_account(site)
    first = database.before(site, clock, to)
    database.check_same(site, first, to)
    entries = first.read()
    with accounts.asking("the version of the database"):
        kept = database.upgraded(site, clock, entries, to)
    _carry_out(
        database.after(site, clock, kept) if kept else first, apply=apply, take_over=take_over
    )
    if not kept:
        show([Paragraph(f"Then `make up STACK={stack}`, and this command again for the rest.")])
    if not apply:
        show([nothing_changed()])


def _carry_out(operated: "Operated", *, apply: bool, take_over: bool) -> None:
    if apply:
        operated.run(take_over=take_over)
    else:
        operated.show()
