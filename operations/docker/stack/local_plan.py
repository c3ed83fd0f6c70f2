"""An environment on Docker as its program describes it, read in this process, whether it runs or
not."""

import json
import runpy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from operations.errors import OperationError
from operations.folder import PROJECT
from operations.pulumi_cli import settings_of

if TYPE_CHECKING:
    from engine import Registration

CONTAINER = "docker:index/container:Container"


@dataclass(frozen=True)
class Planned:
    """Resources that a program registered."""

    registrations: Sequence["Registration"]

    def of(self, type_: str) -> dict[str, Mapping[str, Any]]:
        """Returns the inputs of a type's resources by name, with secrets in plain text."""
        return {each.name: plain(each.inputs) for each in self.registrations if each.type == type_}

    def needs(self, container: str, others: Collection[str]) -> list[str]:
        """Returns the other containers after which one is created, by its dependencies of any
        kind."""
        by_urn = {each.urn: each for each in self.registrations}
        waiting = [
            each for each in self.registrations if each.type == CONTAINER and each.name == container
        ]
        seen: set[str] = set()
        found: set[str] = set()
        while waiting:
            each = waiting.pop()
            for urn in self._before(each):
                other = by_urn.get(urn)
                if other is None or urn in seen:
                    continue
                seen.add(urn)
                if other.type == CONTAINER and other.name in others:
                    found.add(other.name)
                else:
                    waiting.append(other)
        return sorted(found - {container})

    def _before(self, each: "Registration") -> set[str]:
        """Returns everything for which a resource waits. For a component it is everything inside
        it."""
        urns = {*each.dependencies, *(u for v in each.property_dependencies.values() for u in v)}
        components = {urn for urn in urns if "$docker:" not in urn}
        inside = {other.urn for other in self.registrations if other.parent in components}
        return urns | inside


def registered(stack: str, config: Mapping[str, str], project: Path = PROJECT) -> Planned:
    """Returns the plan of a project's stack with this configuration."""
    from backends import PlanBackend
    from engine import ProgramError, run_function

    try:
        outcome = run_function(
            lambda: runpy.run_path(str(project / "__main__.py"), run_name="__main__"),
            PlanBackend(),
            stack=stack,
            config=config,
        )
    except ProgramError as error:
        raise OperationError(str(error)) from None
    return Planned(outcome.registrations)


def settings(folder: Path, stack: str) -> str:
    """Returns a stack's settings as the program reads them."""
    return json.dumps(settings_of(folder, stack))


def variables(container: Mapping[str, Any]) -> dict[str, str]:
    """Returns the environment of a container."""
    return dict(str(each).split("=", 1) for each in container.get("envs") or ())


def volumes(container: Mapping[str, Any]) -> dict[str, str]:
    """Returns the place where each volume is mounted, by its name."""
    return {
        str(each["volumeName"]): str(each["containerPath"])
        for each in container.get("volumes") or ()
        if each.get("volumeName")
    }


def plain(value: Any) -> Any:
    """Returns the value inside a secret."""
    from engine.values import Secret

    match value:
        case Secret():
            return plain(value.value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value
