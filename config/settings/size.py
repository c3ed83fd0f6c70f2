"""The size of one program, from its environment, the workload and an override; pure."""

from typing import TypeVar

from config.settings.settings import Settings
from config.sizes import ServicesSettings, SizeOverride, TaskSize
from config.values import KeyPath
from config.workload import NamedProgram, ProgramKind, Workload

_Kind = TypeVar("_Kind", bound=TaskSize)


def defaults_of(kind: ProgramKind, settings: Settings) -> TaskSize:
    """Returns the sizes that an environment has for a kind of program. Jobs have those of
    workers."""
    return settings.services if kind == "service" else settings.workers


def size_of(named: NamedProgram, settings: Settings) -> TaskSize:
    """Returns a program's size, with all keys that its kind of program has."""
    return resolved(defaults_of(named.kind, settings), named, settings)


def service_sizes(workload: Workload, settings: Settings) -> dict[str, ServicesSettings]:
    """Returns size, scaling and deployment of each service, by name."""
    named = workload.by_name()
    return {name: resolved(settings.services, named[name], settings) for name in workload.services}


def resolved(defaults: _Kind, named: NamedProgram, settings: Settings) -> _Kind:
    """Returns an environment's values for a kind of program as one program has them: changed by the
    program's own, and then by the environment's override for it."""
    own = named.program.model_dump(include={"cpu", "memory_mib"}, exclude_none=True)
    override = settings.sizes.get(named.name, SizeOverride()).given()
    known = type(defaults).model_fields
    return defaults.model_copy(
        update={key: value for key, value in {**own, **override}.items() if key in known}
    )


def place_of(named: NamedProgram, key: str, settings: Settings) -> KeyPath:
    """Returns the place in the stack file at which a key of a program's size has its value: its own
    entry in `sizes`, or the section of its kind. Jobs have that of workers."""
    own = settings.sizes.get(named.name)
    if own is not None and getattr(own, key) is not None:
        return ("sizes", named.name, key)
    return ("services" if named.kind == "service" else "workers", key)
