"""A picture in the making, which readers add to."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from operations.plan import Resource
from operations.topology.model import Flow, Group, Node, Picture


def slug(text: str) -> str:
    """Returns text as an ID of HTML. Other texts have other IDs."""
    kept = re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-")
    return kept if kept == text else f"{kept}-{zlib.crc32(text.encode()):08x}"


class Canvas:
    """Groups, nodes and flows by their IDs; what is added again is known already."""

    def __init__(self) -> None:
        self._groups: dict[str, Group] = {}
        self._nodes: dict[str, Node] = {}
        self._flows: dict[tuple[str, str, str], Flow] = {}
        self._by_urn: dict[str, str] = {}

    def group(self, group: Group) -> str:
        """Adds a group. Returns its ID."""
        self._groups.setdefault(group.id, group)
        return group.id

    def node(self, node: Node) -> str:
        """Adds a node. Returns its ID."""
        self._nodes.setdefault(node.id, node)
        if node.urn:
            self._by_urn.setdefault(node.urn, node.id)
        return node.id

    def of(self, resource: Resource | str) -> str:
        """Returns the node of a resource, by itself or its URN; "" if it has none."""
        return self._by_urn.get(resource if isinstance(resource, str) else resource.urn, "")

    def has(self, node: str) -> bool:
        """Returns true if there is a node of this ID."""
        return node in self._nodes

    def node_of(self, id_: str) -> Node:
        """Returns a node by its ID."""
        return self._nodes[id_]

    def flow(self, flow: Flow) -> None:
        """Adds a flow, or what is new of it to the one that there is. One without both ends is
        left out."""
        if not self.has(flow.source) or not self.has(flow.target):
            return
        known = self._flows.get(flow.key)
        if known:
            flow = replace(
                known,
                labels=_together(known.labels, flow.labels),
                details=_together(known.details, flow.details),
                by=_together(known.by, flow.by),
                hops=_together(known.hops, flow.hops),
            )
        self._flows[flow.key] = flow

    def picture(self, title: str, notes: Iterable[str] = ()) -> Picture:
        """Returns the whole picture, with flows in an order that no plan changes."""
        order = {id_: number for number, id_ in enumerate(self._nodes)}
        flows = sorted(
            self._flows.values(),
            key=lambda flow: (order[flow.source], order[flow.target], flow.kind),
        )
        return Picture(
            title=title,
            detail="everything",
            groups=tuple(self._groups.values()),
            nodes=tuple(self._nodes.values()),
            flows=tuple(flows),
            notes=tuple(notes),
        )


_Item = TypeVar("_Item")


def _together(one: tuple[_Item, ...], other: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys((*one, *other)))
