"""The halves of an upgrade, of which `up` is the middle, as all that is upgraded has them."""

from collections.abc import Callable, Mapping
from typing import Any

from operations.procedure import Clock, Entries, Journal, Operated, Step
from operations.sites import Site

Facts = Mapping[str, Any]


def second(
    site: Site,
    clock: Clock,
    kept: Facts,
    *,
    name: str,
    steps: Callable[[Site, Facts, Journal], list[Step]],
) -> Operated:
    """Returns the procedure that follows `up`, for the facts of the one before."""
    return Operated(
        site=site,
        clock=clock,
        # Its own for each version: one that nobody ended is about versions that are gone.
        name=f"{name}-{kept['to']}",
        facts=lambda: kept,
        steps=lambda facts, journal: steps(site, facts, journal),
        finished=lambda entries: entries.facts == kept,
    )


def first_ended(entries: Entries | None, to: str) -> Facts | None:
    """Returns the facts of the procedure before `up`, if it has ended for this version."""
    if entries is None or not entries.ended or entries.facts["to"] != to:
        return None
    return entries.facts
