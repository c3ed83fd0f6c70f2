"""Turns a resource's inputs into the parameters of an AWS operation, by following botocore's model
of the operation.

No input is dropped: one that fits no parameter is an error that names it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from aws_account.spelling import Mismatch, choices, scalar, spelling, text
from engine.values import Secret

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Rules:
    """Names that cannot be guessed, for one operation."""

    nouns: tuple[str, ...] = ()
    """Nouns that AWS may put before a name: `role` for `RoleName`."""
    renames: Mapping[str, str] = field(default_factory=dict)
    """Path of the parameter by an input's path (`healthCheck.interval`), both from the same level
    on."""

    def targets(
        self, inputs: Inputs, shape: StructureShape, *, only: tuple[str, ...] | None = None
    ) -> dict[str, str]:
        """Returns the parameter for each input's name. With `only`, one of these parameters."""
        wanted = tuple(shape.members) if only is None else only
        renamed = {
            name: path
            for name, path in self.renames.items()
            if name in inputs and path.partition(".")[0] in wanted
        }
        taken = {path for path in renamed.values() if "." not in path}
        names = tuple(sorted(set(inputs) - set(self.renames if only else renamed)))
        members = tuple(member for member in wanted if member not in taken)
        return {**spelling.match(names, members, self.nouns), **renamed}

    def inside(self, name: str) -> "Rules":
        """Returns the rules for the level below an input."""
        start = f"{name}."
        below = {
            path.removeprefix(start): target
            for path, target in self.renames.items()
            if path.startswith(start)
        }
        return Rules((*spelling.runs(name), *self.nouns), below)


def fill(
    shape: StructureShape, inputs: Inputs, rules: Rules, *, path: str = ""
) -> tuple[dict[str, Any], frozenset[str]]:
    """Returns the parameters that the inputs give, and the names of the inputs that were used."""
    params: dict[str, Any] = {}
    used = set()
    targets, members = rules.targets(inputs, shape), shape.members
    for name, value in sorted(inputs.items()):
        if value is None or value == []:
            used.add(name)
        elif target := targets.get(name):
            at = f"{path}{name}"
            _put(params, target, value, shape, rules.inside(name), at)
            used.add(name)
        elif name == "tags" and "TagSpecifications" in members:
            params["TagSpecifications"] = _tag_specifications(value, shape, rules)
            used.add(name)
        elif isinstance(value, Mapping):
            flat = _flattened(shape, name, value, rules, path)
            if flat is not None:
                merge(params, flat)
                used.add(name)
    return params, frozenset(used)


def fill_attributes(
    shape: MapShape, inputs: Inputs, rules: Rules
) -> tuple[dict[str, Any], frozenset[str]]:
    """Returns the same for a map of attributes, in which AWS has each value as text. If AWS's model
    does not list the keys, they are the inputs' names with a capital."""
    keys = choices(shape.key)
    named = spelling.match(tuple(sorted(inputs)), keys) if keys else {}
    attributes = {}
    for name, value in sorted(inputs.items()):
        capital = "" if keys else name[:1].upper() + name[1:]
        key = rules.renames.get(name) or named.get(name) or capital
        if key and value is not None:
            attributes[key] = text(value, shape.value, name)
    return attributes, frozenset(inputs if not keys else {*named, *rules.renames} & set(inputs))


def _put(
    params: dict[str, Any], target: str, value: Any, shape: Shape, rules: Rules, path: str
) -> None:
    """Sets a parameter by its dotted path, and creates the structures on the way."""
    *parents, last = target.split(".")
    for parent in parents:
        shape = _member(shape, parent, path)
        if isinstance(shape, ListShape):
            shape, params = shape.member, params.setdefault(parent, [{}])[0]
        else:
            params = params.setdefault(parent, {})
    merge(params, {last: convert(value, _member(shape, last, path), rules, path)})


def _member(shape: Shape, name: str, path: str) -> Shape:
    if isinstance(shape, MapShape):
        return shape.value
    if not isinstance(shape, StructureShape) or name not in shape.members:
        raise Mismatch(f"{path}: AWS has no {name} in {shape.name}; correct the mapping table")
    return shape.members[name]


def merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Adds parameters to others, block by block."""
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        elif _is_one_block(value) and _is_one_block(into.get(key)):
            merge(into[key][0], value[0])
        else:
            into[key] = value


def _is_one_block(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict)


def _flattened(
    shape: StructureShape, name: str, value: Inputs, rules: Rules, path: str
) -> dict[str, Any] | None:
    """Returns the parameters for a block whose fields AWS has one level higher: healthCheck.path is
    HealthCheckPath."""
    below = rules.inside(name)
    members = tuple(shape.members)
    params: dict[str, Any] = {}
    for key, item in value.items():
        if item is None:
            continue
        joined = f"{name}{key[:1].upper()}{key[1:]}"
        target = below.renames.get(key) or spelling.match((joined,), members).get(joined)
        if target is None:
            return None
        _put(params, target, item, shape, below.inside(key), f"{path}{name}.{key}")
    return params


def _tag_specifications(tags: Inputs, shape: StructureShape, rules: Rules) -> list[dict[str, Any]]:
    """Returns tags in EC2's form, which names the kind of resource that they are for."""
    specifications: Any = shape.members["TagSpecifications"]
    entry = specifications.member
    kinds = {spelling.plain(kind): kind for kind in choices(entry.members["ResourceType"])}
    fitting = [kinds[noun] for noun in rules.nouns if noun in kinds]
    if not fitting:
        raise Mismatch(f"tags: EC2 has no kind of resource for {rules.nouns}")
    converted = _list(tags, entry.members["Tags"], rules, "tags")
    return [{"ResourceType": fitting[0], "Tags": converted}]


def convert(value: Any, shape: Shape, rules: Rules, path: str) -> Any:
    """Returns a value in the form that a shape has. Pulumi writes a list of at most one entry as
    the entry, a list of keys with values as a map, and some numbers as text."""
    if isinstance(value, Secret):
        value = value.value
    if isinstance(shape, StructureShape):
        return _structure(value, shape, rules, path)
    if isinstance(shape, ListShape):
        return _list(value, shape, rules, path)
    if isinstance(shape, MapShape):
        return _map(value, shape, rules, path)
    return scalar(value, shape, path)


def _map(value: Any, shape: MapShape, rules: Rules, path: str) -> dict[str, Any]:
    if isinstance(value, list) and all(
        isinstance(item, Mapping) and "key" in item for item in value
    ):
        # In this list each block contains the key under which it belongs.
        value = {item["key"]: {k: v for k, v in item.items() if k != "key"} for item in value}
    if not isinstance(value, Mapping):
        raise Mismatch(f"{path}: must be a map, got {value!r}")
    return {
        str(key): convert(item, shape.value, rules, f"{path}.{key}")
        for key, item in value.items()
        if item is not None
    }


def _document(value: Any, path: str) -> Any:
    """Returns a value of any form, which the provider takes as JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise Mismatch(f"{path}: must be JSON: {error}, got {value!r}") from error


def _structure(value: Any, shape: StructureShape, rules: Rules, path: str) -> Any:
    if shape.is_document_type:
        return _document(value, path)
    items = shape.members.get("Items")
    if isinstance(items, ListShape) and (isinstance(value, list) or _pair(items.member)):
        converted = _list(value, items, rules, path)
        return _counted({"Items": converted} if converted else {}, shape)
    if isinstance(value, list):
        if len(value) != 1:
            raise Mismatch(f"{path}: AWS takes one of these, got {len(value)}")
        value = value[0]
    if not isinstance(value, Mapping) and len(shape.members) == 1:
        value = dict.fromkeys(shape.members, value)
    if not isinstance(value, Mapping):
        raise Mismatch(f"{path}: must be a block of {', '.join(shape.members)}, got {value!r}")
    params, used = fill(shape, value, rules, path=f"{path}.")
    unused = sorted(set(value) - used)
    if unused:
        raise Mismatch(
            f"{path}.{unused[0]}: nothing in AWS's {shape.name} takes it;"
            f" known there: {', '.join(shape.members)}"
        )
    return _counted(params, shape)


def _counted(params: dict[str, Any], shape: StructureShape) -> dict[str, Any]:
    """Adds the length of each list, which CloudFront requires, even if there is no list, and the
    switch of lists of those who sign, which the provider sets likewise."""
    if "Quantity" in shape.members:
        params["Quantity"] = len(params.get("Items", ()))
        if "Enabled" in shape.members:
            params["Enabled"] = bool(params["Quantity"])
    return params


def _list(value: Any, shape: ListShape, rules: Rules, path: str) -> list[Any]:
    pair, member = _pair(shape.member), shape.member
    if isinstance(value, Mapping) and pair and isinstance(member, StructureShape):
        key, content = pair
        return [
            {key: str(name), content: convert(item, member.members[content], rules, path)}
            for name, item in sorted(value.items())
        ]
    items = value if isinstance(value, list | tuple) else [value]
    return [
        convert(item, shape.member, rules, f"{path}[{index}]" if len(items) > 1 else path)
        for index, item in enumerate(items)
    ]


def _pair(shape: Shape) -> tuple[str, str] | None:
    """Returns the two members of a structure that stands for one entry of a map, as tags do."""
    if not isinstance(shape, StructureShape):
        return None
    keys = [m for m in shape.members if m.lower() in ("key", "tagkey", "name")]
    contents = [m for m in shape.members if m.lower() in ("value", "tagvalue")]
    return (keys[0], contents[0]) if len(keys) == len(contents) == 1 else None
