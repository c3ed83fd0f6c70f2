"""Parameters that a team may set, by engine, and their checks."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from config.data import mysql_parameters, postgresql_parameters
from config.data.engines import ENGINES
from config.data.parameter import Parameter, ParameterValue
from config.values import Broken, DatabaseEngine, closest


class ParametersOf(NamedTuple):
    """The parameters of one engine."""

    known: Mapping[str, Parameter]
    platforms: Mapping[str, str]
    """Parameters that nobody may set, each with the reason."""
    docs: str
    """Page that lists those that may be set."""


PARAMETERS: Mapping[DatabaseEngine, ParametersOf] = {
    "postgres": ParametersOf(
        postgresql_parameters.PARAMETERS,
        postgresql_parameters.PLATFORMS,
        "docs/database-servers.md",
    ),
    "mysql": ParametersOf(mysql_parameters.PARAMETERS, mysql_parameters.PLATFORMS, "docs/mysql.md"),
}


_SWITCHES = {name for of in PARAMETERS.values() for name, facts in of.known.items() if facts.switch}
_SWITCH = {"true": "1", "false": "0"}


def _switched(given: Mapping[str, str]) -> dict[str, str]:
    """Returns parameters with the numbers that RDS takes for the words of a switch."""
    return {
        name: _SWITCH.get(value, value) if name in _SWITCHES else value
        for name, value in given.items()
    }


Parameters = Annotated[
    dict[str, ParameterValue],
    AfterValidator(_switched),
    Field(examples=[{"work_mem": 65536}]),
]


def parameter_problems(
    given: Mapping[str, str], engine: DatabaseEngine = "postgres"
) -> Iterator[Broken]:
    """Yields parameters that are the platform's or not known, and values out of bounds."""
    of = PARAMETERS[engine]
    for name, value in given.items():
        place = ("parameters", name)
        if name in of.platforms:
            yield Broken(place, value, f"{of.platforms[name]}; leave it out")
        elif name not in of.known:
            yield Broken(
                place,
                value,
                f"is no parameter of {ENGINES[engine].title} that Plinth passes on"
                f"{closest(name, of.known) or f'; {of.docs} lists them'}",
                reads=("engine_version",),
            )
        elif problem := _problem(of.known[name], value, ENGINES[engine].title):
            yield Broken(place, value, problem)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""Form of a number that the engines and people read alike: PostgreSQL takes 0777 as octal."""


def _problem(facts: Parameter, value: str, engine: str) -> str | None:
    if facts.words:
        return None if value in facts.words else f"must be one of {', '.join(facts.words)}"
    number = math.nan
    if _NUMBER.fullmatch(value) and (facts.fraction or value.lstrip("-").isdigit()):
        number = float(value)
    # Nothing is at least as large as NaN.
    return None if facts.low <= number <= facts.high else f"must be {_range(facts, engine)}"


def _range(facts: Parameter, engine: str) -> str:
    if facts.fraction:
        return f"a number from {facts.low:,} to {facts.high:,}"
    if facts.switch:
        return "true or false"
    return f"a whole number from {facts.low:,} to {facts.high:,}, in {engine}'s unit and without it"


def waiting(given: Mapping[str, str], engine: DatabaseEngine) -> list[str]:
    """Returns the parameters of which a change waits for a restart, sorted."""
    known = PARAMETERS[engine].known
    return sorted(name for name in given if name in known and known[name].static)
