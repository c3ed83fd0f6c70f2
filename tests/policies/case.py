"""One rule's case: inputs that keep to it, inputs that break it, and the input left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies import RULES, Rule
from policies.judging import faults_of
from policies.resources import Resource, Stack
from policies.rule import Fault

TAGS = {"environment": "production", "project": "shop", "owner": "platform"}
Inputs = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A resource that refers to the judged one by a property."""

    type: str
    by: str
    inputs: Inputs = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A row of a family's table."""

    rule: str
    type: str
    good: Inputs = field(default_factory=dict)
    """Inputs without a fault, with `beside` around."""
    bad: Inputs = field(default_factory=dict)
    """Inputs with faults, with `beside_bad` around."""
    absent: bool
    """Whether leaving the input out breaks the rule."""
    rest: Inputs = field(default_factory=dict)
    """Inputs that make the rule apply; they stay when the others are left out."""
    beside: tuple[Beside, ...] = ()
    beside_bad: tuple[Beside, ...] = ()
    tags: Mapping[str, str] = field(default_factory=lambda: TAGS)

    def __str__(self) -> str:
        return self.rule


def rule(name: str) -> Rule:
    """A rule by its name."""
    return next(each for each in RULES if each.name == name)


def urn(type_: str, name: str) -> str:
    """A URN of production's."""
    return f"urn:pulumi:prod::plinth::{type_}::{name}"


def resource(
    type_: str,
    inputs: Inputs,
    beside: tuple[Beside, ...] = (),
    tags: Mapping[str, str] = TAGS,
    name: str = "it",
) -> Resource:
    """A resource and what stands around it."""
    resources: dict[str, Resource] = {}
    stack = Stack(resources)
    judged = Resource(inputs, urn(type_, name), type_, {}, tags, stack)
    resources[judged.urn] = judged
    for number, each in enumerate(beside):
        place = urn(each.type, f"beside-{number}")
        refers = {each.by: (judged.urn,)}
        resources[place] = Resource(each.inputs, place, each.type, refers, tags, stack)
    return judged


def told(case: Case, inputs: Inputs, beside: tuple[Beside, ...]) -> list[Fault]:
    """What the rule of a case says of some inputs."""
    judged = resource(case.type, {**case.rest, **inputs}, beside, case.tags)
    asked = rule(case.rule)
    assert asked.concerns(judged), f"{case.rule} is not about {case.type}"
    return faults_of(asked, judged)[0]
