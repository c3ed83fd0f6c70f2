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
    """What a program registered."""

    registrations: Sequence["Registration"]

    def of(self, type_: str) -> dict[str, Mapping[str, Any]]:
        """Name -> inputs of the resources of a type, secrets in plain sight."""
        return {each.name: plain(each.inputs) for each in self.registrations if each.type == type_}

    def needs(self, container: str, others: Collection[str]) -> list[str]:
        """The other containers that one is made after, by its dependencies of any kind."""
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
        """What a resource waits for: of a component, all that is in it."""
        urns = {*each.dependencies, *(u for v in each.property_dependencies.values() for u in v)}
        components = {urn for urn in urns if "$docker:" not in urn}
        inside = {other.urn for other in self.registrations if other.parent in components}
        return urns | inside


def registered(stack: str, config: Mapping[str, str], project: Path = PROJECT) -> Planned:
    """The plan of a project's stack with this configuration."""
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
    """A stack's settings as the program reads them."""
    return json.dumps(settings_of(folder, stack))


def variables(container: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a container."""
    return dict(str(each).split("=", 1) for each in container.get("envs") or ())


def volumes(container: Mapping[str, Any]) -> dict[str, str]:
    """Name of a volume -> where it is mounted."""
    return {
        str(each["volumeName"]): str(each["containerPath"])
        for each in container.get("volumes") or ()
        if each.get("volumeName")
    }


def plain(value: Any) -> Any:
    """What a secret hides."""
    from engine.values import Secret

    match value:
        case Secret():
            return plain(value.value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value
