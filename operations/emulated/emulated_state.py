"""The state that the Pulumi CLI keeps of an emulated account: the program's declarations in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import Registration
from engine.values import holds_encrypted

if TYPE_CHECKING:
    from aws_account.resources import Resource


def read(file: Path) -> Iterator["Resource"]:
    """Yields the AWS resources in a state, with the tags that their provider adds and the inputs
    that the program leaves to others. Inputs that hold a secret are left out, because the state
    encrypts them."""
    checkpoint = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]
    states = (checkpoint.get("latest") or {}).get("resources") or ()
    settings = {
        f"{state['urn']}::{state.get('id', '')}": state.get("inputs") or {} for state in states
    }
    for state in states:
        if state["type"].startswith("aws:") and not state.get("delete"):
            yield _resource(state, settings.get(state.get("provider", ""), {}))


def _resource(state: dict[str, Any], provider_settings: dict[str, Any]) -> "Resource":
    # It imports moto, which looks at the machine's AWS settings as soon as it is imported.
    from aws_account.resources import Resource

    registered = Registration(
        urn=state["urn"],
        type=state["type"],
        name="",
        custom=True,
        provider_settings=provider_settings,
    )
    inputs = {
        name: value
        for name, value in (state.get("inputs") or {}).items()
        if name != "__defaults" and not holds_encrypted(value)
    }
    return Resource(
        type=registered.type,
        urn=registered.urn,
        inputs=inputs,
        region=registered.region,
        default_tags=registered.default_tags,
        ignore_changes=tuple(state.get("ignoreChanges") or ()),
        id=state["id"],
        outputs=state.get("outputs") or {},
    )
