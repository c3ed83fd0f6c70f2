"""The checked-in files keep their promises to whoever edits them."""

import json
from pathlib import Path
from typing import Any

import pytest

from config.documents import reference
from config.documents.schema import FOLDER, schemas
from config.files import own_file, yaml_file
from tests.factories import ROOT, SHOP, raw_settings


def keys(section: Any) -> Any:
    """The keys of a file in their order, without those below lists."""
    if isinstance(section, dict):
        return [(key, keys(value)) for key, value in section.items()]
    return None


def test_the_environments_have_the_same_keys_in_the_same_order() -> None:
    prod = raw_settings("prod")
    for other in (raw_settings("dev"), raw_settings("staging")):
        assert list(other) == list(prod)
        for name, section in other.items():
            if isinstance(section, dict) and isinstance(prod[name], dict):
                assert [key for key, _ in keys(section)] == [key for key, _ in keys(prod[name])]


@pytest.mark.parametrize("name", schemas())
def test_the_checked_in_schema_is_the_models(name: str) -> None:
    assert (FOLDER / name).read_text() == schemas()[name], "run `make generated`"


@pytest.mark.parametrize("name", reference.pages())
def test_the_checked_in_reference_is_the_models(name: str) -> None:
    assert (reference.FOLDER / name).read_text() == reference.pages()[name], "run `make generated`"


FILES = [
    path
    for folder in (ROOT, SHOP)
    for path in (*sorted(folder.glob("Pulumi.*.yaml")), folder / "config" / "workload.yaml")
    if not own_file.is_own(path)
]
"""The files of whoever has cloned this, and those of the example."""


def schema_of(file: Path) -> str:
    return "workload.schema.json" if file.stem == "workload" else "stack.schema.json"


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_names_its_schema_for_the_editor(file: Path) -> None:
    first = file.read_text().splitlines()[0]
    mark, _, schema = first.partition("=")
    assert mark == "# yaml-language-server: $schema", "the first line names the schema"
    assert (file.parent / schema).resolve() == FOLDER / schema_of(file)


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_obeys_its_schema(file: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((FOLDER / schema_of(file)).read_text())
    jsonschema.validate(yaml_file.read(file).content, schema)


def test_the_schema_refuses_a_key_that_does_not_exist() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((FOLDER / "workload.schema.json").read_text())
    with pytest.raises(jsonschema.ValidationError, match="'prot' was unexpected"):
        jsonschema.validate({"services": {"web": {"image": "web:1", "prot": 1}}}, schema)
