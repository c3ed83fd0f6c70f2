"""Selects the part of a workload that runs on the developer's machine; pure."""

from collections.abc import Collection, Mapping
from typing import Any

from config.settings import ProgramOverrides
from config.workload import Worker, Workload


def narrowed(workload: Workload, only: Collection[str]) -> Workload:
    """Returns the workload with only the programs in `only`, the services that they call, and the
    kinds of data that they use; the whole workload if `only` is empty. A kind of data that is used
    stays complete, so that other programs find their data again later."""
    if not only:
        return workload
    names = _with_called(workload, only)
    kinds = {
        kind: {name: each for name, each in getattr(workload, kind).items() if name in names}
        for kind in ("services", "workers", "jobs")
    }
    programs = [each for kind in kinds.values() for each in kind.values()]
    unused: dict[str, Any] = {}
    if not any(each.uses.databases for each in programs):
        unused["databases"] = {}
    if not any(each.uses.buckets for each in programs):
        unused["buckets"] = {}
    if not any(
        each.uses.topics or each.uses.queues or isinstance(each, Worker) for each in programs
    ):
        unused |= {"queues": {}, "topics": {}, "subscriptions": []}
    return workload.model_copy(update={**kinds, **unused})


def without(workload: Workload, names: Collection[str]) -> Workload:
    """Returns the workload without the containers of some programs."""
    kinds = {
        kind: {name: each for name, each in getattr(workload, kind).items() if name not in names}
        for kind in ("services", "workers", "jobs")
    }
    return workload.model_copy(update=kinds)


def built(workload: Workload, overrides: Mapping[str, ProgramOverrides]) -> Workload:
    """Returns the workload with the folders from which this machine builds programs."""
    kinds = {
        kind: {
            name: each.model_copy(update={"build": overrides[name].build})
            if name in overrides and overrides[name].build
            else each
            for name, each in getattr(workload, kind).items()
        }
        for kind in ("services", "workers", "jobs")
    }
    return workload.model_copy(update=kinds)


def _with_called(workload: Workload, only: Collection[str]) -> set[str]:
    programs = workload.by_name()
    found: set[str] = set()
    waiting = list(only)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += programs[name].program.uses.services
    return found
