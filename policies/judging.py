"""Judgement: what all rules say of a stack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policies.node import NotKnown
from policies.resources import Resource, Stack, stack_of
from policies.rule import Fault, Rule
from policies.rules import RULES


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault of a resource, and the rule that tells it."""

    rule: Rule
    urn: str
    title: str
    """The resource as people call it: `rds.Instance database`."""
    fault: Fault

    @property
    def identity(self) -> tuple[str, str, str]:
        """Rule, resource and place: the same before and after a change."""
        return self.rule.name, self.urn, self.fault.place

    @property
    def says(self) -> str:
        """The fault as a sentence, without its remedy."""
        return f"{self.fault.place} {self.fault.says}"

    def as_json(self) -> dict[str, Any]:
        """Returns the violation for machines."""
        return {
            "policy": self.rule.name,
            "severity": str(self.rule.severity),
            "control": str(self.rule.control),
            "urn": self.urn,
            "resource": self.title,
            "place": self.fault.place,
            "says": self.fault.says,
            "remedy": self.rule.remedy,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """Violations, worst first, and how often a rule asked for a value that is not known."""

    violations: tuple[Violation, ...]
    not_known: int = 0


def judge(stack: Stack, rules: Iterable[Rule] = RULES) -> Judgement:
    """Judges all resources of a stack."""
    found: list[Violation] = []
    unread = 0
    for rule in rules:
        for resource in stack.of_types(rule.types):
            if rule.concerns(resource):
                faults, known = faults_of(rule, resource)
                unread += not known
                found += [Violation(rule, resource.urn, resource.title, each) for each in faults]
    return Judgement(tuple(sorted(found, key=_rank)), unread)


def faults_of(rule: Rule, resource: Resource) -> tuple[list[Fault], bool]:
    """Returns what a rule says of a resource, and false if a value that it needs is not known. What
    it told before it came to that value stands."""
    found: list[Fault] = []
    try:
        for fault in rule.faults(resource):
            found.append(fault)
    except NotKnown:
        return found, False
    return found, True


def judge_document(document: Mapping[str, Any]) -> Judgement:
    """Judges the document of a preview, or of a state that was read as one."""
    return judge(stack_of(document))


def _rank(violation: Violation) -> tuple[int, str, str]:
    return -violation.rule.severity, violation.rule.name, violation.urn
