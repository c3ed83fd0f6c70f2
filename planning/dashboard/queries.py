"""Log queries that people save a hundred times: kept with the environment instead."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SavedQuery:
    """One query of CloudWatch Logs Insights."""

    name: str
    text: str
    of: Callable[[str], bool]
    """True for the kinds of programs whose logs it reads."""


def _every(kind: str) -> bool:
    return bool(kind)


def _answers(kind: str) -> bool:
    return kind == "service"


# The names of fields are those of docs/tracing.md, "Log lines".
QUERIES = (
    SavedQuery(
        name="errors",
        text="fields @timestamp, service, message, trace_id, request_id\n"
        '| filter level = "error" or @message like /(?i)(exception|traceback|panic)/\n'
        "| sort @timestamp desc\n"
        "| limit 200",
        of=_every,
    ),
    SavedQuery(
        name="errors-by-program",
        text='filter level = "error"\n| stats count(*) as errors by service, bin(5m)',
        of=_every,
    ),
    SavedQuery(
        name="one-request",
        text="# Write the trace's or the request's ID in place of ID.\n"
        "fields @timestamp, service, level, message\n"
        '| filter trace_id = "ID" or request_id like "ID"\n'
        "| sort @timestamp asc",
        of=_every,
    ),
    SavedQuery(
        name="slowest-requests",
        text="fields @timestamp, service, method, path, duration_ms, trace_id\n"
        "| filter ispresent(duration_ms)\n"
        "| sort duration_ms desc\n"
        "| limit 50",
        of=_answers,
    ),
)
