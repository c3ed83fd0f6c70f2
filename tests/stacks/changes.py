"""What an edit changes: two graphs compared, a line for each property or resource.

    + sqs.Queue mails                                     created
    - sqs.Queue mails (protected)                         to be deleted, which is refused
    ~ ecs.Service shop taskDefinition                     changed in place
    ± ecs.TaskDefinition shop containerDefinitions.image  replaced

Paths have no indices, and two names at most. As in a preview of the engine, what depends on a
replaced resource changes as well, because its new ID is not known yet. What a resource ignores
(`ignore_changes`) is no change, and nor is the order of work (`depends_on`).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import provider_facts
from engine.program import Outcome
from engine.registration import Registration
from operations.plan import document
from operations.plan.compare import compare
from tests.graph import Graph
from tests.stacks.replacing_inputs import REPLACING_INPUTS

_NOT_AT_AWS = ("(dependencies)", "(provider)")


@dataclass
class _Changes:
    """The properties of each resource that differ, and which resources are replaced by that."""

    before: dict[str, Registration]
    after: dict[str, Registration]
    paths: dict[str, set[str]] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, urn: str, path: str) -> None:
        """Notes a change, unless the resource ignores it."""
        resource = self.after[urn]
        for ignored in resource.ignore_changes:
            if path == ignored or path.startswith((f"{ignored}.", f"{ignored}[")):
                return
        self.paths.setdefault(urn, set()).add(path)
        name = _names(path)[0]
        by_value = self.before[urn].inputs, resource.inputs
        if provider_facts.effects(resource.type, *by_value).get(name) is provider_facts.Effect.KEPT:
            return
        if name in REPLACING_INPUTS.get(resource.type, ()) or name in provider_facts.replacing(
            resource.type, *by_value
        ):
            self.replaced.add(urn)

    def follow(self, existing: Collection[str]) -> None:
        """Carries replacements on to what depends on them, until nothing more follows."""
        seen: set[str] = set()
        while gone := self.replaced - seen:
            seen |= gone
            for urn in existing:
                if gone.intersection(self.after[urn].replace_with):
                    self.paths.setdefault(urn, set()).add("(replaceWith)")
                    self.replaced.add(urn)
                known = {_names(path)[0] for path in self.paths.get(urn, ())}
                for name, urns in self.after[urn].property_dependencies.items():
                    if gone.intersection(urns) and name not in known:
                        self.add(urn, name)


def changes(before: Graph, after: Graph) -> set[str]:
    """Everything that `pulumi up` would do, as lines."""
    old = {each.urn: each for each in before.registrations if each.custom}
    new = {each.urn: each for each in after.registrations if each.custom}
    found = _Changes(before=old, after=new)
    for change in compare(_document(before), _document(after), before_file="before").changes:
        if change.urn in old and change.urn in new:
            for difference in change.differences:
                if difference.path not in _NOT_AT_AWS:
                    found.add(change.urn, difference.path)
    found.follow(old.keys() & new.keys())
    lines = {f"+ {_label(new[urn])}" for urn in new.keys() - old.keys()}
    lines |= {f"- {_label(old[urn])}{_refusal(old[urn])}" for urn in old.keys() - new.keys()}
    for urn, paths in found.paths.items():
        sign, end = ("±", _refusal(old[urn])) if urn in found.replaced else ("~", "")
        lines |= {f"{sign} {_label(new[urn])} {'.'.join(_names(path)[:2])}{end}" for path in paths}
    return lines


def unexplained(lines: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The lines that no pattern describes; `*` stands for any text."""
    return sorted(line for line in lines if not any(matches(each, line) for each in patterns))


def matches(pattern: str, line: str) -> bool:
    """Whether a pattern describes a line."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), line) is not None


def lost(lines: Iterable[str], types: Iterable[str]) -> list[str]:
    """The lines by which a resource of these types is deleted or replaced."""
    labels = {_short(type_) for type_ in types}
    return sorted(line for line in lines if line[0] in "±-" and line.split()[1] in labels)


def _document(graph: Graph) -> document.Document:
    return document.build(
        Outcome(
            project="plinth",
            stack="example",
            config={},
            registrations=graph.registrations,
            failures=(),
            diagnostics=(),
            seconds=0,
        )
    )


def _names(path: str) -> list[str]:
    """`rules`, `days` of `rules[0].days`; a key that is no name stays as it is written."""
    return re.sub(r"\[[^\]\"]*\]", "", path).split(".")


def _label(resource: Registration) -> str:
    return f"{_short(resource.type)} {resource.name}"


def _short(type_: str) -> str:
    """`sqs.Queue` of `aws:sqs/queue:Queue`."""
    module, _, name = type_.removeprefix("aws:").rpartition(":")
    return f"{module.split('/')[0]}.{name}"


def _refusal(resource: Registration) -> str:
    """Pulumi's refusal to delete; and AWS's, where Pulumi has none."""
    if resource.protect:
        return " (protected)"
    return " (refused by AWS)" if resource.inputs.get("deletionProtection") else ""
