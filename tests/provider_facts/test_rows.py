"""The table says what can be true: inputs that exist, in one row each, as the SDK knows them."""

import inspect
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi import _types

import provider_facts
from aws_account.spelling import outputs
from config.files.problem import ConfigError
from provider_facts import Row

FILES = sorted(provider_facts.FOLDER.glob("*.yaml"))
TYPES = sorted(provider_facts.types())


def row(type_: str) -> Row:
    found = provider_facts.find(type_)
    assert found
    return found


def inputs_of(type_: str) -> dict[str, str]:
    """The inputs that the SDK declares: the engine's name, and Python's."""
    kind: Any = outputs.resource_class(type_)
    arguments = set(inspect.signature(kind._internal_init).parameters)
    names = _types.resource_pulumi_to_py_names(kind)
    return {name: python for name, python in names.items() if python in arguments}


def member(type_: str, path: str) -> bool:
    """Whether the SDK has an input at a path, as far down as it describes the values."""
    first, *rest = path.split(".")
    kind: Any = _types.resource_types(outputs.resource_class(type_)).get(first)
    for name in rest:
        while kind is not None and not _types.is_output_type(kind):
            parts = [part for part in getattr(kind, "__args__", ()) if part is not type(None)]
            kind = parts[-1] if parts else None
        members = _types.output_type_types(kind) if kind else {}
        if name not in members:
            return False
        kind = members[name]
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_read_without_a_complaint(file: Path) -> None:
    facts = provider_facts.read(file)
    service = "docker:index" if file.stem == "docker" else f"aws:{file.stem}"
    assert {type_.partition("/")[0] for type_ in facts.types} == {service}


@pytest.mark.parametrize("type_", TYPES)
def test_every_input_that_exists_has_a_row_and_no_other(type_: str) -> None:
    found = row(type_)
    listed = {*found.replaces, *found.in_place, *found.unread}
    assert {name for name in listed if "." not in name} == set(inputs_of(type_))


@pytest.mark.parametrize("type_", TYPES)
def test_every_path_leads_to_an_input(type_: str) -> None:
    found = row(type_)
    remarks = [path for remark in found.remarks for path in remark.inputs]
    said = [*found.replaces, *found.kept, *found.zeros, *found.ranges, *found.conditions, *remarks]
    assert [path for path in said if not member(type_, path)] == []


NOT_KEPT = {
    "name": "made up by Pulumi",
    "replicationGroupId": "made up by Pulumi",
    "description": "a default of Pulumi's",
    "comment": "a default of Pulumi's",
    "source": "an asset, which Pulumi always gives",
    "key": "required by the provider, and by Pulumi the logical name in its place",
    "filterPolicyScope": "goes back to its default when it is left out (see its remark)",
}
"""Inputs of which the SDK has an output in any case, for another reason."""


@pytest.mark.parametrize("type_", TYPES)
def test_the_sdk_has_an_output_for_what_is_kept(type_: str) -> None:
    found, kind = row(type_), outputs.resource_class(type_)
    module = sys.modules[kind.__module__]
    names = (f"{kind.__name__}InitArgs", f"{kind.__name__}Args")
    arguments: Any = next(getattr(module, name) for name in names if hasattr(module, name))
    parameters = inspect.signature(arguments.__init__).parameters
    optional = {
        name: python
        for name, python in inputs_of(type_).items()
        if parameters[python].default is not inspect.Parameter.empty
    }
    # Computed by the provider: never without a value, though nobody has to give one.
    kept = {name for name, python in optional.items() if not is_optional_output(kind, python)}
    own = {path for path in found.kept if "." not in path}
    assert kept - own <= {*NOT_KEPT, *found.unread, "region"}
    assert own & optional.keys() <= kept


def is_optional_output(kind: Any, python: str) -> bool:
    """Whether the SDK says that an output may be missing."""
    read = inspect.getattr_static(kind, python).fget
    return "Optional[" in str(read.__annotations__["return"])


def test_a_regions_resource_is_another_in_another_region() -> None:
    for type_ in TYPES:
        assert ("region" in row(type_).replaces) == ("region" in inputs_of(type_)), type_


BROKEN = {
    "replaces: cpu memory\n    in_place: cpu": "'cpu'",
    "replaces: cpu\n    kept: memory": "has no row",
    "replaces: cpu\n    ranges: {cpu: up to 4}": "is no range",
    "replaces: cpu\n    conditions: {cpu: at-night}": "is no condition that exists",
    "replaces: cpu\n    kept: cpu[0]": "without indices",
    "replace: cpu": "is no key that exists",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_mistake_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    file = tmp_path / "ecs.yaml"
    head = (
        "release: 6.58.0\nread: 2026-11-26\ntypes:\n  aws:ecs/x:X:\n    resource: x\n    source: x"
    )
    file.write_text(f"{head}\n    {text}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"ecs\.yaml:[78]: types\.aws:ecs/x:X") as caught:
        provider_facts.read(file)
    assert BROKEN[text] in str(caught.value)
