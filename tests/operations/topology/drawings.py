"""Pictures of the shop as its files are, and of a small environment that has one of everything."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

from config import CloudPlatform, CloudSettings, Workload
from config.tracing import traced
from operations.plan import Resources
from operations.topology.model import Node, Picture
from operations.topology.reading import whole
from stacks import cloud
from tests.documents import document_of
from tests.factories import raw_settings, raw_workload
from tests.operations.plans import Plan

Edit = Callable[[dict[str, Any], dict[str, Any]], None]
"""A change of the settings and the workload, in place."""


@cache
def shop(stack: str = "prod") -> Picture:
    """The whole picture of an environment of the shop."""
    return whole(Plan(stack).resources())


@cache
def crowd() -> Picture:
    """The whole picture of production with 50 services more."""
    return whole(planned(workload=many(50)))


def planned(edit: Edit | None = None, *, workload: dict[str, Any] | None = None) -> Resources:
    """The plan of production with the small workload, or another one, after an edit."""
    settings, content = raw_settings("prod"), deepcopy(workload or small())
    if edit:
        edit(settings, content)
    checked, running = CloudSettings.model_validate(settings), Workload.model_validate(content)
    if checked.tracing:
        running = traced(running, checked.tracing, project="shop", environment="production")
    platform = CloudPlatform(stack="prod", settings=checked, workload=running)
    return Resources(document_of(lambda: cloud.build(platform), stack="prod"))


def small() -> dict[str, Any]:
    """The shop's workload with one program of each kind, and all that these use."""
    content = raw_workload()
    content["services"] = {"orders": content["services"]["orders"]}
    content["services"]["orders"]["uses"].pop("services")
    content["services"]["orders"]["uses"]["topics"] = {"stock-changes": "publish"}
    content["workers"] = {"stock": content["workers"]["stock"]}
    content["jobs"]["nightly-report"]["uses"]["databases"] = {"orders": "read"}
    content["databases"].pop("accounts")
    content["buckets"] = {
        name: content["buckets"][name] for name in ("uploads", "reports", "static")
    }
    content["topics"].pop("order-events")
    content["queues"] = {"stock-updates": content["queues"]["stock-updates"]}
    content["subscriptions"] = content["subscriptions"][-1:]
    return content


def many(services: int) -> dict[str, Any]:
    """The shop's workload with so many services more, which share its data."""
    content = raw_workload()
    for number in range(services):
        content["services"][f"service-{number}"] = {
            "image": f"service-{number}:1",
            "port": 8080,
            "routes": [{"paths": [f"/api/service-{number}"]}],
            "uses": {
                "databases": {"orders": "write"},
                "buckets": {"uploads": "read"},
                "queues": {"mails": "send"},
            },
        }
    return content


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
