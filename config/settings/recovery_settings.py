"""The targets that the recovery of an environment is measured by."""

from typing import Annotated

from pydantic import Field

from config.values import Section


class RecoverySettings(Section):
    """Targets of recovery, by which `make backups` and `make drill` measure what the environment
    has. No resource follows from them."""

    rto_minutes: Annotated[int, Field(ge=1, le=10080, examples=[240])] = 240
    """Longest time in minutes until the environment works again after a loss (recovery time
    objective)."""
    rpo_minutes: Annotated[int, Field(ge=1, le=10080, examples=[60])] = 60
    """Longest time in minutes before a loss whose writes may be missing afterwards (recovery point
    objective)."""
