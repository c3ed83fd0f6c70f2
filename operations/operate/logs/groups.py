"""The log groups that a name stands for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from config.values import closest
from operations.errors import OperationError
from operations.operate.programs import all_of
from operations.plan import Resource
from operations.sites import Site

PROXY = "service-connect"
"""Name that stands for the proxies of Service Connect, whose streams have it."""


@dataclass(frozen=True)
class Group:
    """A log group, in the region where it is."""

    title: str
    """The program's name, or that of the part of the infrastructure."""
    name: str
    region: str


def of(site: Site, names: Sequence[str]) -> list[Group]:
    """Returns the log groups of programs or of parts such as `database`; without names, those of
    all programs. Raises OperationError with the names there are."""
    all_ = {each.name: each for each in site.resources.of("cloudwatch.LogGroup")}
    if not names:
        names = [each.name for each in all_of(site)]
    found: dict[str, Resource] = {}
    for name in names:
        # A program's own group is meant by its name, though another name may begin with it.
        part = {name: all_[name]} if name in all_ else _beginning(f"{name}-", all_)
        if not part:
            raise OperationError(
                f"{site.stack} has no log of {name!r}{closest(name, all_)}",
                remedy=f"there are: {', '.join(sorted(all_))}",
            )
        found |= part
    return [_group(site, each) for each in found.values()]


def check_container(site: Site, container: str) -> None:
    """Raises OperationError, with the names there are, if no task has such a container."""
    texts = [
        str(each.outputs.get("containerDefinitions") or "[]")
        for each in site.resources.of("ecs.TaskDefinition")
    ]
    known = {PROXY} | {str(each["name"]) for text in texts for each in json.loads(text)}
    if container not in known:
        raise OperationError(
            f"--container: no task of {site.stack} has {container!r}{closest(container, known)}",
            remedy=f"there are: {', '.join(sorted(known))}",
        )


def _beginning(start: str, all_: dict[str, Resource]) -> dict[str, Resource]:
    return {key: each for key, each in all_.items() if key.startswith(start)}


def _group(site: Site, resource: Resource) -> Group:
    region = str(resource.outputs.get("region") or site.region)
    return Group(resource.name, str(resource.outputs["name"]), region)
