"""Resources that this team adds to the platform on AWS. docs/own.md shows how, with examples that
run."""

from collections.abc import Mapping
from typing import Any

from extension import Export, RunningPlatform

EXPORTS: Mapping[str, Export] = {}
"""Names that programs use, under `uses.own` in config/workload.yaml."""


def add(platform: RunningPlatform) -> Mapping[str, Any] | None:
    """Makes further resources after the programs, and returns further outputs of the stack."""
    del platform
    return None
