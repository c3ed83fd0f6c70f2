"""The table of alarms: what is watched of each kind of part, and the alarms that come of it; pure.

Row        what can be wrong, by a metric (`Alarm`) or by an event (`Event`) of AWS
Subject    a part of an environment, with the names by which CloudWatch knows it
Planned    a row with a part's names and figures

A further row is a line of the table and a page in docs/runbooks.
"""

from planning.alarms import burn_rates, directions
from planning.alarms.budgets import EVERY_GROUP
from planning.alarms.data import UNKNOWN_OF_EXISTING, never_of
from planning.alarms.events import EVENTS
from planning.alarms.nat_instances import PERIOD, busy_bytes
from planning.alarms.planned import (
    INSIGHTS,
    KEYS,
    MOST_METRICS,
    TABLE,
    Planned,
    PlannedEvent,
    Query,
    alarms_of,
    events_of,
    lacks,
    named,
)
from planning.alarms.row import Alarm, Event, Kind, Limit, Series, Severity, Subject, Trial

__all__ = [
    "EVENTS",
    "EVERY_GROUP",
    "INSIGHTS",
    "KEYS",
    "MOST_METRICS",
    "PERIOD",
    "TABLE",
    "UNKNOWN_OF_EXISTING",
    "Alarm",
    "Event",
    "Kind",
    "Limit",
    "Planned",
    "PlannedEvent",
    "Query",
    "Series",
    "Severity",
    "Subject",
    "Trial",
    "alarms_of",
    "burn_rates",
    "busy_bytes",
    "directions",
    "events_of",
    "lacks",
    "named",
    "never_of",
]
