"""Containers, networks and volumes as Docker lists them, with the labels of whoever made them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from operations.docker.engine import containers

Kind = Literal["container", "network", "volume"]


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Container, network or volume."""

    kind: Kind
    name: str
    labels: Mapping[str, str]
    runs: bool = False


def listed(*filters: str) -> list[Thing]:
    """Returns all things that have these labels (`name=value`)."""
    words = [word for each in filters for word in ("--filter", f"label={each}")]
    ps = containers.engine("ps", "--all", "--quiet", *words).split()
    networks = containers.engine("network", "ls", "--quiet", *words).split()
    volumes = containers.engine("volume", "ls", "--quiet", *words).split()
    return [
        *(_container(each) for each in _inspected((), ps)),
        *(_network(each) for each in _inspected(("network",), networks)),
        *(_volume(each) for each in _inspected(("volume",), volumes)),
    ]


def named(containers_: Iterable[str], volumes: Iterable[str]) -> list[Thing]:
    """Returns the things with these names, whoever made them."""
    wanted, kept = set(containers_), set(volumes)
    names = containers.engine("ps", "--all", "--format", "{{.Names}}").split()
    found = containers.engine("volume", "ls", "--quiet").split()
    return [
        *(_container(each) for each in _inspected((), sorted(wanted & set(names)))),
        *(_volume(each) for each in _inspected(("volume",), sorted(kept & set(found)))),
    ]


def remove(things: Iterable[Thing]) -> None:
    """Removes things: first the containers, which keep the others in use."""
    by_kind: dict[str, list[str]] = {"container": [], "network": [], "volume": []}
    for thing in things:
        by_kind[thing.kind].append(thing.name)
    if names := by_kind["container"]:
        containers.engine("rm", "--force", "--volumes", *names)
    if names := by_kind["network"]:
        containers.engine("network", "rm", *names)
    if names := by_kind["volume"]:
        containers.engine("volume", "rm", *names)


def counted(things: Sequence[Thing]) -> str:
    """Returns a text such as `18 containers (13 running), 3 networks, 4 volumes`."""
    parts = []
    for kind in ("container", "network", "volume"):
        count = sum(thing.kind == kind for thing in things)
        running = sum(thing.kind == kind and thing.runs for thing in things)
        if count:
            plural = "" if count == 1 else "s"
            parts.append(f"{count} {kind}{plural}" + (f" ({running} running)" if running else ""))
    return ", ".join(parts)


def _inspected(kind: tuple[str, ...], ids: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        json.loads(containers.engine(*kind, "inspect", *ids)) if ids else []
    )
    return found


def _container(inspected: Mapping[str, Any]) -> Thing:
    return Thing(
        kind="container",
        name=inspected["Name"].lstrip("/"),
        labels=inspected["Config"]["Labels"] or {},
        runs=inspected["State"]["Status"] in ("running", "restarting"),
    )


def _network(inspected: Mapping[str, Any]) -> Thing:
    return Thing(
        kind="network",
        name=inspected["Name"],
        labels=inspected.get("Labels") or {},
    )


def _volume(inspected: Mapping[str, Any]) -> Thing:
    return Thing(
        kind="volume",
        name=inspected["Name"],
        labels=inspected.get("Labels") or {},
    )
