"""Parameters of PostgreSQL that a team may set: their bounds, and which of them wait for a
restart."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from config.values import Broken, as_text, closest

Number = int | float


class Parameter(NamedTuple):
    """Values that RDS takes for a parameter."""

    low: Number
    high: Number
    static: bool = False
    """True if a change waits for the next restart of the instance."""
    fraction: bool = False
    """True if the number may have a fraction."""
    words: tuple[str, ...] = ()
    """The words that are taken instead of numbers."""

    @property
    def switch(self) -> bool:
        """True if the parameter is on or off."""
        return self.high == 1 and not self.fraction


_MOST = 2_147_483_647
_SLOTS = 262_143


def _flag(*, static: bool = False) -> Parameter:
    return Parameter(0, 1, static)


def _share(high: Number) -> Parameter:
    return Parameter(0, high, fraction=True)


PARAMETERS: Mapping[str, Parameter] = {
    "autovacuum_analyze_scale_factor": _share(100),
    "autovacuum_analyze_threshold": Parameter(0, _MOST),
    "autovacuum_freeze_max_age": Parameter(100_000, 2_000_000_000, static=True),
    "autovacuum_max_workers": Parameter(1, _SLOTS, static=True),
    "autovacuum_naptime": Parameter(1, 2_147_483),
    "autovacuum_vacuum_cost_delay": Parameter(-1, 100, fraction=True),
    "autovacuum_vacuum_cost_limit": Parameter(-1, 10_000),
    "autovacuum_vacuum_insert_scale_factor": _share(100),
    "autovacuum_vacuum_insert_threshold": Parameter(-1, _MOST),
    "autovacuum_vacuum_scale_factor": _share(100),
    "autovacuum_vacuum_threshold": Parameter(0, _MOST),
    "autovacuum_work_mem": Parameter(-1, _MOST),
    "checkpoint_completion_target": _share(1),
    "checkpoint_timeout": Parameter(30, 3600),
    "deadlock_timeout": Parameter(1, _MOST),
    "default_statistics_target": Parameter(1, 10_000),
    "effective_cache_size": Parameter(1, _MOST),
    "effective_io_concurrency": Parameter(0, 1000),
    "hash_mem_multiplier": Parameter(1, 1000, fraction=True),
    "idle_in_transaction_session_timeout": Parameter(0, _MOST),
    "idle_session_timeout": Parameter(0, _MOST),
    "jit": _flag(),
    "lock_timeout": Parameter(0, _MOST),
    "log_autovacuum_min_duration": Parameter(-1, _MOST),
    "log_min_duration_statement": Parameter(-1, _MOST),
    "log_temp_files": Parameter(-1, _MOST),
    "logical_decoding_work_mem": Parameter(64, _MOST),
    "maintenance_work_mem": Parameter(1024, _MOST),
    "max_connections": Parameter(6, _SLOTS, static=True),
    "max_locks_per_transaction": Parameter(10, _MOST, static=True),
    "max_parallel_maintenance_workers": Parameter(0, 1024),
    "max_parallel_workers": Parameter(0, 1024),
    "max_parallel_workers_per_gather": Parameter(0, 1024),
    "max_prepared_transactions": Parameter(0, _SLOTS, static=True),
    "max_replication_slots": Parameter(5, _SLOTS, static=True),
    "max_slot_wal_keep_size": Parameter(-1, _MOST),
    "max_wal_senders": Parameter(5, _SLOTS, static=True),
    "max_wal_size": Parameter(128, 201_326_592),
    "max_worker_processes": Parameter(0, _SLOTS, static=True),
    "min_wal_size": Parameter(128, 201_326_592),
    "pg_stat_statements.max": Parameter(100, _MOST, static=True),
    "pg_stat_statements.track": Parameter(0, 0, words=("all", "none", "top")),
    "random_page_cost": _share(1_000_000),
    "rds.logical_replication": _flag(static=True),
    "seq_page_cost": _share(1_000_000),
    "shared_buffers": Parameter(16, 1_073_741_823, static=True),
    "statement_timeout": Parameter(0, _MOST),
    "tcp_keepalives_count": Parameter(0, _MOST),
    "tcp_keepalives_idle": Parameter(0, _MOST),
    "tcp_keepalives_interval": Parameter(0, _MOST),
    "temp_buffers": Parameter(100, 1_073_741_823),
    "track_activity_query_size": Parameter(100, 1_048_576, static=True),
    "track_functions": Parameter(0, 0, words=("all", "none", "pl")),
    "track_io_timing": _flag(),
    "wal_sender_timeout": Parameter(0, 3_600_000),
    "work_mem": Parameter(64, _MOST),
}
"""Parameters by name, in PostgreSQL's own units. A static one has the context `postmaster`.
postgresql.org/docs/16/view-pg-settings.html, and for what RDS alone has or bounds:
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html"""

_OWN = "is Plinth's own"
PLATFORMS: Mapping[str, str] = {
    "cron.database_name": f"{_OWN}: it is the database with the extension pg_cron",
    "hot_standby_feedback": f"{_OWN}: it is on where there are read replicas",
    "log_connections": f"{_OWN}: who connected must be known afterwards",
    "log_disconnections": f"{_OWN}: who connected must be known afterwards",
    "log_lock_waits": f"{_OWN}: an alarm's runbook looks for them",
    "log_statement": f"{_OWN}: changes of the schema are logged, and no values of rows",
    "password_encryption": f"{_OWN}: passwords are checked by SCRAM only",
    "rds.accepted_password_auth_method": f"{_OWN}: passwords are checked by SCRAM only",
    "rds.force_ssl": f"{_OWN}: every connection is encrypted",
    "shared_preload_libraries": f"{_OWN}: it follows from `extensions` of the databases",
}
"""Parameters that nobody may set, each with the reason."""


def _text(value: object) -> object:
    """Returns a value as RDS takes it; one of a wrong type as it is, for the model to refuse."""
    return str(value).lower() if isinstance(value, bool) else as_text(value)


def _switched(given: Mapping[str, str]) -> dict[str, str]:
    """Returns parameters with the numbers that RDS takes for the words of a switch."""
    switches = {name for name, facts in PARAMETERS.items() if facts.switch}
    return {
        name: _SWITCH.get(value, value) if name in switches else value
        for name, value in given.items()
    }


_SWITCH = {"true": "1", "false": "0"}
ParameterValue = Annotated[
    str,
    BeforeValidator(_text, json_schema_input_type=bool | int | float | str),
    Field(min_length=1, max_length=100, examples=[65536]),
]
Parameters = Annotated[
    dict[str, ParameterValue],
    AfterValidator(_switched),
    Field(examples=[{"work_mem": 65536}]),
]


def parameter_problems(given: Mapping[str, str]) -> Iterator[Broken]:
    """Yields parameters that are the platform's or not known, and values out of bounds."""
    for name, value in given.items():
        place = ("parameters", name)
        if name in PLATFORMS:
            yield Broken(place, value, f"{PLATFORMS[name]}; leave it out")
        elif name not in PARAMETERS:
            yield Broken(
                place,
                value,
                "is no parameter that Plinth passes on"
                f"{closest(name, PARAMETERS) or '; docs/database-servers.md lists them'}",
            )
        elif problem := _problem(PARAMETERS[name], value):
            yield Broken(place, value, problem)


_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""Form of a number that PostgreSQL and people read alike: it takes 0777 as octal."""


def _problem(facts: Parameter, value: str) -> str | None:
    if facts.words:
        return None if value in facts.words else f"must be one of {', '.join(facts.words)}"
    number = math.nan
    if _NUMBER.fullmatch(value) and (facts.fraction or value.lstrip("-").isdigit()):
        number = float(value)
    # Nothing is at least as large as NaN.
    return None if facts.low <= number <= facts.high else f"must be {_range(facts)}"


def _range(facts: Parameter) -> str:
    if facts.fraction:
        return f"a number from {facts.low:,} to {facts.high:,}"
    if facts.switch:
        return "true or false"
    return (
        f"a whole number from {facts.low:,} to {facts.high:,}, in PostgreSQL's unit and without it"
    )


def waiting(given: Mapping[str, str]) -> list[str]:
    """Returns the parameters of which a change waits for a restart, sorted."""
    return sorted(name for name in given if name in PARAMETERS and PARAMETERS[name].static)
