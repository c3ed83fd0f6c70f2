"""What an edit changes: two graphs compared, a line for each property or resource.

    + sqs.Queue mails                           created
    - sqs.Queue mails (protected)               deleted, which Pulumi refuses
    ~ ecs.Service shop taskDefinition           changed in place
    ± ecs.TaskDefinition shop containerDefinitions[0].image      replaced

As in a preview of the engine, whatever depends on a replaced resource changes as well: its new ID
is not known yet. Properties that are ignored (`ignore_changes`) do not change.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from emulator.program import Outcome
from emulator.registration import Registration
from operations import document
from operations.compare import compare
from tests.graph import Graph
from tests.stacks.replacing_inputs import REPLACING_INPUTS

_NO_CHANGE = ("(dependencies)", "(provider)")
"""An order of work alone changes nothing at AWS."""


@dataclass
class _Changes:
    """The properties of each resource that differ, and which resources are replaced by them."""

    after: dict[str, Registration]
    paths: dict[str, set[str]] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)

    def add(self, urn: str, path: str) -> None:
        """Notes a change, unless the resource ignores it."""
        resource = self.after[urn]
        if any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in
               resource.ignore_changes):  # fmt: skip
            return
        self.paths.setdefault(urn, set()).add(path)
        if _property(path) in REPLACING_INPUTS.get(resource.type, ()):
            self.replaced.add(urn)

    def follow(self, existing: Collection[str]) -> None:
        """Carries replacements on to what depends on them, until nothing more follows."""
        seen: set[str] = set()
        while self.replaced - seen:
            gone, seen = self.replaced - seen, self.replaced | seen
            for urn in existing:
                resource = self.after[urn]
                if gone.intersection(resource.replace_with):
                    self.paths.setdefault(urn, set()).add("(replaceWith)")
                    self.replaced.add(urn)
                for name, urns in resource.property_dependencies.items():
                    known = {_property(path) for path in self.paths.get(urn, ())}
                    if gone.intersection(urns) and name not in known:
                        self.add(urn, name)


def changes(before: Graph, after: Graph) -> set[str]:
    """Everything that `pulumi up` would do, as lines."""
    old = {each.urn: each for each in before.registrations if each.custom}
    new = {each.urn: each for each in after.registrations if each.custom}
    found = _Changes(after=new)
    comparison = compare(_document(before), _document(after), before_file="before")
    for change in comparison.changes:
        if change.urn in old and change.urn in new:
            for difference in change.differences:
                if difference.path not in _NO_CHANGE:
                    found.add(change.urn, difference.path)
    found.follow(old.keys() & new.keys())
    return {
        *(f"+ {_label(new[urn])}" for urn in new.keys() - old.keys()),
        *(f"- {_label(old[urn])}{_refusal(old[urn])}" for urn in old.keys() - new.keys()),
        *(
            f"{'±' if urn in found.replaced else '~'} {_label(new[urn])} {path}"
            f"{_refusal(new[urn]) if urn in found.replaced else ''}"
            for urn, paths in found.paths.items()
            for path in paths
        ),
    }


def unmatched(lines: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """The lines that no pattern describes; `*` stands for any text."""
    allowed = [re.compile(re.escape(each).replace(r"\*", ".*")) for each in patterns]
    return sorted(line for line in lines if not any(each.fullmatch(line) for each in allowed))


def replaced_or_deleted(lines: Iterable[str], types: Iterable[str]) -> list[str]:
    """The lines by which a resource of these types is lost."""
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


def _property(path: str) -> str:
    """`tags` of `tags["a.b"][0]`."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _label(resource: Registration) -> str:
    return f"{_short(resource.type)} {resource.name}"


def _short(type_: str) -> str:
    """`sqs.Queue` of `aws:sqs/queue:Queue`."""
    module, _, name = type_.removeprefix("aws:").rpartition(":")
    return f"{module.split('/')[0]}.{name}"


def _refusal(resource: Registration) -> str:
    return " (protected)" if resource.protect else ""
