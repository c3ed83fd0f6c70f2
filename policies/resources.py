"""Resources and the stack around them, from whichever source: an engine, a document or a state."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policies.node import Node, NotKnown

PROVIDER = "pulumi:providers:aws"
PRODUCTION = "production"
"""The value of `environment` in the settings that makes an environment the real one."""


@dataclass(frozen=True, slots=True)
class Resource(Node):
    """A resource of a stack: its inputs, and what stands around it."""

    urn: str = ""
    type: str = ""
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Property -> URNs of the resources whose outputs it holds. The engine knows them before it
    knows the values."""
    default_tags: Mapping[str, str] = field(default_factory=dict)
    """Tags that the resource's provider puts on everything."""
    stack: "Stack" = field(default_factory=lambda: Stack(), repr=False, compare=False)

    @property
    def name(self) -> str:
        """The logical name."""
        return self.urn.rpartition("::")[2]

    @property
    def title(self) -> str:
        """The name by which people call the resource: `rds.Instance database`."""
        _, _, rest = self.type.partition(":")
        module, _, kind = rest.rpartition(":")
        return f"{module.partition('/')[0]}.{kind} {self.name}"

    @property
    def in_production(self) -> bool:
        """True if the settings call the environment production. The stack puts them into tags."""
        own = self.content.get("tags") if isinstance(self.content, Mapping) else None
        tags = {**self.default_tags, **(own if isinstance(own, Mapping) else {})}
        return any(key.lower() == "environment" and tags[key] == PRODUCTION for key in tags)

    def companions(self, type_: str, property_: str) -> list["Resource"]:
        """Returns the resources of a type that refer to this one by a property."""
        return [each for each in self.stack.of_type(type_) if each.refers_to(self, property_)]

    def refers_to(self, other: "Resource", property_: str) -> bool:
        """Returns true if a property holds an output of another resource, at first hand or by one
        that passes it on: a bucket's policy has the bucket's name, and may give it to a log."""
        return any(
            each.urn == other.urn or (each.type != other.type and other.urn in each._all_references)
            for each in self._direct(property_)
        )

    def referred(self, property_: str, type_: str) -> list["Resource"]:
        """Returns the resources of a type to which this one refers by a property."""
        return [each for each in self.stack.of_type(type_) if self.refers_to(each, property_)]

    def _direct(self, property_: str) -> list["Resource"]:
        urns = self.references.get(property_, ())
        return [self.stack.resources[urn] for urn in urns if urn in self.stack.resources]

    @property
    def _all_references(self) -> set[str]:
        return {urn for urns in self.references.values() for urn in urns}


@dataclass(frozen=True)
class Stack:
    """All resources that a stack is to have, by URN."""

    resources: Mapping[str, Resource] = field(default_factory=dict)

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for each in self.resources.values():
            found.setdefault(each.type, []).append(each)
        return found

    def of_type(self, type_: str) -> list[Resource]:
        """Returns the resources of a type."""
        return self._by_type.get(type_, [])

    def of_types(self, types: Iterable[str]) -> Iterator[Resource]:
        """Yields the resources of some types. One that ends with a colon stands for all that begin
        so."""
        for type_ in types:
            for found, resources in self._by_type.items():
                if found == type_ or (type_.endswith(":") and found.startswith(type_)):
                    yield from resources

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources.values())


def default_tags_of(provider: Node) -> Mapping[str, str]:
    """Returns the tags that an AWS provider puts on everything. A provider's inputs are JSON
    texts."""
    try:
        given = provider.get("defaultTags")
        found = Node(json.loads(given) if isinstance(given, str) else given).get("tags")
    except (NotKnown, ValueError):
        return {}
    return found if isinstance(found, Mapping) else {}


def stack_of(document: Mapping[str, Any]) -> Stack:
    """Returns the resources that are to exist by the document of a preview, with the readable
    references of an offline one in place of unknown values. What is only read is not the stack's.
    """
    states = {step["urn"]: step["newState"] for step in document["steps"] if "newState" in step}
    known = document.get("references") or {}
    tags = {
        urn: default_tags_of(Node(state.get("inputs") or {}))
        for urn, state in states.items()
        if state.get("type") == PROVIDER
    }
    resources: dict[str, Resource] = {}
    stack = Stack(resources)
    for urn, state in states.items():
        if state.get("external"):
            continue
        dependencies = state.get("propertyDependencies") or {}
        resources[urn] = Resource(
            content={**(state.get("inputs") or {}), **known.get(urn, {})},
            urn=urn,
            type=state.get("type") or urn.split("::")[2].rpartition("$")[2],
            references={key: tuple(urns or ()) for key, urns in dependencies.items()},
            # A provider reference is the provider's URN and its ID.
            default_tags=tags.get((state.get("provider") or "").rpartition("::")[0], {}),
            stack=stack,
        )
    return stack
