"""What production must keep, stated once. A stack with `environment: production` that breaks one
of these is refused; there is no switch beside it, so nobody turns one off by accident.

TLS 1.2 or newer is not listed: no setting offers less, in any environment.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from config.section import Broken
from config.settings import CloudSettings


class Rule(NamedTuple):
    """A value that production needs: its path, how to read it, what it must be, and why."""

    path: str
    value: Callable[[CloudSettings], Any]
    holds: Callable[[Any], bool]
    remedy: str


RULES: tuple[Rule, ...] = (
    Rule("protect", lambda s: s.protect, bool, "must be true: what holds data is not deleted"),
    Rule(
        "recovery_region",
        lambda s: s.recovery_region,
        bool,
        "must name a second region: a region's loss must not lose the data (RPO under 1 hour)",
    ),
    Rule(
        "network.nat",
        lambda s: s.network.nat,
        lambda nat: nat != "single",
        "must not be single: its zone's failure would cut every task off",
    ),
    Rule("waf", lambda s: s.waf, bool, "must not be null: a public address needs a firewall"),
    Rule(
        "services.tasks_min",
        lambda s: s.services.tasks_min,
        lambda tasks: tasks >= 2,
        "must be at least 2: a zone's failure must leave a task",
    ),
    Rule(
        "database.multi_az",
        lambda s: s.database is None or s.database.multi_az,
        bool,
        "must be true: a zone's failure must not stop the database",
    ),
    Rule(
        "cache.multi_az",
        lambda s: s.cache is None or s.cache.multi_az,
        bool,
        "must be true: a zone's failure must not stop the cache",
    ),
    Rule(
        "retention.backups_days",
        lambda s: s.retention.backups_days,
        lambda days: days >= 30,
        "must be at least 30",
    ),
    Rule(
        "retention.logs_days",
        lambda s: s.retention.logs_days,
        lambda days: days >= 90,
        "must be at least 90",
    ),
)


def broken_rules(settings: CloudSettings) -> Iterator[Broken]:
    """The rules that a production environment breaks."""
    for rule in RULES:
        value = rule.value(settings)
        if not rule.holds(value):
            yield Broken(rule.path, value, f"production: {rule.remedy}")
