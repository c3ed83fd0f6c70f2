"""A run's resources as Terraform's plan JSON, which scanners of Terraform read.

Types are those of the provider's table (`provider_facts`). Property names become snake_case. A
property that the SDK types as an object becomes a list of blocks, with its name in the singular.
References of the symbolic run become Terraform addresses, in the values and among the expressions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from pulumi import _types

import provider_facts
from aws_account.spelling import outputs, singular
from backends import name_of
from engine import Registration
from engine.values import blind

Plan = dict[str, Any]

_BLOCKS = {
    "aliases": "alias",
    "block_device_mappings": "block_device_mappings",
    "client_alias": "client_alias",
    "dimensions": "dimensions",
    "items": "items",
    "log_publishing_options": "log_publishing_options",
    "metrics": "metrics",
    "network_interfaces": "network_interfaces",
    "redacted_fields": "redacted_fields",
    "tag_specifications": "tag_specifications",
}
"""Names of the provider's blocks that are not the singular of Pulumi's."""

_OLD_NAME = re.compile(r"^aws_alb(?=_|$)")
"""Pattern of the older of two names that the provider has for load balancers. More checks know
`aws_lb`."""

_REFERENCE = re.compile(r"\$\{([\w-]+\.\w+ [^{}$]+)\.([\w\[\]]+)\}")


def addressed(registrations: Iterable[Registration]) -> dict[str, Registration]:
    """Returns each AWS resource of a program by its address in Terraform. Resources whose Terraform
    type is unknown are missing; they are `unaddressed`."""
    found: dict[str, Registration] = {}
    for each in registrations:
        row = provider_facts.find(each.type) if _is_made_on_aws(each) else None
        if row is None:
            continue
        address = (
            f"{_OLD_NAME.sub('aws_lb', row.resource)}.{re.sub(r'[^A-Za-z0-9_-]', '_', each.name)}"
        )
        while address in found:
            # Another component may have a resource of the same name.
            address += "_"
        found[address] = each
    return found


def unaddressed(registrations: Iterable[Registration]) -> list[Registration]:
    """Returns the AWS resources of types without a row in `provider_facts`, such as a team's own. A
    scanner does not see them."""
    made = (each for each in registrations if _is_made_on_aws(each))
    return [each for each in made if provider_facts.find(each.type) is None]


def _is_made_on_aws(registration: Registration) -> bool:
    return registration.type.startswith("aws:") and not registration.external


def plan(found: Mapping[str, Registration]) -> Plan:
    """Returns the plan that creates the resources of `addressed`."""
    names: dict[str, str] = {}
    for address, registration in found.items():
        names.setdefault(name_of(registration), address)
    urns = {registration.urn: address for address, registration in found.items()}
    resources, expressions = [], []
    for address, registration in found.items():
        values = _referred(_values(registration), names)
        type_, name = address.split(".", 1)
        identity = {"address": address, "mode": "managed", "type": type_, "name": name}
        resources.append({**identity, "values": values})
        written = {**_origins(registration, urns), **_expressions(values, set(found))}
        expressions.append({**identity, "expressions": written})
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": [
            {
                **{key: value for key, value in each.items() if key != "values"},
                "change": {"actions": ["create"], "before": None, "after": each["values"]},
            }
            for each in resources
        ],
        "configuration": {"root_module": {"resources": expressions}},
    }


def _values(registration: Registration) -> Plan:
    kinds = outputs.properties(registration.type)
    inputs = blind(registration.inputs)
    values = dict(_property(name, value, kinds.get(name)) for name, value in inputs.items())
    if "tagsAll" in kinds:
        values["tags_all"] = {**registration.default_tags, **(inputs.get("tags") or {})}
    return values


def _property(name: str, value: Any, kind: Any) -> tuple[str, Any]:
    """Returns a property by its Terraform name. `kind` is its type in the SDK; None if it has
    none."""
    snake = _snake(name)
    kind, many = _element(kind)
    if not _is_block(kind):
        return snake, value
    members = _types.output_type_types(kind)
    blocks = value if isinstance(value, Sequence) else [value]
    converted = [
        dict(_property(key, item, members.get(key)) for key, item in block.items())
        for block in blocks
    ]
    return (_BLOCKS.get(snake, singular(snake)) if many else snake), converted


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _element(kind: Any) -> tuple[Any, bool]:
    """Returns a type without None, or the type of a list's elements, and true if it was a list."""
    if get_origin(kind) is Union:
        return _element(next(each for each in get_args(kind) if each is not type(None)))
    if get_origin(kind) in (list, Sequence) and get_args(kind):
        return _element(get_args(kind)[0])[0], True
    return kind, False


def _is_block(kind: Any) -> bool:
    return isinstance(kind, type) and _types.is_output_type(kind)


def _referred(value: Any, names: Mapping[str, str]) -> Any:
    """Returns the value with addresses in place of the symbolic run's references."""
    if isinstance(value, Mapping):
        return {key: _referred(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_referred(item, names) for item in value]
    if not isinstance(value, str):
        return value
    return _REFERENCE.sub(
        lambda match: f"{names[match[1]]}.{match[2]}" if match[1] in names else match[0], value
    )


def _origins(registration: Registration, urns: Mapping[str, str]) -> Plan:
    """Returns the resources from which each property comes, for properties whose value a preview
    knows: the name of a bucket that has one is no reference in the values."""
    return {
        _snake(name): {"references": [urns[urn] for urn in origins if urn in urns]}
        for name, origins in registration.property_dependencies.items()
        if any(urn in urns for urn in origins)
    }


def _expressions(values: Plan, known: set[str]) -> Plan:
    """Returns the references of each property, in the form of a plan's configuration."""
    found: Plan = {}
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            found[name] = [_expressions(block, known) for block in value]
        elif references := list(_references(value, known)):
            found[name] = {"references": references}
    return found


def _references(value: Any, known: set[str]) -> Iterator[str]:
    for text in value if isinstance(value, list) else [value]:
        if not isinstance(text, str):
            continue
        for path in re.findall(r"aws_\w+\.[\w-]+(?:\.\w+)?", text):
            address = ".".join(path.split(".")[:2])
            if address in known:
                yield from (path, address)
