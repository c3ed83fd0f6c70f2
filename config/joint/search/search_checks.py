"""Checks that a workload's search indexes can be told apart, and that an environment has an engine
for them; pure."""

from collections.abc import Iterator

from config.settings import CloudSettings
from config.values import Broken
from config.workload import Workload

ENGINE = "search"
"""Name of the engine's parts: its container on Docker, and its security group and alarms on AWS."""


def index_problems(workload: Workload) -> Iterator[Broken]:
    """Yields indexes that share names with others, and a program that is called as the engine;
    paths are the workload's."""
    if not workload.search_indexes:
        return
    for name in workload.search_indexes:
        for other in workload.search_indexes:
            if name.startswith(f"{other}-"):
                yield Broken(
                    ("search_indexes", name),
                    name,
                    f"begins as {other}, whose programs would reach it too: theirs is every index "
                    "whose name goes on with a hyphen; choose another, such as "
                    f"{name.removeprefix(f'{other}-')}-{other}",
                )
    if each := workload.by_name().get(ENGINE):
        yield Broken(
            each.path,
            ENGINE,
            "is the name of the search engine's own parts, where there are search_indexes; choose "
            "another, such as finder",
        )


def search_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields the absence of an engine, and of zones for its nodes, with paths of the stack file."""
    search = settings.search
    if search is None:
        if any(each.program.uses.search_indexes for each in workload.programs()):
            yield Broken(
                "search",
                None,
                "the workload uses search_indexes; say how the engine runs, such as `search: "
                '{engine_version: "2.19", instance_type: t3.small.search, instances: 1, '
                "storage_gib: 10, multi_az: false}`",
            )
        return
    zones = len(settings.network.zones)
    if search.multi_az and zones > 1 and search.instances % search.zones(zones):
        yield Broken(
            ("search", "instances"),
            search.instances,
            f"must be even: network.zones has {zones} zones, and each has as many nodes; name a "
            "third zone for a multiple of three",
            reads=("network.zones",),
        )
