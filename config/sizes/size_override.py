"""The keys by which one program differs from others of its kind."""

from typing import Annotated

from pydantic import Field

from config.values import Cpu, MemoryMib, Section


class SizeOverride(Section):
    """Size of one service, worker or job that differs from the environment's. An absent key keeps
    the environment's value. In production a service needs two tasks here too."""

    tasks_min: Annotated[int, Field(ge=0, le=1000, examples=[2])] | None = None
    """Number of tasks of this program that always run. Absent: as the environment says."""
    tasks_max: Annotated[int, Field(ge=1, le=1000, examples=[8])] | None = None
    """Largest number of tasks of this program. Absent: as the environment says."""
    cpu: Cpu | None = None
    """CPU units of one task, of which 1024 are one vCPU. Absent: as the environment says."""
    memory_mib: MemoryMib | None = None
    """Memory of one task in MiB; Fargate offers only certain pairs with `cpu`. Absent: as the
    environment says."""
