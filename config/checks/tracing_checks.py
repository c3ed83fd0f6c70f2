"""Checks of the settings of traces against the workload and the network; pure."""

from collections.abc import Iterator

from config.joint.images import pulled_inside, remedy_without_internet
from config.network import BY_PRICE
from config.settings import CloudSettings, LocalSettings, size_of
from config.tracing import COLLECTOR, TracingSettings
from config.values import Broken
from config.workload import Workload

VIEWER = "traces"
"""The name of the container that shows traces on Docker."""
MOST_SIDECARS = 7
"""Sidecars that a program may have beside the collector. ECS takes ten containers in a task, of
which one is the program, and one the proxy of Service Connect. Source:
docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""


def tracing_problems(
    workload: Workload, settings: CloudSettings | LocalSettings
) -> Iterator[Broken]:
    """Yields what the section `tracing` cannot do, with paths of the stack file."""
    tracing = settings.tracing
    if tracing is None:
        return
    if isinstance(settings, LocalSettings) and VIEWER in workload.by_name():
        yield Broken("tracing", VIEWER, "is the name of a container of Plinth's own; rename yours")
    if isinstance(settings, CloudSettings) and isinstance(tracing, TracingSettings):
        yield from _beside(workload, settings, tracing)
        yield from _reached(settings, tracing)


def _beside(
    workload: Workload, settings: CloudSettings, tracing: TracingSettings
) -> Iterator[Broken]:
    """Yields programs beside which the collector has no room."""
    for each in workload.programs():
        beside, size = each.program.sidecars, size_of(each, settings)
        taken = sum(sidecar.memory_mib or 0 for sidecar in beside.values())
        if COLLECTOR in beside:
            remedy = (
                f"is also a sidecar of {each.name}; give that one another name, or leave tracing "
                "out"
            )
            yield Broken("tracing", COLLECTOR, remedy)
        elif len(beside) > MOST_SIDECARS:
            remedy = (
                f"leave no room for the collector beside {each.name}: ECS takes ten containers in "
                f"a task, so {MOST_SIDECARS} of them may be sidecars"
            )
            yield Broken("tracing", f"{len(beside)} sidecars", remedy)
        if taken < size.memory_mib <= taken + tracing.memory_mib:
            remedy = (
                f"leaves {each.name} nothing of its task's {size.memory_mib} MiB; give its tasks "
                "more, or the collector less"
            )
            yield Broken("tracing.memory_mib", tracing.memory_mib, remedy)


def _reached(settings: CloudSettings, tracing: TracingSettings) -> Iterator[Broken]:
    """Yields what the collector needs from outside of a network without a way there."""
    endpoints = settings.network.interface_endpoints
    if settings.network.nat != "none":
        return
    if not pulled_inside(tracing.image, settings):
        yield Broken("tracing.image", tracing.image, remedy_without_internet(settings))
    if tracing.exporter == "otlp":
        remedy = "cannot be reached with network.nat: none; choose exporter: xray, or another nat"
        yield Broken("tracing.endpoint", tracing.endpoint, remedy)
    elif endpoints != BY_PRICE and "xray" not in endpoints and not settings.network.existing:
        remedy = "needs `xray` among them with nat: none, for `tracing`; add it"
        yield Broken("network.interface_endpoints", endpoints, remedy)
