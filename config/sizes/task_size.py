"""The size of tasks, which services and workers have alike."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from config.sizes.task_schedule import TaskSchedule
from config.values import Broken, Cpu, MemoryMib, Section


class TaskSize(Section):
    """Size of a task, and the range for the number of tasks. A change of any key replaces tasks
    only."""

    tasks_min: Annotated[int, Field(ge=0, le=1000, examples=[2])] = 1
    """Number of tasks that always run. Below 2, the failure of one zone stops a service until its
    task is started again elsewhere."""
    tasks_max: Annotated[int, Field(ge=1, le=1000, examples=[8])] = 1
    """Largest number of tasks to which the autoscaler may go."""
    schedules: list[TaskSchedule] = []
    """Times at which the range becomes another one, such as none at night or more on Fridays. From
    the first of them on the range belongs to the schedules: a change of `tasks_min` or `tasks_max`
    then applies from the next schedule that gives no value of its own. Default: none."""
    cpu: Cpu = 256
    """CPU units of one task, of which 1024 are one vCPU."""
    memory_mib: MemoryMib = 512
    """Memory of one task in MiB. Fargate offers only certain pairs with `cpu`."""
    cpu_architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """Processor architecture for which the images are built. ARM64 is AWS Graviton."""

    @property
    def scheduled(self) -> list[tuple[int, int]]:
        """The range of each schedule, as the least and the largest number of tasks."""
        return [each.tasks(self.tasks_min, self.tasks_max) for each in self.schedules]

    @property
    def most_tasks(self) -> int:
        """The largest number of tasks at any time."""
        return max([self.tasks_max, *(most for _, most in self.scheduled)])

    @property
    def fewest_tasks(self) -> int:
        """The least number of tasks at any time."""
        return min([self.tasks_min, *(least for least, _ in self.scheduled)])

    @property
    def wakes(self) -> bool:
        """True if at some time no task need run and some may."""
        ranges = [(self.tasks_min, self.tasks_max), *self.scheduled]
        return any(least == 0 < most for least, most in ranges)

    @property
    def rests(self) -> bool:
        """True if a schedule stops the program."""
        return any(most == 0 for _, most in self.scheduled)

    def rules(self) -> Iterator[Broken]:
        """Checks that no range is empty, and that schedules lead somewhere and back."""
        if self.tasks_max < self.tasks_min:
            yield Broken(
                "tasks_max", self.tasks_max, f"must be at least tasks_min, {self.tasks_min}"
            )
            return
        seen: set[str] = set()
        for number, (each, (least, most)) in enumerate(
            zip(self.schedules, self.scheduled, strict=True)
        ):
            path = ("schedules", number)
            if most < least:
                yield Broken((*path, "tasks_max"), most, f"must be at least tasks_min, {least}")
            if each.key in seen:
                yield Broken((*path, "cron"), each.cron, "is given twice; keep one of the two")
            seen.add(each.key)
        if self.schedules and len(set(self.scheduled)) == 1:
            least, most = self.scheduled[0]
            yield Broken(
                "schedules",
                f"{least} to {most} tasks",
                "all lead to the same range, so it stays after the first time; add one that leads "
                "back: without tasks_min and tasks_max it leads to the usual range",
            )
