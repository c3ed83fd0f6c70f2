"""Copies that stand in the network of another environment, and keep that from being deleted."""

from collections.abc import Mapping
from pathlib import Path

from operations.errors import OperationError
from operations.pulumi_cli import settings_of, stacks_of


def refuse_below(stack: str, folder: Path) -> None:
    """Raises OperationError if copies stand in the network of a stack that is to be deleted: AWS
    would delete all of it but the network, and end with an error."""
    if found := guests_of(stack, folder):
        raise OperationError(
            f"{stack} has the network in which {', '.join(found)} stand"
            + ("s" if len(found) == 1 else ""),
            remedy=f"first {destroyed(found)}",
        )


def destroyed(stacks: list[str]) -> str:
    """Returns the commands that delete copies, in words."""
    return ", ".join(f"`make destroy STACK={each}`" for each in stacks)


def guests_of(stack: str, folder: Path) -> list[str]:
    """Returns the copies that stand in a stack's own network, by the settings of a folder."""
    settings = {each: settings_of(folder, each) for each in stacks_of(folder)}
    if _existing(settings.get(stack) or {}):
        return []
    return sorted(
        name for name, other in settings.items() if _copy_of(other) == stack and _existing(other)
    )


def _existing(settings: Mapping[str, object]) -> bool:
    network = settings.get("network")
    return isinstance(network, Mapping) and bool(network.get("existing"))


def _copy_of(settings: Mapping[str, object]) -> object:
    life = settings.get("ephemeral")
    return life.get("copy_of") if isinstance(life, Mapping) else None
