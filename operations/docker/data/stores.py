"""The stores of a running environment on Docker: its containers, and its object store."""

from collections.abc import Mapping
from pathlib import Path

from operations.docker.data import objects as local_objects
from operations.docker.engine import Running, containers
from operations.docker.stack import local_stack
from operations.docker.stack import project as local_project
from operations.errors import OperationError


def running(folder: Path, stack: str) -> dict[str, Running]:
    """Returns the containers that run, and setups that are done, by name. Raises OperationError if
    nothing runs."""
    found = containers.found(stack, local_project.owner_id(folder, stack))
    known = {each.name: each for each in found if each.runs or each.kind == "setup"}
    if not any(each.runs for each in known.values()):
        raise OperationError(f"nothing of {stack} runs", remedy=f"run `make up STACK={stack}`")
    return known


def objects(folder: Path, stack: str, known: Mapping[str, Running]) -> local_objects.Store | None:
    """Returns the object store, as its administrator. None if the environment has none."""
    if "objects" not in known:
        return None
    found = local_stack.outputs(local_stack.opened(folder, stack))
    return local_objects.store(found["connections"]["objects"])
