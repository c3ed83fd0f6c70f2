"""Parts of an environment that are there because the workload uses them."""

from typing import TypeVar

Part = TypeVar("Part")


def found(part: Part | None) -> Part:
    """A part that the workload uses. A check of the files has refused its absence before."""
    if part is None:
        raise ValueError("the settings leave out a part that the workload uses")
    return part
