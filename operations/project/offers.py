"""`offers`: AWS's offers and limits that this release knows, with their sources and ages."""

import datetime
from typing import Annotated

import typer

from operations.errors import Ended


def offers(
    stale: Annotated[
        bool,
        typer.Option(
            "--stale",
            help="List only those that should be read again; exit with 2 if there are any.",
        ),
    ] = False,
) -> None:
    """List the known offers and limits of AWS, each with its source and the day it was read."""
    from rich.console import Console
    from rich.table import Table

    from config.values import aws_facts

    today, limit = datetime.date.today(), aws_facts.STALE_DAYS
    facts = aws_facts.FACTS.values()
    shown = [fact for fact in facts if not stale or fact.age_days(today) > limit]
    table = Table(box=None)
    table.add_column("Fact", no_wrap=True)
    table.add_column("Days old", justify="right")
    table.add_column("Source", overflow="fold")
    for fact in sorted(shown, key=lambda each: (each.read, each.name)):
        table.add_row(fact.name, str(fact.age_days(today)), fact.source)
    if shown:
        Console().print(table)
    if stale:
        Console(stderr=True).print(
            f"{len(shown)} of {len(facts)} tables of config/values/aws_facts.yaml are older than "
            f"{limit} days"
        )
        if shown:
            raise Ended(Ended.FOUND)
