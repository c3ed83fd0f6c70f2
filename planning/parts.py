"""Finds the parts of an environment that must exist because the workload uses them."""

from typing import TypeVar

Part = TypeVar("Part")


def found(part: Part | None) -> Part:
    """Returns a part that the workload uses. An absent one raises ValueError, but the checks of the
    files have refused that before."""
    if part is None:
        raise ValueError("the settings leave out a part that the workload uses")
    return part
