"""The picture of an environment on Docker: containers, the networks that they share, published
ports and volumes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from operations.plan import Resource, Resources
from operations.topology.model import LEFT_OUT, Flow, Folds, Group, Node, Picture
from operations.topology.reading.canvas import Canvas, slug

USERS = "users"
_HOST = "host"
_LAYERS = {
    "service": ("programs", "Programs"),
    "worker": ("programs", "Programs"),
    "job": ("programs", "Programs"),
    "migration": ("programs", "Programs"),
    "infrastructure": ("infrastructure", "Data, messages and the gateway"),
    "setup": ("infrastructure", "Data, messages and the gateway"),
}
_ONCE = ("setup", "migration")
_KINDS = {
    "postgres": "database",
    "redis": "cache",
    "valkey": "cache",
    "rabbitmq": "queue",
    "minio": "bucket",
    "seaweedfs": "bucket",
    "opensearch": "search",
    "haproxy": "load-balancer",
    "jaeger": "other",
}
"""How containers of well-known images are drawn, as their like on AWS is."""


def whole(resources: Resources) -> Picture:
    """Returns the picture of everything."""
    canvas = Canvas()
    containers = [each for each in resources.docker if each.kind == "docker.Container"]
    host = canvas.group(Group(_HOST, "host", "This machine, with Docker"))
    canvas.node(Node(USERS, "users", "people and their programs", "Developers", host))
    inside = canvas.group(Group("networks", "vpc", "Bridge networks", host, _networks(resources)))
    for each in containers:
        _container(canvas, each, inside)
    for each in resources.docker:
        if each.kind == "docker.Volume":
            group = canvas.group(Group("volumes", "area", "Volumes", host))
            node = Node(slug(f"volume-{each.name}"), "volume", "volume (Docker)", each.name, group)
            canvas.node(replace(node, urn=each.urn, folds=Folds("volumes")))
    for each in containers:
        _published(canvas, each)
        _mounted(canvas, each, resources)
        for other in containers:
            _asked(canvas, each, other)
    stack = containers[0].urn.split("::")[0].rpartition(":")[2] if containers else ""
    return canvas.picture(f"{stack} on Docker")


def _networks(resources: Resources) -> tuple[str, ...]:
    number = sum(each.kind == "docker.Network" for each in resources.docker)
    return (f"{number} networks; who shares none reaches nobody",) if number else ()


def _label(each: Resource, name: str) -> str:
    rows = each.inputs.get("labels") or []
    return next((str(row.get("value")) for row in rows if row.get("label") == name), "")


def _container(canvas: Canvas, each: Resource, outer: str) -> None:
    role = _label(each, "plinth.kind") or "infrastructure"
    image = _label(each, "plinth.image").partition("@")[0]
    name = image.rpartition("/")[2]
    layer, title = _LAYERS.get(role, _LAYERS["infrastructure"])
    group = canvas.group(Group(f"layer-{layer}", "tier", title, outer))
    drawn = next((kind for word, kind in _KINDS.items() if word in image), "other")
    once = role in _ONCE
    facts = [name] if name else []
    facts += [f"{each.inputs['memory']} MB"] if each.inputs.get("memory") else []
    canvas.node(
        Node(
            slug(f"container-{each.name}"),
            role if role in ("service", "worker", "job") else "task" if once else drawn,
            f"{'one-off ' if once else ''}{role if not once else 'container'} (container)"
            if not once
            else f"one-off {role} (container)",
            each.name,
            group,
            tuple(facts),
            each.urn,
            Folds(LEFT_OUT, LEFT_OUT)
            if once
            else Folds(f"{role}s" if role in ("service", "worker", "job") else ""),
        )
    )


def _published(canvas: Canvas, each: Resource) -> None:
    for row in each.inputs.get("ports") or []:
        address = row.get("ip") or "every address"
        label = f"{row.get('protocol') or 'tcp'} {row.get('external') or row.get('internal')}"
        flow = Flow(USERS, canvas.of(each), "request", (label,), (f"at {address}",))
        canvas.flow(flow)


def _mounted(canvas: Canvas, each: Resource, resources: Resources) -> None:
    volumes = {
        str(volume.inputs.get("name")): volume
        for volume in resources.docker
        if volume.kind == "docker.Volume"
    }
    for row in each.inputs.get("volumes") or []:
        volume = volumes.get(str(row.get("volumeName")))
        if volume:
            label = ("keeps its files",)
            path = (str(row.get("containerPath")),)
            canvas.flow(Flow(canvas.of(each), canvas.of(volume), "data", label, path))


def _joined(each: Resource) -> dict[str, list[str]]:
    """Returns the networks that a container joins, with its names there."""
    return {
        str(row.get("name")): [str(alias) for alias in row.get("aliases") or []]
        for row in each.inputs.get("networksAdvanced") or []
    }


def _asked(canvas: Canvas, each: Resource, other: Resource) -> None:
    """Adds the flow to another container, if both share the network that is made for reaching it:
    its name ends with the other's."""
    if each is other:
        return
    theirs = _joined(other)
    for network in _joined(each).keys() & theirs.keys():
        if network.endswith(f"-to-{other.name}"):
            ports = list(_ports(each, theirs[network])) or list(_listening(other))
            labels = tuple(dict.fromkeys(f"tcp {port}" for port in ports)) or ("any port",)
            flow = Flow(canvas.of(each), canvas.of(other), "request", labels)
            canvas.flow(replace(flow, by=(f"docker.Network {network}",)))


def _variables(each: Resource) -> Mapping[str, str]:
    rows = (str(row).partition("=") for row in each.inputs.get("envs") or [])
    return {name: value for name, separator, value in rows if separator}


def _ports(each: Resource, names: list[str]) -> Iterator[str]:
    """Yields the ports at which a container's variables say that it asks another."""
    given = _variables(each)
    for key, value in given.items():
        for name in names:
            if found := re.search(rf"(?:^|[/@]){re.escape(name)}:(\d+)", value):
                yield found[1]
            elif value == name and key.endswith("HOST"):
                stem = key.removesuffix("HOST").removesuffix("READ_")
                yield from filter(None, [given.get(f"{stem}PORT")])


def _listening(other: Resource) -> Iterator[Any]:
    """Yields the ports at which a container takes requests, by its word or its mappings."""
    if port := _variables(other).get("PORT"):
        yield port
        return
    for row in other.inputs.get("ports") or []:
        yield row.get("internal")
