"""Every policy of an environment, taken apart."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.registration import Registration
from tests.graph import Graph

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


@dataclass(frozen=True)
class Statement:
    """One statement, with the resource that holds it."""

    holder: Registration
    content: dict[str, Any]

    @property
    def allows(self) -> bool:
        """Whether it gives a right instead of taking one."""
        return bool(self.content["Effect"] == "Allow")

    @property
    def actions(self) -> list[str]:
        """Its actions; there is no statement of ours with NotAction."""
        return _listed(self.content["Action"])

    @property
    def resources(self) -> list[str]:
        """Its resources; a role's trust has none."""
        return _listed(self.content.get("Resource", []))

    @property
    def conditions(self) -> list[str]:
        """The keys that it compares."""
        return [key for test in self.content.get("Condition", {}).values() for key in test]


def statements(graph: Graph) -> Iterator[Statement]:
    """Those of roles, keys, buckets, queues, topics, endpoints and log groups."""
    for each in graph.registrations:
        for value in each.inputs.values():
            if isinstance(value, str) and '"Statement"' in value:
                for content in json.loads(value)["Statement"]:
                    yield Statement(each, content)


def rights(graph: Graph, role: str) -> set[tuple[str, str]]:
    """What a role may do, as pairs of action and resource."""
    return {
        (action, resource)
        for statement in statements(graph)
        if statement.holder.type == ROLE_POLICY and statement.holder.inputs["role"] == role
        for action in statement.actions
        for resource in statement.resources
    }


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
