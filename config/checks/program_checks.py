"""Checks of the settings of single programs against what each kind of program is; pure."""

from collections.abc import Iterator, Mapping

from config.settings import CloudSettings
from config.values import Broken
from config.workload import Workload

FIGURES: Mapping[str, frozenset[str]] = {
    "service": frozenset({"cpu_percent", "memory_percent", "tasks_short_minutes"}),
    "worker": frozenset({"memory_percent", "tasks_short_minutes", "age_times", "backlog_times"}),
    "job": frozenset({"job_minutes"}),
}
"""Figures that alarms of each kind of program read."""


def program_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields figures that no alarm of their program reads, with paths of the stack file."""
    kinds = {
        **dict.fromkeys(workload.services, "service"),
        **dict.fromkeys(workload.workers, "worker"),
        **dict.fromkeys(workload.jobs, "job"),
    }
    for name, own in settings.alarms.programs.items():
        if name not in kinds:
            continue
        read = FIGURES[kinds[name]]
        for key in sorted(own.model_fields_set - read):
            if (value := getattr(own, key)) is not None:
                yield Broken(
                    ("alarms", "programs", name, key),
                    value,
                    f"is no figure of a {kinds[name]}, so nothing would change; it has "
                    f"{', '.join(sorted(read))}",
                )
