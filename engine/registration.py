"""The record of one resource that a program registered, with its inputs and options."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.values import UNKNOWN, Secret

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_TYPE = "pulumi:providers:"

DEFAULT_ACCOUNT = "123456789012"
"""The account ID of AWS's documentation, used if no provider names the account."""

DEFAULT_REGION = "us-east-1"
"""The region of AWS's global services, used if no provider names the region."""

Properties = Mapping[str, Any]
"""JSON values by name, in the engine's spelling (camelCase). At any depth there may be a
`values.Secret`, or `values.UNKNOWN` for a value that AWS decides."""


def make_urn(*, stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """Returns the URN of a resource, which holds the types of all parents but the stack's."""
    parents = parent.split("::")[2] if parent else STACK_TYPE
    qualified_type = type_ if parents == STACK_TYPE else f"{parents}${type_}"
    return f"urn:pulumi:{stack}::{project}::{qualified_type}::{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One resource as the program registered it. Names and defaults are those of Pulumi's engine.
    URNs are sorted, since the SDK delivers them in no particular order."""

    urn: str
    type: str
    name: str
    custom: bool
    """False for components and the stack, which no provider manages."""
    inputs: Properties = field(default_factory=dict)
    parent: str = ""
    """The parent's URN; empty for the stack alone."""
    provider: str = ""
    """The managing provider, `<urn>::<id>`; empty for components and providers."""
    provider_settings: Properties = field(default_factory=dict)
    """The inputs of that provider. Values that are not strings are JSON text."""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False
    retain_on_delete: bool = False
    deleted_with: str = ""
    replace_with: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    hide_diffs: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    replacement_trigger: Any = None
    delete_before_replace: bool | None = None
    """The order of a replacement; None leaves the choice to the provider."""
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """The former URNs of this resource."""
    custom_timeouts: Mapping[str, float] = field(default_factory=dict)
    """Time limits in seconds, for any of create, update, delete and read."""
    import_id: str = ""
    external: bool = False
    """True if the resource was read by `Resource.get`, and so is not managed."""
    id: str | None = None
    """The resource's ID at AWS; None while it is not known."""
    outputs: Properties = field(default_factory=dict)
    """The outputs from the backend, or those that the component or the stack registered."""

    def created(self, id_: str | None, outputs: Properties) -> "Registration":
        """Returns the resource with its ID and outputs. As in Pulumi's engine, an output is secret
        if the resource says so, or if the input of the same name is secret."""
        secret = {key for key, value in self.inputs.items() if isinstance(value, Secret)}
        secret.update(self.additional_secret_outputs)
        marked = {
            key: Secret(value) if key in secret and not isinstance(value, Secret) else value
            for key, value in outputs.items()
        }
        return replace(self, id=id_, outputs=marked)

    @property
    def region(self) -> str:
        """The AWS region of the resource: its own, else its provider's."""
        for region in (self.inputs.get("region"), self.provider_settings.get("region")):
            if isinstance(region, str) and region != UNKNOWN:
                return region
        return DEFAULT_REGION

    @property
    def account(self) -> str:
        """The AWS account that the provider is limited to."""
        return account_of(self.provider_settings)

    @property
    def default_tags(self) -> Mapping[str, str]:
        """The tags that the provider puts on each of its resources."""
        tags = setting(self.provider_settings, "defaultTags", default={})
        return dict(tags.get("tags") or {}) if isinstance(tags, Mapping) else {}


def setting(provider_settings: Properties, key: str, *, default: Any) -> Any:
    """Returns a setting of a provider, decoded from its JSON text; `default` if it is absent or not
    known."""
    text = provider_settings.get(key)
    if not isinstance(text, str):
        return default
    try:
        return json.loads(text)
    except ValueError:
        return default


def account_of(provider_settings: Properties) -> str:
    """Returns the account that `allowed_account_ids` names, or DEFAULT_ACCOUNT."""
    accounts = setting(provider_settings, "allowedAccountIds", default=[])
    known = isinstance(accounts, list) and accounts and accounts[0] != UNKNOWN
    return str(accounts[0]) if known else DEFAULT_ACCOUNT
