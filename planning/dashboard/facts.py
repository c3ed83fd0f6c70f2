"""The facts of an environment that its dashboard shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.alarms import ThresholdSettings
from config.objectives import ObjectiveSettings
from planning.alarms import Subject


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of an environment that its dashboard shows."""

    title: str
    region: str
    subjects: Sequence[Subject]
    """The parts that alarms of the region watch."""
    pages: Sequence[Any]
    """ARNs of the alarms that page."""
    objectives: ObjectiveSettings
    thresholds: ThresholdSettings
    runbooks: str
