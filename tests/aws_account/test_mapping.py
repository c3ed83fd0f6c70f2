"""The mapping table names only what exists: operations, parameters, inputs and outputs."""

import inspect
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel, ServiceModel
from pulumi import _types

from aws_account.drift.tables import OWNED
from aws_account.mapping import TABLE
from aws_account.mapping.row import Call, Row
from aws_account.mapping.tagging import TAGGING
from aws_account.requests.templates import words
from aws_account.spelling import outputs

FACTS = {"id", "region", "partition", "location", "account", "logical", "uuid"}
SESSION = botocore.session.get_session()
MODELS: dict[str, ServiceModel] = {}


def model(service: str, operation: str) -> OperationModel:
    if service not in MODELS:
        MODELS[service] = SESSION.get_service_model(service)
    return MODELS[service].operation_model(operation)


def inputs_of(type_: str) -> set[str]:
    """The inputs of a type, as the SDK declares them."""
    kind: Any = outputs.resource_class(type_)
    arguments = set(inspect.signature(kind._internal_init).parameters)
    names = _types.resource_pulumi_to_py_names(kind)
    return {name for name, python in names.items() if python in arguments}


def calls(row: Row) -> Iterator[Call]:
    yield from (row.create, *row.instead.values(), *row.also, *row.read, *row.update, *row.delete)
    yield from (call for call in (row.identify, row.tags, row.create.rest) if call)


ROWS = [pytest.param(type_, row, id=type_) for type_, row in sorted(TABLE.items())]


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_a_row_calls_operations_that_aws_has(type_: str, row: Row) -> None:
    for call in calls(row):
        assert model(row.service, call.operation)


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_fixed_parameters_are_parameters_of_the_operation(type_: str, row: Row) -> None:
    for call in calls(row):
        shape = model(row.service, call.operation).input_shape
        assert set(call.fixed) <= set(shape.members if shape else ()), call.operation


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_a_row_names_inputs_that_the_type_has(type_: str, row: Row) -> None:
    named = {row.named.property} if row.named else set()
    taken = {name for call in row.also for name in call.takes}
    paths = {path.partition(".")[0] for path in {*row.rename, *row.found, *row.loses}}
    assert {*named, *taken, *paths, *row.local, *row.replaces} - {"tags"} <= inputs_of(type_)


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_a_row_names_outputs_that_the_type_has(type_: str, row: Row) -> None:
    assert set(row.outputs) <= set(outputs.properties(type_))


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_templates_use_words_that_mean_something(type_: str, row: Row) -> None:
    known = FACTS | set(outputs.properties(type_))
    templates: list[Any] = [
        row.id,
        row.lacks,
        *(t for t in row.outputs.values() if isinstance(t, str)),
    ]
    templates += [part for call in calls(row) for part in (call.fixed, call.at, call.recorded)]
    used = {word for template in templates for word in words(template)}
    unknown = {word for word in used if not word.startswith(("aws.", "hex"))} - known
    assert not unknown


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_every_type_can_be_found_again_or_is_recorded_only(type_: str, row: Row) -> None:
    assert bool(row.read) != bool(row.lacks)


@pytest.mark.parametrize("service", sorted(TAGGING))
def test_tagging_uses_operations_that_aws_has(service: str) -> None:
    for call in TAGGING[service]:
        shape = model(service, call.operation).input_shape
        assert set(call.fixed) <= set(shape.members if shape else ())


@pytest.mark.parametrize(("type_", "row"), ROWS)
def test_tags_of_a_type_can_be_changed(type_: str, row: Row) -> None:
    if "tagsAll" in outputs.properties(type_) and "tags" not in row.loses and not row.lacks:
        calls_for_tags = [call for call in (*row.also, *row.update) if "tags" in call.takes]
        assert row.service in TAGGING or row.retag or calls_for_tags


@pytest.mark.parametrize("owned", OWNED, ids=lambda owned: f"{owned.what} of {owned.parent}")
def test_what_stands_in_ours_is_listed_by_operations_that_aws_has(owned: Any) -> None:
    assert model(TABLE[owned.parent].service, owned.call.operation)
    known = FACTS | set(outputs.properties(owned.parent)) | {"item"}
    assert set(words([owned.key, owned.call.fixed])) <= known
