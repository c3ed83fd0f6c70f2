"""Everything that the stacks send is in the table, and what was not read is said."""

from collections.abc import Iterator

import pytest

import provider_facts
from engine.registration import Registration
from tests.graph import Graph
from tests.stacks import example, local_stack
from tests.stacks.conftest import build
from tests.stacks.settings_edits import SETTINGS_EDITS
from tests.stacks.workload_edits import WORKLOAD_EDITS

# The edited environments are built once for all files of the group.
pytestmark = pytest.mark.xdist_group("edits of a year")

UNREAD: dict[str, str] = {}
"""`type input` -> why it is sent although nobody knows what the provider does with it."""


def graphs() -> Iterator[Graph]:
    """Both environments, and the example with all its edits: what is optional is in some."""
    yield from (build("prod"), build("staging"), example.build(), local_stack.build())
    for group in {**SETTINGS_EDITS, **WORKLOAD_EDITS}.values():
        start = next(iter(group.values())).start
        settings = {key: value for edit in group.values() for key, value in edit.settings.items()}
        workload = {key: value for edit in group.values() for key, value in edit.workload.items()}
        yield example.build({**start, **settings}, workload)


def out_of_range(sent: Registration) -> Iterator[str]:
    """The values that the provider does not accept by the table."""
    row = provider_facts.find(sent.type)
    for path, accepted in row.ranges.items() if row else ():
        for found in provider_facts.values_at(sent.inputs, path):
            for value in found if isinstance(found, list) else [found]:
                if not accepted.holds(value):
                    yield f"{sent.type} {sent.name} {path}: {value}, not {accepted}"


def test_every_input_that_a_stack_sends_has_a_row() -> None:
    registered = [
        each
        for graph in graphs()
        for each in graph.registrations
        if each.type.startswith(("aws:", "docker:"))
    ]
    refused = {each for sent in registered for each in out_of_range(sent)}
    assert not refused, "the provider refuses these values"
    sent = {(each.type, name) for each in registered for name in each.inputs}
    unread, unjudged = set(), set()
    for type_, name in sorted(sent):
        row = provider_facts.find(type_)
        if row is None or name not in {*row.replaces, *row.in_place}:
            unread.add(f"{type_} {name}")
        elif name in row.in_place and not (row.consequences and row.consequences.of_input(name)):
            unjudged.add(f"{type_} {name}")
    assert not unjudged, "say under `consequences` what a change of it means for users"
    for name in sorted(unread & UNREAD.keys()):
        print(f"not read: {name}: {UNREAD[name]}")
    assert unread == UNREAD.keys(), "read the provider's source, and add a row to provider_facts"
    assert len(sent) > 300
