"""Checks of the settings of single programs against what each kind of program is; pure."""

from collections.abc import Collection, Iterator, Mapping

from config.settings import (
    CloudSettings,
    LocalSettings,
    defaults_of,
    place_of,
    service_sizes,
    size_of,
)
from config.sizes import SizeOverride
from config.values import Broken, KeyPath, closest, dotted, memory_problem, scoped
from config.workload import NamedProgram, Workload

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
    yield from _sizes(workload, settings)
    yield from _connections(workload, settings)
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
        yield from _sticky(workload, settings)


def _unknown(
    path: KeyPath, given: Mapping[str, object], known: Collection[str], what: str
) -> Iterator[Broken]:
    for name in given:
        if name not in known:
            hint = closest(name, known) or f"; they are {', '.join(sorted(known)) or 'none'}"
            remedy = f"is no {what} of the workload{hint}"
            lacks = f"{'buckets' if what == 'bucket' else 'programs'}.{name}"
            yield Broken((*path, name), name, remedy, (f"services.{name}.routes",), lacks)


def size_keys(named: NamedProgram, settings: CloudSettings | LocalSettings) -> frozenset[str]:
    """Returns the keys of `sizes` that a program's kind has."""
    if named.kind == "job":
        return frozenset({"cpu", "memory_mib"})
    return frozenset(SizeOverride.model_fields) & frozenset(
        type(defaults_of(named.kind, settings)).model_fields
    )


def _sizes(workload: Workload, settings: CloudSettings | LocalSettings) -> Iterator[Broken]:
    programs = workload.by_name()
    for name, own in settings.sizes.items():
        path = ("sizes", name)
        if name not in programs:
            hint = closest(name, programs)
            yield Broken(
                path,
                name,
                f"is no service, worker or job of the workload{hint}",
                lacks=f"programs.{name}",
            )
            continue
        named = programs[name]
        kept = size_keys(named, settings)
        given = {key: value for key, value in own if value is not None}
        for key in sorted(given.keys() - kept):
            yield Broken(
                (*path, key),
                given[key],
                f"is no key of a {named.kind}, so nothing would change; leave it out: a "
                f"{named.kind} has {', '.join(sorted(kept))}",
            )
        if given.keys() <= kept:
            yield from _size(path, named, own, settings)


_BOTH = ("cpu", "memory_mib")


def _size(
    path: KeyPath,
    named: NamedProgram,
    own: SizeOverride,
    settings: CloudSettings | LocalSettings,
) -> Iterator[Broken]:
    """Yields values that are right each, and wrong beside the environment's."""
    size = size_of(named, settings)
    # A size that is given in full is checked as it was typed (config/checks/offers.py).
    in_full = own.cpu is not None and own.memory_mib is not None
    if not in_full and (problem := memory_problem(size.cpu, size.memory_mib)):
        section = "services" if named.kind == "service" else "workers"
        reads = tuple(f"{each}.{key}" for each in (section, dotted(named.path)) for key in _BOTH)
        lacks = f"{section}.memory_mib {size.memory_mib} {size.cpu}"
        yield Broken((*path, "memory_mib"), size.memory_mib, problem, reads, lacks)
    if named.kind == "job":
        return
    # Production asks for more, and says so itself (config/checks/production.py).
    if named.kind == "service" and size.tasks_min < 1 and settings.environment == "staging":
        yield Broken(
            (*path, "tasks_min"),
            0,
            "must be at least 1, as services.tasks_min: nothing would answer, and no request "
            "wakes a service",
        )
    if own.scale_requests_per_target is not None and not getattr(named.program, "routes", None):
        yield Broken(
            (*path, "scale_requests_per_target"),
            own.scale_requests_per_target,
            "counts requests at the load balancer, and no route leads to this service; leave it "
            "out, and it scales by scale_cpu_percent",
            reads=(f"services.{named.name}.routes",),
        )
    if own.scale_connections_per_task is not None and not getattr(
        named.program, "websocket", False
    ):
        yield Broken(
            (*path, "scale_connections_per_task"),
            own.scale_connections_per_task,
            "is for services with websocket: true: other requests share a few connections, whose "
            "number says nothing; leave it out, and it scales by scale_requests_per_target",
            reads=(f"services.{named.name}.websocket",),
        )
    for broken in size.rules():
        read = tuple(f"{dotted(path)}.{key}" for key in broken.reads)
        lacks = scoped(broken.lacks, path)
        yield Broken((*path, *broken.path), broken.value, broken.remedy, read, lacks)


def _connections(workload: Workload, settings: CloudSettings | LocalSettings) -> Iterator[Broken]:
    """Yields a number of connections for all services if none keeps connections open."""
    most = settings.services.scale_connections_per_task
    if most is not None and not any(each.websocket for each in workload.services.values()):
        yield Broken(
            "services.scale_connections_per_task",
            most,
            "changes nothing: no service of the workload has websocket: true; leave it out",
            reads=("services",),
        )


def _sticky(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields deployments with two target groups of services whose clients stay at a task. AWS
    refuses that unless the rule, which ECS writes at each deployment, holds clients at a group
    too (github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2734)."""
    for name, size in service_sizes(workload, settings).items():
        minutes = workload.services[name].sticky_minutes
        if minutes is None or not size.two_sets:
            continue
        yield Broken(
            place_of(workload.by_name()[name], "deployment", settings),
            size.deployment,
            f"moves the traffic of {name} between two target groups, over which AWS keeps no "
            f"client at its task, as services.{name}.sticky_minutes asks ({minutes}); write "
            f"sizes.{name}.deployment: rolling, or leave sticky_minutes out",
            reads=(f"sizes.{name}.deployment", "services.deployment"),
        )


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
