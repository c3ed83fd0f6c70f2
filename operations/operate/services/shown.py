"""Deployments as people and programs read them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from operations.operate.programs import times
from operations.operate.services.deployments import Deployment, Gate


def as_dict(found: Deployment) -> dict[str, Any]:
    """Returns a deployment as a document has it."""
    return asdict(found)


def as_json(content: Sequence[Mapping[str, Any]]) -> str:
    """Returns deployments as a document."""
    return json.dumps(content, indent=2, default=_moment) + "\n"


def deployment(found: Deployment) -> str:
    """Returns a deployment in a few lines."""
    took = f", took {times.since(found.created, found.finished)}" if found.finished else ""
    lines = [f"{times.shown(found.created)}  {found.state}{took}  {found.definition}"]
    lines += [f"    {name}: {image}" for name, image in sorted(found.images.items())]
    lines += [f"    {found.running} of {found.wanted} tasks run"] if found.goes_on else []
    lines += [f"    waits for an answer {gate(each)}" for each in found.gates]
    why = found.rollback or found.reason
    return "\n".join([*lines, *([f"    {why}"] if why else [])])


def gate(found: Gate) -> str:
    """Returns how long a deployment waits at a gate, and what happens then."""
    until = f"until {times.shown(found.until)}" if found.until else "without an end"
    return f"{until}, then {found.otherwise or 'rollback'}"


def _moment(value: datetime) -> str:
    return value.isoformat()
