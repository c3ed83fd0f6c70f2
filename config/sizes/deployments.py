"""Ways in which ECS replaces the tasks of a service."""

from collections.abc import Iterator
from math import ceil
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken

Deployment = Literal["rolling", "blue_green", "canary", "linear"]
"""Strategy of ECS's own deployments."""

BakeMinutes = Annotated[int, Field(ge=0, le=1440, examples=[10])]
"""Minutes for which the old tasks are kept after a deployment."""

ShiftPercent = Annotated[int, Field(ge=1, le=99, examples=[10])]
"""Share of the traffic that moves at once, in percent."""

ShiftMinutes = Annotated[int, Field(ge=0, le=1440, examples=[5])]
"""Minutes between two moves of traffic."""

IN_STEPS: frozenset[Deployment] = frozenset({"canary", "linear"})
"""Strategies that move the traffic in more than one step."""
_LEAST_LINEAR = 3
"""Least step of a linear deployment, in percent. Source:
docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html"""


def shift_problems(
    deployment: Deployment, percent: int | None, minutes: int | None
) -> Iterator[Broken]:
    """Yields steps of the traffic that do not fit the strategy: those that move it in steps
    need both figures, and the others have none."""
    figures = {"shift_percent": percent, "shift_minutes": minutes}
    in_steps = deployment in IN_STEPS
    wrong = [key for key, value in figures.items() if (value is None) == in_steps]
    if wrong and in_steps:
        remedy = f"is missing: deployment: {deployment} moves traffic in steps"
        yield Broken(wrong[0], None, _with(remedy, wrong[1:]), reads=("deployment",))
    elif wrong:
        yield Broken(
            wrong[0],
            figures[wrong[0]],
            _with(
                f"is for deployment: canary and linear; with {deployment} the traffic moves "
                f"{'with the tasks' if deployment == 'rolling' else 'at once'}, so leave it out",
                wrong[1:],
            ),
            reads=("deployment",),
            lacks=".deployment",
        )
    if deployment == "linear" and percent is not None and percent < _LEAST_LINEAR:
        yield Broken(
            "shift_percent", percent, f"must be at least {_LEAST_LINEAR} with deployment: linear"
        )


def _with(remedy: str, others: list[str]) -> str:
    """Returns a remedy that holds for other keys too."""
    return f"{remedy}; {' and '.join(others)} too" if others else remedy


def shift_duration(deployment: Deployment, percent: int | None, minutes: int | None) -> int:
    """Returns the minutes that pass between the first and the last move of traffic."""
    if deployment not in IN_STEPS or percent is None or minutes is None:
        return 0
    return minutes if deployment == "canary" else (ceil(100 / percent) - 1) * minutes
