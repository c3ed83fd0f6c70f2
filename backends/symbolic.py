"""A backend whose outputs are references that a person can read: `${rds.Instance database.id}`.

A first preview knows no output, and one unknown leaf makes a whole policy or container definition
unknown. With references in the unknown places, each text can be read and compared, and the same
program gives the same text on every run.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from aws_account.spelling import outputs
from backends import invokes, known_outputs
from backends.known_outputs import filled
from engine import PROVIDER_TYPE, Created, Properties, Registration

_AWS = "aws:"


class SymbolicBackend:
    """Creates nothing, and answers with references. A number that AWS would choose is 0 and a
    switch is false, because such a value is never part of a text."""

    preview = True

    def create(self, registration: Registration) -> Created:
        """Returns a reference as the ID, and one for each output that is not an input."""
        if registration.type.startswith(PROVIDER_TYPE):
            return registration.name, None
        name = name_of(registration)
        return f"${{{name}.id}}", {**_outputs(registration, name), **registration.inputs}

    def read(self, registration: Registration) -> Created:
        """Returns references for a resource that is looked up, too."""
        _, found = self.create(registration)
        return registration.id, found

    def call(self, token: str, args: Properties, provider_settings: Properties) -> dict[str, Any]:
        """Answers a provider function."""
        return invokes.answer(token, args, provider_settings)


def name_of(registration: Registration) -> str:
    """Returns the name by which people call a resource: `rds.Instance database`."""
    _, module, kind = registration.type.split(":")
    return f"{module.split('/')[0]}.{kind} {registration.name}"


def _outputs(registration: Registration, name: str) -> dict[str, Any]:
    if not registration.type.startswith(_AWS):
        special = known_outputs.OUTPUTS.get(registration.type, {})
        return {key: f"${{{name}.{key}}}" for key in special}
    references = {
        key: _reference(f"{name}.{key}", kind)
        for key, kind in outputs.properties(registration.type).items()
    }
    # The program takes these values apart, such as a certificate's list of records to make, so they
    # need their real shape.
    special = {
        key: value
        for key, value in known_outputs.OUTPUTS.get(registration.type, {}).items()
        if callable(value) or not isinstance(value, str)
    }
    facts = {"name": name, "id": f"${{{name}.id}}", "region": registration.region}
    facts |= {"account": registration.account, "path": "/"}
    made = {key: filled(value, registration, facts) for key, value in special.items()}
    tags = registration.inputs.get("tags")
    all_tags = {**registration.default_tags, **(tags if isinstance(tags, Mapping) else {})}
    return {**references, **made, "region": registration.region, "tagsAll": all_tags}


def _reference(path: str, kind: Any) -> Any:
    """Returns a value of a property's type, made of references."""
    if get_origin(kind) is Union:
        kinds = [choice for choice in get_args(kind) if choice is not type(None)]
        return _reference(path, kinds[0])
    origin = get_origin(kind)
    if origin in (list, Sequence) or kind is list:
        return [_reference(f"{path}[0]", get_args(kind)[0])] if get_args(kind) else []
    if origin is not None and issubclass(origin, Mapping):
        return {}
    if kind is bool:
        return False
    if kind in (int, float):
        return 0
    return f"${{{path}}}"
