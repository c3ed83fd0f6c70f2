"""Types of the arguments of a resource's class, as the SDK declares them, against given values."""

import enum
import importlib
import inspect
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pulumi

from wording import closest

_PLAIN = {int: "a whole number", float: "a number", bool: "True or False", str: "text"}


def arguments(resource: type[pulumi.CustomResource]) -> dict[str, Any]:
    """Returns the arguments of a resource's class with their declared types, without its options
    and outputs."""
    initialize: Any = vars(resource).get("_internal_init") or vars(resource)["__init__"]
    others = {"self", "resource_name", "opts", "__props__"}
    found = inspect.signature(initialize).parameters.items()
    return {name: each.annotation for name, each in found if name not in others}


def takes(resource: type[pulumi.CustomResource], argument: str) -> bool:
    """Returns true if a resource's class has an argument of this name."""
    return argument in arguments(resource)


def problem(resource: type[pulumi.CustomResource], argument: str, value: Any) -> str:
    """Returns the reason why a value is not of an argument's type, or an empty text. What is known
    later is not looked at."""
    return next(_faults(resource, arguments(resource)[argument], value, ""), "")


def _faults(
    resource: type[pulumi.CustomResource], declared: Any, value: Any, path: str
) -> Iterator[str]:
    kinds = list(_kinds(declared))
    if value is None or isinstance(value, pulumi.Output | pulumi.Resource) or not kinds:
        return
    plain = [kind for kind in kinds if kind in _PLAIN]
    if any(_is_plain(value, kind) for kind in plain):
        return
    if isinstance(value, list | tuple) and (listed := _of_origin(kinds, Sequence)):
        for index, each in enumerate(value):
            yield from _faults(resource, listed[0], each, f"{path}[{index}]")
        return
    if isinstance(value, Mapping):
        if mapped := _of_origin(kinds, Mapping):
            for key, each in value.items():
                yield from _faults(resource, mapped[1], each, f"{path}[{key}]")
            return
        if keys := _keys(resource, kinds):
            yield from _section(resource, keys, value, path)
            return
    names = {kind.__forward_arg__ for kind in kinds if isinstance(kind, typing.ForwardRef)}
    if type(value).__name__ in names or (names and isinstance(value, str | enum.Enum) and plain):
        return
    yield f"{f'{path}: ' if path else ''}must be {' or '.join(_words(kinds))}, got {value!r}"


def _section(
    resource: type[pulumi.CustomResource],
    keys: Mapping[str, Any],
    value: Mapping[Any, Any],
    at: str,
) -> Iterator[str]:
    """Yields the faults of a section with named keys."""
    for key, each in value.items():
        if key not in keys:
            hint = closest(str(key), keys) or f"; there are {', '.join(keys)}"
            yield f"{at}[{key}]: is no key of it{hint}"
            continue
        yield from _faults(resource, keys[key], each, f"{at}[{key}]")


def _kinds(declared: Any) -> Iterator[Any]:
    """Yields the types that a declaration allows, without None and without what is known later."""
    origin = typing.get_origin(declared)
    if origin is typing.Union or origin is typing.NotRequired:
        for each in typing.get_args(declared):
            yield from _kinds(each)
    elif isinstance(declared, typing.ForwardRef):
        name = declared.__forward_arg__
        if not name.startswith(("Output[", "outputs.")):
            yield declared
    elif declared in _PLAIN or origin in (Sequence, Mapping):
        yield declared


def _of_origin(kinds: list[Any], origin: type) -> tuple[Any, ...]:
    """Returns what a list or a mapping among the types is made of, or nothing."""
    return next((typing.get_args(k) for k in kinds if typing.get_origin(k) is origin), ())


def _keys(resource: type[pulumi.CustomResource], kinds: list[Any]) -> Mapping[str, Any]:
    """Returns the keys, with their types, of a section that the SDK describes as a dictionary."""
    package = resource.__module__.rpartition(".")[0]
    inputs = importlib.import_module(f"{package}._inputs")
    for kind in kinds:
        if isinstance(kind, typing.ForwardRef) and kind.__forward_arg__.endswith("ArgsDict"):
            described = getattr(inputs, kind.__forward_arg__, None)
            return dict(getattr(described, "__annotations__", {}))
    return {}


def _is_plain(value: Any, kind: Any) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _words(kinds: list[Any]) -> list[str]:
    """Returns the names of types for people."""
    words = []
    for kind in kinds:
        if kind in _PLAIN:
            words.append(_PLAIN[kind])
        elif typing.get_origin(kind) is Sequence:
            words.append("a list")
        else:
            words.append("keys with values")
    return list(dict.fromkeys(words))
