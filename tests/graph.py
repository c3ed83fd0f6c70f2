"""Runs a program in a test, and finds what it registered.

graph = deploy(lambda: Database("main", DatabaseArgs(...)))
assert graph.one("aws:rds/instance:Instance").inputs["storageEncrypted"] is True
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from backends.known import KnownBackend
from engine.program import run_function
from engine.registration import Properties, Registration
from engine.values.values import UNKNOWN, Secret
from tests.apart import in_a_child

__all__ = ["UNKNOWN", "Graph", "Secret", "deploy", "deploy_apart"]


@dataclass(frozen=True)
class Graph:
    """The resources of a program, with outputs as AWS would give them."""

    registrations: tuple[Registration, ...]
    outputs: Properties
    """What the program exports."""

    def all(self, type_: str) -> list[Registration]:
        """The resources of a type, sorted by their URNs; one at least, so a loop over them has
        something to look at."""
        found = self.find(type_)
        if not found:
            existing = sorted({each.type for each in self.registrations})
            raise AssertionError(f"0 of {type_}, wanted some; there are: {existing}")
        return found

    def find(self, type_: str) -> list[Registration]:
        """The same where none is right too."""
        return [found for found in self.registrations if found.type == type_]

    def one(self, type_: str, name: str | None = None) -> Registration:
        """The one resource of a type, or the one of that name."""
        found = [each for each in self.find(type_) if name in (None, each.name)]
        if len(found) == 1:
            return found[0]
        wanted = f"{type_} {name!r}" if name else type_
        existing = self.names(type_) or sorted({each.type for each in self.registrations})
        raise AssertionError(f"{len(found)} of {wanted}, wanted 1; there are: {existing}")

    def names(self, type_: str) -> list[str]:
        """The names of the resources of a type, sorted."""
        return sorted(found.name for found in self.find(type_))

    def children(self, parent: Registration | str) -> list[Registration]:
        """What a component, or the URN of one, is the direct parent of."""
        urn = parent if isinstance(parent, str) else parent.urn
        return [found for found in self.registrations if found.parent == urn]

    def component(self, name: str) -> Registration:
        """The one component of a name."""
        found = [each for each in self._components if each.name == name]
        if len(found) == 1:
            return found[0]
        existing = sorted(each.name for each in self._components)
        raise AssertionError(f"{len(found)} components {name!r}, wanted 1; there are: {existing}")

    def policy(self, registration: Registration, key: str = "policy") -> Any:
        """A JSON document among the inputs, such as an IAM policy, parsed."""
        return json.loads(registration.inputs[key])

    @cached_property
    def _components(self) -> list[Registration]:
        return [each for each in self.registrations if not each.custom and each.parent]


def deploy(
    program: Callable[[], object],
    *,
    stack: str = "test",
    overrides: Mapping[str, Properties] | None = None,
    config: Mapping[str, str] | None = None,
) -> Graph:
    """Runs a program with every output known; fails as the program fails."""
    outcome = run_function(program, KnownBackend(overrides), stack=stack, config=config)
    return Graph(registrations=outcome.registrations, outputs=outcome.outputs)


def deploy_apart(
    program: Callable[[], object],
    *,
    stack: str = "test",
    overrides: Mapping[str, Properties] | None = None,
    config: Mapping[str, str] | None = None,
) -> Graph:
    """The same in a child process, for a program of a whole environment."""
    return in_a_child(lambda: deploy(program, stack=stack, overrides=overrides, config=config))


def waits_for(graph: Graph, resource: Registration) -> set[str]:
    """What is there before a resource: a child is registered after its parent, which waits too."""
    known = {each.urn: each for each in graph.registrations}
    found, urn = set(resource.dependencies), resource.parent
    while urn:
        found |= set(known[urn].dependencies)
        urn = known[urn].parent
    return found
