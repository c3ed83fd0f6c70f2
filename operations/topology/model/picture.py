"""A picture of an environment: nodes in nested groups, and flows between nodes. It knows no way of
drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

Detail = Literal["overview", "services", "everything"]
"""Levels of detail: programs and data by kind, each of them, or all that the plan has."""

Sign = Literal["", "added", "removed", "changed", "opened"]
"""What a change does to a part of the picture. Opened: a way that was not open between two places
that stood before."""

FlowKind = Literal["request", "data", "message", "copy", "runs"]
"""Requests by the network, reading and writing by AWS's API, messages, copies of data, and the
tasks in which a program runs."""

LEFT_OUT = "-"


class Folds(NamedTuple):
    """The nodes into which one is folded at the lower levels of detail: the name of a fold, "" for
    itself, or LEFT_OUT."""

    overview: str = ""
    services: str = ""


WHOLE = Folds()
"""Itself at every level."""


@dataclass(frozen=True)
class Group:
    """A frame around nodes and other groups."""

    id: str
    kind: str
    """`edge`, `region`, `vpc`, `zone`, `subnet`, `tier`, `area`, `host`: how it is drawn."""
    title: str
    parent: str = ""
    facts: tuple[str, ...] = ()
    urn: str = ""
    sign: Sign = ""


@dataclass(frozen=True)
class Node:
    """One thing that sends, receives or keeps something."""

    id: str
    kind: str
    """`service`, `database`, `queue` and so on: how it is drawn."""
    what: str
    """The kind for people, with AWS's name of it: `queue (SQS)`."""
    title: str
    group: str = ""
    facts: tuple[str, ...] = ()
    urn: str = ""
    folds: Folds = WHOLE
    members: tuple[str, ...] = ()
    """Names of the nodes that are folded into this one."""
    sign: Sign = ""


@dataclass(frozen=True)
class Flow:
    """One direction in which something passes between two nodes."""

    source: str
    target: str
    kind: FlowKind = "request"
    labels: tuple[str, ...] = ()
    """What passes, in a word or two: `tcp 5432`, `publishes`."""
    details: tuple[str, ...] = ()
    """More about it: paths, prefixes, filters."""
    by: tuple[str, ...] = ()
    """Resources that permit it, by type and name."""
    hops: tuple[tuple[str, str], ...] = ()
    """The steps of reachability that it shows, by the names of both places."""
    sign: Sign = ""

    @property
    def key(self) -> tuple[str, str, FlowKind]:
        """Both ends and the kind, which no other flow has."""
        return self.source, self.target, self.kind


@dataclass(frozen=True)
class Picture:
    """The whole picture."""

    title: str
    detail: Detail
    groups: tuple[Group, ...] = ()
    """Frames, each after the one that it stands in."""
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    notes: tuple[str, ...] = ()
    """What is left out at this level of detail, and the like."""

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """The nodes by ID."""
        return {each.id: each for each in self.nodes}

    @cached_property
    def groups_by_id(self) -> dict[str, Group]:
        """The groups by ID."""
        return {each.id: each for each in self.groups}

    @cached_property
    def signs(self) -> set[Sign]:
        """The signs that occur."""
        found: set[Sign] = {each.sign for each in self.groups}
        found |= {each.sign for each in self.nodes} | {each.sign for each in self.flows}
        return found - {""}

    def inside(self, group: str) -> list[Node]:
        """Returns the nodes that stand in a group itself; in none with ""."""
        return [each for each in self.nodes if each.group == group]

    def below(self, group: str) -> list[Group]:
        """Returns the groups that stand in a group itself; the outermost with ""."""
        return [each for each in self.groups if each.parent == group]

    def around(self, group: str) -> Iterator[Group]:
        """Yields a group and those around it, the innermost first."""
        while each := self.groups_by_id.get(group):
            yield each
            group = each.parent
