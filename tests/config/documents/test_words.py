"""Every key of both files has a description and an example for people who write it in an editor."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from config.documents.schema import schemas
from config.settings import CloudSettings, LocalSettings
from config.workload import Workload


def keys() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of the schemas by its model and name, with its own schema."""
    for text in schemas().values():
        schema = json.loads(text)
        for model, definition in {**schema["$defs"], schema["title"]: schema}.items():
            for key, value in definition.get("properties", {}).items():
                yield f"{model}.{key}", value


def parts(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas of which a value's schema is made: alternatives, entries, members."""
    found = [*value.get("anyOf", []), *value.get("patternProperties", {}).values()]
    found += [value[key] for key in ("items", "additionalProperties") if key in value]
    return [each for each in found if isinstance(each, dict)]


def needs_an_example(value: dict[str, Any]) -> bool:
    """Returns false for a switch, a closed list and a section, whose own keys have examples."""
    if inner := parts(value):
        return any(map(needs_an_example, inner))
    if value.get("type") in ("boolean", "null", "object"):
        return False
    return not any(key in value for key in ("enum", "const", "$ref"))


def has_an_example(value: dict[str, Any]) -> bool:
    return bool(value.get("examples")) or any(map(has_an_example, parts(value)))


def test_every_key_has_a_description() -> None:
    assert len(list(keys())) > 250
    without = [
        key for key, value in keys() if key != "Pulumi.<stack>.yaml.config" and not described(value)
    ]
    assert without == [], "write a docstring below the key"


def described(value: dict[str, Any]) -> bool:
    return len(value.get("description", "")) > 10


def test_every_key_that_is_no_switch_and_no_closed_list_has_an_example() -> None:
    without = [
        key for key, value in keys() if needs_an_example(value) and not has_an_example(value)
    ]
    assert without == [], "add Field(examples=[...])"


def models(model: type[BaseModel], found: dict[str, type[BaseModel]]) -> None:
    """Adds a model and all models below it to those that were found, by name."""
    found[model.__name__] = model
    for field in model.model_fields.values():
        for each in models_in(field.annotation):
            if each.__name__ not in found:
                models(each, found)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models_in(part)


def test_every_example_is_accepted() -> None:
    found: dict[str, type[BaseModel]] = {}
    for root in (CloudSettings, LocalSettings, Workload):
        models(root, found)
    refused = []
    tried = 0
    for name, model in found.items():
        for key, field in model.model_fields.items():
            checked: Any = Annotated[field.annotation, "", *field.metadata]
            for example in field.examples or []:
                tried += 1
                try:
                    TypeAdapter(checked).validate_python(example)
                except ValidationError as error:
                    refused.append(f"{name}.{key}: {error}")
    assert tried > 100
    assert refused == []
