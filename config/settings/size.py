"""The size of one program, from its environment, the workload and an override; pure."""

from dataclasses import dataclass

from config.settings.settings import Settings
from config.sizes import SizeOverride, TaskSize
from config.workload import NamedProgram, ProgramKind


@dataclass(frozen=True, kw_only=True)
class Size:
    """Size of a task, and the least and largest number of tasks."""

    tasks_min: int
    tasks_max: int
    cpu: int
    """CPU units, of which 1024 are one vCPU."""
    memory_mib: int


def defaults_of(kind: ProgramKind, settings: Settings) -> TaskSize:
    """Returns the sizes that an environment has for a kind of program. Jobs have those of
    workers."""
    return settings.services if kind == "service" else settings.workers


def size_of(named: NamedProgram, settings: Settings) -> Size:
    """Returns the environment's size, changed by the program's own, and then by the environment's
    override for this program."""
    defaults = defaults_of(named.kind, settings)
    program, override = named.program, settings.sizes.get(named.name, SizeOverride())
    return Size(
        # 0 is a valid number of tasks, and `or` would skip it.
        tasks_min=defaults.tasks_min if override.tasks_min is None else override.tasks_min,
        tasks_max=override.tasks_max or defaults.tasks_max,
        cpu=override.cpu or program.cpu or defaults.cpu,
        memory_mib=override.memory_mib or program.memory_mib or defaults.memory_mib,
    )
