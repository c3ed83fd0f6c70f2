"""The size of tasks, which services and workers have alike."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.values import Broken, Cpu, MemoryMib, Section


class TaskSize(Section):
    """Size of a task, and the range for the number of tasks. A change of any key replaces tasks
    only."""

    tasks_min: Annotated[int, Field(ge=0, le=1000, examples=[2])] = 1
    """Number of tasks that always run. Below 2, the failure of one zone stops a service until its
    task is started again elsewhere."""
    tasks_max: Annotated[int, Field(ge=1, le=1000, examples=[8])] = 1
    """Largest number of tasks to which the autoscaler may go."""
    cpu: Cpu = 256
    """CPU units of one task, of which 1024 are one vCPU."""
    memory_mib: MemoryMib = 512
    """Memory of one task in MiB. Fargate offers only certain pairs with `cpu`."""
    cpu_architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """Processor architecture for which the images are built. ARM64 is AWS Graviton."""

    def rules(self) -> Iterator[Broken]:
        """Checks that `tasks_max` is not below `tasks_min`."""
        if self.tasks_max < self.tasks_min:
            yield Broken(
                "tasks_max", self.tasks_max, f"must be at least tasks_min, {self.tasks_min}"
            )
