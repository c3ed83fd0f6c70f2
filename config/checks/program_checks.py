"""Checks of the settings of single programs against what each kind of program is; pure."""

from collections.abc import Collection, Iterator, Mapping

from config.settings import CloudSettings, LocalSettings
from config.values import Broken, KeyPath, closest
from config.workload import Workload

LOGS = "logs"
"""The bucket of logs, which every environment has beside those of the workload."""
FIGURES: Mapping[str, frozenset[str]] = {
    "service": frozenset({"cpu_percent", "memory_percent", "tasks_short_minutes"}),
    "worker": frozenset({"memory_percent", "tasks_short_minutes", "age_times", "backlog_times"}),
    "job": frozenset({"job_minutes"}),
}
"""Figures that alarms of each kind of program read."""


def program_problems(
    workload: Workload, settings: CloudSettings | LocalSettings
) -> Iterator[Broken]:
    """Yields names that no program has, and figures that no alarm of their program reads, with
    paths of the stack file."""
    known = workload.by_name()
    if settings.tracing is not None:
        yield from _unknown(("tracing", "programs"), settings.tracing.programs, known, "program")
    if isinstance(settings, CloudSettings):
        kept = {*workload.buckets, LOGS}
        yield from _unknown(("usage", "buckets"), settings.usage.buckets, kept, "bucket")
        yield from _unknown(("alarms", "programs"), settings.alarms.programs, known, "program")
        routed = {name for name, service in workload.services.items() if service.routes}
        given = settings.objectives.services
        yield from _unknown(("objectives", "services"), given, routed, "service with routes")
        yield from _figures(workload, settings)


def _unknown(
    path: KeyPath, given: Mapping[str, object], known: Collection[str], what: str
) -> Iterator[Broken]:
    for name in given:
        if name not in known:
            hint = closest(name, known) or f"; they are {', '.join(sorted(known)) or 'none'}"
            yield Broken((*path, name), name, f"is no {what} of the workload{hint}")


def _figures(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
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
