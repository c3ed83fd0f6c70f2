"""Pictures of the shop, as its files are and with changes to them."""

from functools import cache
from typing import Any

from backends import SymbolicBackend
from engine import run_function
from operations.plan import Resources, document
from operations.topology.model import Node, Picture
from operations.topology.reading import whole
from stacks import cloud
from tests.factories import make_platform
from tests.operations.plans import Plan


@cache
def shop(stack: str = "prod") -> Picture:
    """The whole picture of an environment of the shop."""
    return whole(Plan(stack).resources())


def planned(
    stack: str = "prod",
    *,
    settings: dict[str, Any] | None = None,
    workload: dict[str, Any] | None = None,
) -> Resources:
    """The plan of the shop with changes to its files."""
    platform = make_platform(stack, settings=settings, workload=workload)
    outcome = run_function(lambda: cloud.build(platform), SymbolicBackend(), stack=stack)
    return Resources(document.build(outcome))


def one(picture: Picture, title: str, kind: str) -> Node:
    """The one node of a title and a kind."""
    (found,) = [node for node in picture.nodes if (node.title, node.kind) == (title, kind)]
    return found


def flows(picture: Picture) -> set[tuple[str, str, str]]:
    """The flows by the titles of both ends, with the first label."""
    names = {node.id: node.title for node in picture.nodes}
    return {
        (names[flow.source], names[flow.target], next(iter(flow.labels), ""))
        for flow in picture.flows
    }
