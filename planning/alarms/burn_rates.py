"""The arithmetic of error budgets: the paces at which alarms go off, and what each means.

An objective of 99.9 % leaves 0.1 % of the requests of 30 days, the budget. A pace of 1 spends it in
just that time. Each pace has two windows: the long one says that enough of the budget is gone, the
short one that it still goes on, so an alarm ends soon after its cause.

The workbook's third pace looks at three days; CloudWatch knows no period beyond one, so it is 10 %
in a day here.

Source: The Site Reliability Workbook, chapter 5, "Alerting on SLOs", section 6,
sre.google/workbook/alerting-on-slos
"""

from dataclasses import dataclass

from planning.alarms.row import Severity

PERIOD_MINUTES = 30 * 24 * 60
"""The time for which an objective is set."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """One pace of spending, at which an alarm goes off."""

    name: str
    severity: Severity
    budget_percent: float
    """Share of the budget that is gone after the long window."""
    long_minutes: int

    @property
    def short_minutes(self) -> int:
        """The short window, a twelfth of the long one."""
        return self.long_minutes // 12

    @property
    def times(self) -> float:
        """The pace as a multiple of the one that spends the budget in 30 days.

        >>> [pace.times for pace in PACES]
        [14.4, 6.0, 3.0]
        """
        return self.budget_percent * PERIOD_MINUTES / self.long_minutes / 100

    def failing_percent(self, objective_percent: float) -> float:
        """Returns the share of bad requests that spends the budget at this pace. More than 100 %
        cannot be bad, so a pace above that is none for this objective."""
        return self.times * (100 - objective_percent)


PACES = (
    Pace(name="fast", severity="critical", budget_percent=2, long_minutes=60),
    Pace(name="slow", severity="critical", budget_percent=5, long_minutes=6 * 60),
    Pace(name="steady", severity="warning", budget_percent=10, long_minutes=24 * 60),
)
"""The paces of the workbook's table 5-8: two that page, and one for a ticket."""


def minutes_until_spent(objective_percent: float, failing_percent: float) -> float:
    """Returns the time after which a budget is gone while this share of requests is bad."""
    return PERIOD_MINUTES * (100 - objective_percent) / failing_percent


def minutes_until_told(pace: Pace, objective_percent: float, failing_percent: float) -> float:
    """Returns the time after which the long window of a pace is over its figure, from a clean start
    on. The window's end without that means never: infinity."""
    needed = pace.long_minutes * pace.failing_percent(objective_percent) / failing_percent
    return needed if needed <= pace.long_minutes else float("inf")
