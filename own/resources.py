"""What this team adds to the platform on AWS. docs/own.md shows how, by examples that run."""

from collections.abc import Mapping
from typing import Any

from extension import Export, RunningPlatform

EXPORTS: Mapping[str, Export] = {}
"""What programs use by name, under `uses.own` in config/workload.yaml."""


def add(platform: RunningPlatform) -> Mapping[str, Any] | None:
    """Makes further resources once the programs stand; returns further outputs of the stack."""
    del platform
    return None
