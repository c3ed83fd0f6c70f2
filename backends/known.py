"""A backend whose outputs are all known, so that code inside `apply` runs in tests."""

from collections.abc import Mapping
from typing import Any

from backends import invokes, known_outputs
from backends.known_outputs import filled
from engine import PROVIDER_TYPE, Created, Properties, Registration


class KnownBackend:
    """Makes up IDs and outputs of the shape that AWS gives them, the same on every run. It proves
    nothing about AWS; it shows what a program does with such values.

    `overrides` adds outputs by resource type, or by `<type> <name>` for one resource.
    """

    preview = False

    def __init__(self, overrides: Mapping[str, Properties] | None = None) -> None:
        self._overrides = overrides or {}

    def create(self, registration: Registration) -> Created:
        type_ = registration.type
        if type_.startswith(PROVIDER_TYPE):
            return registration.name, None
        if not type_.startswith("aws:"):
            return registration.name, self._completed(registration, name=registration.name)
        name_property = known_outputs.NAMES.get(type_, "name")
        name = str(registration.inputs.get(name_property) or registration.name)
        facts = {
            "name": name,
            "region": registration.region,
            "account": registration.account,
            "path": str(registration.inputs.get("path") or "/"),
        }
        arn = known_outputs.ARNS.get(type_, _usual_arn(type_)).format_map(
            {**facts, "id": f"{_kind(type_)}-{name}"}
        )
        facts["id"] = _id(type_, name=name, arn=arn)
        tags = registration.inputs.get("tags")
        common = {
            "arn": arn,
            "region": registration.region,
            name_property: name,
            "tagsAll": {**registration.default_tags, **(tags if isinstance(tags, dict) else {})},
        }
        return facts["id"], {**common, **self._completed(registration, **facts)}

    def read(self, registration: Registration) -> Created:
        _, outputs = self.create(registration)
        return registration.id, outputs

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        return invokes.answer(token, args, provider_settings)

    def _completed(self, registration: Registration, **facts: str) -> Properties:
        special = known_outputs.OUTPUTS.get(registration.type, {})
        return {
            **{key: filled(value, registration, facts) for key, value in special.items()},
            **registration.inputs,
            **self._overrides.get(registration.type, {}),
            **self._overrides.get(f"{registration.type} {registration.name}", {}),
        }


def _kind(type_: str) -> str:
    """Returns the kind in a type's token: `subnet` for `aws:ec2/subnet:Subnet`."""
    return type_.split(":")[1].rpartition("/")[2]


def _usual_arn(type_: str) -> str:
    service = type_.split(":")[1].split("/")[0]
    return f"arn:aws:{service}:{{region}}:{{account}}:{_kind(type_)}/{{name}}"


def _id(type_: str, *, name: str, arn: str) -> str:
    if type_ in known_outputs.ID_IS_ARN:
        return arn
    return name if type_ in known_outputs.ID_IS_NAME else f"{_kind(type_)}-{name}"
