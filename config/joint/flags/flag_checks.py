"""Checks of flags against the programs that read them and the tasks beside which the agent runs;
pure."""

from collections.abc import Iterator

from config.checks import tracing_checks
from config.joint.flags.agent import AGENT
from config.joint.images import pulled_inside, remedy_without_internet
from config.settings import CloudSettings, LocalSettings, size_of
from config.tracing import COLLECTOR, TracingSettings
from config.values import Broken, closest, lacking
from config.workload import NamedProgram, Workload

SERVER = "flags"
"""The name of the container that answers flags on Docker."""


def flag_problems(workload: Workload, settings: CloudSettings | LocalSettings) -> Iterator[Broken]:
    """Yields values of flags that do not exist, and agents without room; paths are the stack
    file's."""
    for name, value in settings.flags.items():
        if name not in workload.flags:
            known = ", ".join(workload.flags)
            hint = closest(name, workload.flags) or (f"; there are {known}" if known else "")
            remedy = f"is no flag of the workload{hint or ', which has none; declare it there'}"
            yield Broken(
                ("flags", name), value.enabled, remedy, lacks=lacking("flags", name, workload.flags)
            )
    readers = [each for each in workload.programs() if each.program.uses.flags]
    if isinstance(settings, LocalSettings) and readers and SERVER in workload.by_name():
        yield Broken("docker", SERVER, "is the name of a container of Plinth's own; rename yours")
    if isinstance(settings, CloudSettings):
        for each in readers:
            yield from _beside(each, settings)
        if readers:
            yield from _reached(settings)


def _beside(each: NamedProgram, settings: CloudSettings) -> Iterator[Broken]:
    """Yields a program beside which the agent has no room."""
    beside, size = each.program.sidecars, size_of(each, settings)
    rollout, tracing = settings.flag_rollout, settings.tracing
    traces = isinstance(tracing, TracingSettings) and COLLECTOR not in beside
    taken = sum(sidecar.memory_mib or 0 for sidecar in beside.values())
    taken += tracing.memory_mib if tracing and traces else 0
    if AGENT in beside:
        remedy = f"is also a sidecar of {each.name}; give that one another name"
        yield Broken("flag_rollout", AGENT, remedy)
    elif len(beside) + traces > tracing_checks.MOST_SIDECARS:
        remedy = (
            f"leave no room for the agent of flags beside {each.name}: ECS takes ten containers in "
            "a task, of which one is the program and one the proxy of Service Connect"
        )
        yield Broken("flag_rollout", f"{len(beside) + traces} sidecars", remedy)
    if taken < size.memory_mib <= taken + rollout.memory_mib:
        remedy = (
            f"leaves {each.name} nothing of its task's {size.memory_mib} MiB; give its tasks more, "
            "or the agent less"
        )
        yield Broken("flag_rollout.memory_mib", rollout.memory_mib, remedy)


def _reached(settings: CloudSettings) -> Iterator[Broken]:
    """Yields what the agent needs from outside of a network without a way there."""
    network, image = settings.network, settings.flag_rollout.image
    if network.nat != "none":
        return
    if not pulled_inside(image, settings):
        remedy = remedy_without_internet(settings)
        yield Broken("flag_rollout.image", image, remedy)
    named = network.interface_endpoints
    if isinstance(named, list) and "appconfigdata" not in named and not network.existing:
        remedy = "needs `appconfigdata` among them with nat: none, for flags; add it"
        yield Broken("network.interface_endpoints", named, remedy)


def flag_notices(workload: Workload) -> Iterator[Broken]:
    """Yields flags that no program reads, with paths of the workload's file."""
    read = {name for each in workload.programs() for name in each.program.uses.flags}
    for name, flag in workload.flags.items():
        if name not in read:
            yield Broken(
                ("flags", name),
                flag.default,
                "is read by no program, so its value changes nothing; name it under a program's "
                "uses.flags, or remove it",
            )
