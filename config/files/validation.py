"""Turns pydantic's errors into problems that a person can act on."""

import types
import typing
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.files import foreign_keys
from config.files.problem import Problem
from config.files.yaml_file import YamlFile
from config.values import KeyPath, closest, dotted, scoped

_SECTION = "keys with values below it"
_DAY = "a day, such as 2027-03-31"
_KINDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text; put it in quotes if it looks like a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "none_required": "null: it is a setting of the other target",
    "int_parsing_size": "a smaller number",
    "finite_number": "a number with an end",
    "dict_type": _SECTION,
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
}


def problems_of(
    error: ValidationError, model: type[BaseModel], file: YamlFile, root: KeyPath
) -> Iterator[Problem]:
    """Yields every problem of a failed validation, with its line in the file."""
    mistyped = set(_mistyped(error, model))
    empty = _empty(error)
    for path, keys in empty.items():
        needed = "; ".join(f"{key}: {_meaning(model, (*path, key))}" for key in keys)
        yield _problem(file, root, path, f"is empty; add {needed}", {})
    for detail in error.errors():
        if detail["type"] == "missing" and (
            _steps(detail) in mistyped or _steps(detail)[:-1] in empty
        ):
            continue
        if detail["type"] == "rules":
            for broken in detail["ctx"]["broken"]:
                path = (*_steps(detail), *broken.path)
                found = _problem(file, root, path, broken.remedy, broken.value)
                yield replace(found, lacks=scoped(broken.lacks, _steps(detail)))
            continue
        path = _steps(detail)
        remedy = _remedy(detail, model, path)
        if detail["type"] == "missing":
            name, line = file.place((*root, *path[:-1]))
            yield Problem(name, dotted(path), remedy).at(line)
        else:
            yield _problem(file, root, path, remedy, detail["input"])


def _empty(error: ValidationError) -> dict[KeyPath, list[str | int]]:
    """Returns the keys that sections without any key lack, which is one mistake for each."""
    lacked: dict[KeyPath, list[str | int]] = {}
    for detail in error.errors():
        if detail["type"] == "missing" and detail["input"] == {} and _steps(detail)[:-1]:
            lacked.setdefault(_steps(detail)[:-1], []).append(_steps(detail)[-1])
    return {path: keys for path, keys in lacked.items() if len(keys) > 1}


def _mistyped(error: ValidationError, model: type[BaseModel]) -> Iterator[KeyPath]:
    """Yields the places of keys that were typed wrongly, so that one mistake is told once."""
    for detail in error.errors():
        path = _steps(detail)
        if detail["type"] == "extra_forbidden" and (meant := _meant(model, path)):
            yield (*path[:-1], meant)


def _problem(file: YamlFile, root: KeyPath, path: KeyPath, remedy: str, value: Any) -> Problem:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    name, line = file.place((*root, *path))
    return Problem(name, dotted(path), remedy, value).at(line)


def _remedy(detail: ErrorDetails, model: type[BaseModel], path: KeyPath) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        meaning = _meaning(model, path)
        return f"is missing; add it{f': {meaning}' if meaning else ''}"
    if detail["input"] is None:
        meaning = _meaning(model, path)
        return f"must not be null; give a value{f': {meaning}' if meaning else ''}"
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "literal_error":
        expected = str(context["expected"])
        options = [option.strip(" '") for option in expected.replace(" or ", ", ").split(",")]
        return f"must be one of {', '.join(options)}{closest(str(detail['input']), options)}"
    if kind == "value_error":
        return str(context["error"])
    if kind in _KINDS:
        return f"must be {_KINDS[kind]}{_form(kind, detail['input'], model, path)}"
    bounds = {
        "greater_than_equal": "must be at least {ge}",
        "greater_than": "must be more than {gt}",
        "less_than_equal": "must be at most {le}",
        "less_than": "must be less than {lt}",
        "multiple_of": "must be a multiple of {multiple_of}",
        "too_short": "needs at least {min_length} entries",
        "too_long": "takes at most {max_length} entries",
        "string_too_long": "must have at most {max_length} characters",
        "string_too_short": "must have at least {min_length} characters",
        "string_pattern_mismatch": "must match {pattern}",
    }
    if isinstance(detail["input"], str) and f"string_{kind}" in bounds:
        # Texts with a constrained form report their length as lists do.
        kind = f"string_{kind}"
    if kind in bounds:
        text = bounds[kind].format(**context).replace(" 1 entries", " 1 entry")
        meaning = _meaning(model, path)
        return f"{text} ({meaning})" if kind == "string_pattern_mismatch" else text
    return detail["msg"]


_LONGEST = 60
"""Characters of a value of which the form is shown in which it was to be written."""
_NAMED = 4
"""Keys of a section that are named to whoever wrote something else in its place."""


def _form(kind: str, value: Any, model: type[BaseModel], path: KeyPath) -> str:
    """Returns the form in which a list or a section is written, in place of what stands there."""
    if kind in ("list_type", "tuple_type") and isinstance(value, str):
        shown = ", ".join(value.replace(",", " ").split())
        of_texts = _model_at(model, (*path, 0)) is None
        return f": [{shown}]" if of_texts and shown and len(shown) <= _LONGEST else ""
    owner = _model_at(model, path) if _KINDS[kind] == _SECTION else None
    if owner is None:
        return ", no list" if isinstance(value, list) else ""
    fields = owner.model_fields
    keys = [key for key, field in fields.items() if field.is_required()] or [*fields]
    return f", such as {', '.join(keys[:_NAMED])}"


def _unknown_key(model: type[BaseModel], path: KeyPath) -> str:
    """Returns the advice for a key of another tool, or else the key that was probably meant."""
    key = str(path[-1])
    if sentence := foreign_keys.sentence(key, path):
        return f"is no key that exists; {sentence}"
    if meant := _meant(model, path):
        return f"is no key that exists; did you mean {meant}?"
    return f"is no key that exists; the keys here are {', '.join(_keys(model, path))}"


def _meant(model: type[BaseModel], path: KeyPath) -> str | None:
    """Returns the key that was probably meant by an unknown one."""
    return foreign_keys.meant(str(path[-1]), _keys(model, path))


def _keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Returns the keys that exist beside an unknown one."""
    owner = _model_at(model, path[:-1])
    return list(owner.model_fields) if owner else []


def _steps(detail: ErrorDetails) -> KeyPath:
    """Returns the path without the mark that pydantic adds if the key of a mapping is at fault."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def _meaning(model: type[BaseModel], path: KeyPath) -> str:
    """Returns the first sentence of a key's description."""
    owner = _model_at(model, path[:-1])
    info = owner.model_fields.get(str(path[-1])) if owner else None
    if info is None or not info.description:
        return ""
    text = " ".join(info.description.split())
    return text.split(". ")[0].rstrip(".")


def example_at(model: type[BaseModel], path: KeyPath, otherwise: Any) -> Any:
    """Returns an example of the value at a path, or the other value if its description has none."""
    owner = _model_at(model, path[:-1])
    info = owner.model_fields.get(str(path[-1])) if owner else None
    if info is None:
        return otherwise
    if typing.get_origin(info.annotation) is typing.Literal:
        return typing.get_args(info.annotation)[0]
    return (info.examples or [otherwise])[0]


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """Returns the model that checks the value at a path."""
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(part))
            current = info.annotation if info else None
        else:
            inner = [arg for arg in typing.get_args(current) if arg is not Ellipsis]
            current = inner[-1] if inner else None
        current = _unwrapped(current)
    is_model = isinstance(current, type) and issubclass(current, BaseModel)
    return current if is_model else None


def _unwrapped(annotation: Any) -> Any:
    """Returns X for `Annotated[X, ...]` and for `X | None`."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _unwrapped(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        members = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
        return _unwrapped(members[0])
    return annotation
