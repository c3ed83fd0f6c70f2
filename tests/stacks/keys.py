"""Every key of both files' models at the places where an example has it, and other values for
each."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

Path = tuple[str | int, ...]
Sections = Mapping[Path, Mapping[str, Any]]
"""Sections of one model, by the paths at which an example has them."""

_POOL: tuple[Any, ...] = (
    *("other", "b", "Other", "OTHER", "2.0.0", "other:2.0.0", "/other", "other/", "1:other"),
    *("16.9", "17", "7.0", "8.0", "eu-west-1", "eu-north-1", "Z0123456789ABC", "222233334444"),
    "555566667777",
    *("mon:05:00-mon:06:00", "04:10-05:10", "rate(2 days)", "Europe/Berlin", "other.example.org"),
    *("https://other.example.org/", "https://other.example.org", "10.1.0.0/16", "X-Other"),
    *("db.t3.medium", "cache.t3.small", "ELBSecurityPolicy-TLS13-1-3-2021-06", "c", "ecr.api"),
    *("AWSManagedRulesSQLiRuleSet", "AWSManagedRulesCommonRuleSet", "hstore", "1000", "65534"),
    *("docker.io/library/other:1", "dynamodb:PutItem", "certs/more-revoked.pem"),
    *(1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 60, 100, 120, 365, 512, 1024, 2048, 4096, 8080, 0, 1500),
    *(True, False, None, {}, [], {"image": "other:2.0.0"}, {"access": "read"}, 8443),
    *({"StringEquals": {"aws:RequestedRegion": "eu-central-1"}},),
    *("cron(0 3 * * MON)", "T9876WXYZ", "C9876WXYZ", "other@example.org"),
    *({"email": ["other@example.org"]}, 500_000_000, "certs/others.pem", "certs/other-films.pem"),
    *("pages/other.html", "arn:aws:dynamodb:${region}:${account_id}:table/other"),
    "9f8e7d6c-5b4a-4938-8271-605f4e3d2c1b",
)
"""Values that a key may have instead, beside those that its model names. A new key may need one."""


@dataclass(frozen=True)
class Key:
    """One key of a file's model, at each place where an example has its section."""

    file: str
    path: Path
    """The key's path with `*` for every name and number that the file itself chooses."""
    model: type[BaseModel]
    field: FieldInfo
    sections: Sections

    def __str__(self) -> str:
        return ".".join(map(str, (self.file, *self.path)))

    @property
    def holds(self) -> type[BaseModel] | None:
        """The model of the section that the example leaves out here."""
        return model_in(self.field.annotation)[0]

    def others(self) -> Iterator[tuple[Path, Any]]:
        """Yields places with other values that the section's own model takes."""
        name = str(self.path[-1])
        for path, section in self.sections.items():
            for value in _others(section.get(name), self.field):
                try:
                    self.model.model_validate({**section, name: value})
                except ValidationError:
                    continue
                yield (*path, name), value


def keys(file: str, model: type[BaseModel], sections: Sections, path: Path = ()) -> Iterator[Key]:
    """Yields all keys of a model, and those of every section below it that the example has."""
    for name, field in model.model_fields.items():
        inner, many = model_in(field.annotation)
        below: Sections = {}
        if inner:
            values = {(*place, name): each.get(name) for place, each in sections.items()}
            below = dict(_below(values, many=many))
        here = (*path, name)
        if inner and below:
            yield from keys(file, inner, below, (*here, "*") if many else here)
        else:
            yield Key(file, here, model, field, sections)


def _below(values: Mapping[Path, Any], *, many: bool) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path, value in values.items():
        if not many:
            entries: Iterable[tuple[Path, Any]] = [(path, value)]
        elif isinstance(value, Mapping):
            entries = [((*path, name), entry) for name, entry in value.items()]
        else:
            entries = [((*path, number), entry) for number, entry in enumerate(value or ())]
        yield from ((place, entry) for place, entry in entries if isinstance(entry, Mapping))


def _others(current: Any, field: FieldInfo) -> Iterator[Any]:
    named = [*_words(field.annotation), *(field.examples or ()), *_metadata_examples(field)]
    words = [*named, *(item for each in named if isinstance(each, list) for item in each), *_POOL]
    for word in words:
        if isinstance(current, list):
            wanted: list[Any] = [word, [*current, word], [word]]
        elif isinstance(current, Mapping):
            wanted = [word, {**current, "other": word}, {**current, "OTHER": word}]
            wanted += [dict.fromkeys(current, word)]
        else:
            wanted = [word, [word], {"other": word}, {"OTHER": word}]
        yield from (each for each in wanted if repr(each) != repr(current))


def _words(annotation: Any) -> Iterator[Any]:
    """Yields the words of every Literal in an annotation."""
    if typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
    else:
        for argument in typing.get_args(annotation):
            yield from _words(argument)


def _metadata_examples(field: FieldInfo) -> Iterator[Any]:
    """Yields examples of an annotation within a union, such as that of an optional number."""
    for argument in typing.get_args(field.annotation):
        for each in getattr(argument, "__metadata__", ()):
            yield from getattr(each, "examples", None) or ()


def model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Returns the model of a key's value; and whether the key holds several."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return model_in(arguments[0])
    if origin in (typing.Union, types.UnionType):
        found = [model_in(each) for each in arguments if each is not type(None)]
        return next((each for each in found if each[0]), (None, False))
    if origin in (dict, list, Mapping) and arguments:
        return model_in(arguments[-1])[0], True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    return None, False
