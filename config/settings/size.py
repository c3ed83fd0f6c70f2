"""The size of one program: what its environment, the workload and an override say of it; pure."""

from dataclasses import dataclass

from config.settings.settings import Settings, SizeOverride
from config.workload import NamedProgram


@dataclass(frozen=True, kw_only=True)
class Size:
    """A task's size, and the range of the number of tasks."""

    tasks_min: int
    tasks_max: int
    cpu: int
    """CPU units, 1024 = 1 vCPU."""
    memory_mib: int


def size_of(named: NamedProgram, settings: Settings) -> Size:
    """The environment's size, then the program's own, then the environment's override of it."""
    defaults = settings.services if named.kind == "service" else settings.workers
    program, override = named.program, settings.sizes.get(named.name, SizeOverride())
    return Size(
        # 0 is a number of tasks, so `or` would not do here.
        tasks_min=defaults.tasks_min if override.tasks_min is None else override.tasks_min,
        tasks_max=override.tasks_max or defaults.tasks_max,
        cpu=override.cpu or program.cpu or defaults.cpu,
        memory_mib=override.memory_mib or program.memory_mib or defaults.memory_mib,
    )
