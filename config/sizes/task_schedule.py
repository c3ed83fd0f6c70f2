"""Times at which a program gets another range of tasks."""

from typing import Annotated

from pydantic import AfterValidator, Field

from config.values import Schedule, Section, TimeZone


def _cron(value: str) -> str:
    if not value.startswith("cron("):
        raise ValueError("must be a cron expression, such as cron(0 18 ? * FRI *)")
    return value


Cron = Annotated[
    Schedule,
    AfterValidator(_cron),
    Field(examples=["cron(0 18 ? * FRI *)", "cron(0 20 ? * * *)"]),
]
"""Expression for times that come again: minute, hour, day of the month, month, weekday, year."""

_WORDS = {"*": "every", "?": "any", ",": "_and_", "-": "_to_", "/": "_per_", "#": "_nth_"}
"""Words for the signs of an expression, of which names take few."""


class TaskSchedule(Section):
    """Time from which a program has another range of tasks, until the time of its next
    schedule."""

    cron: Cron
    """Expression that says when: cron(minute hour day month weekday year). Another one replaces the
    scheduled action, which stops nothing."""
    timezone: TimeZone = "UTC"
    """IANA time zone of `cron`, whose daylight saving time it follows."""
    tasks_min: Annotated[int, Field(ge=0, le=1000, examples=[2])] | None = None
    """Number of tasks that always run from then on. Absent: the usual `tasks_min`, or `tasks_max`
    if that is less."""
    tasks_max: Annotated[int, Field(ge=0, le=1000, examples=[8])] | None = None
    """Largest number of tasks from then on; 0 stops the program. Absent: the usual `tasks_max`, or
    `tasks_min` if that is more."""

    @property
    def key(self) -> str:
        """The time and time zone as part of a name: `0-18-any-every-fri-every-europe_berlin`."""
        fields = self.cron.removeprefix("cron(").removesuffix(")").split()
        zone = [] if self.timezone == "UTC" else [self.timezone.replace("/", "_")]
        said = ["".join(_WORDS.get(each, each) for each in field) for field in fields]
        return "-".join([*said, *zone]).lower()

    def tasks(self, usual_min: int, usual_max: int) -> tuple[int, int]:
        """Returns the range that counts from then on, given the usual one."""
        least = usual_min if self.tasks_min is None else self.tasks_min
        most = usual_max if self.tasks_max is None else self.tasks_max
        if self.tasks_min is None:
            least = min(least, most)
        if self.tasks_max is None:
            most = max(least, most)
        return least, most
