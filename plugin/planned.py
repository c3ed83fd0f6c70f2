"""The provider's answers before anything is done: defaults, differences, a preview."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pulumi.runtime.proto.provider_pb2 import CheckRequest

from aws_account.requests import Inputs
from aws_account.resources import Resource, changes, naming
from aws_account.spelling import outputs
from engine.values import UNKNOWN

DEFAULTS = "__defaults"
"""Input in which a provider lists the other inputs that it filled in."""

_WORD = re.compile(r"\{(\w+)\}")


def checked(
    resource: Resource,
    inputs: Inputs,
    olds: Inputs,
    *,
    name: str,
    autonaming: CheckRequest.AutonamingOptions | None,
) -> dict[str, Any]:
    """Returns the inputs, with secrets, and the values that the provider fills in. A name that it
    made before stays; for a replacement the engine sends no old inputs. Raises NameRefused."""
    named = resource.row.named
    complete = {key: value for key, value in inputs.items() if key != DEFAULTS}
    if named is None or complete.get(named.property):
        return {**complete, DEFAULTS: []}
    if named.property in olds.get(DEFAULTS, ()):
        return {**complete, named.property: olds[named.property], DEFAULTS: [named.property]}
    if autonaming and autonaming.mode == CheckRequest.AutonamingOptions.DISABLE:
        raise naming.NameRefused(
            f"{named.property}: is missing, and {naming.CONFIG_KEY} lets nobody make one up"
        )
    proposed = autonaming.proposed_name if autonaming else ""
    complete[named.property] = naming.automatic(
        name,
        resource.urn,
        pattern=proposed or naming.DEFAULT_PATTERN,
        named=named,
        inputs=inputs,
    )
    return {**complete, DEFAULTS: [named.property]}


def changed(old: Inputs, new: Inputs) -> frozenset[str]:
    """Returns the names of the inputs that differ."""
    return changes.changed(old, new) - {DEFAULTS}


def differing(old: Resource, new: Resource, *, ignored: Iterable[str]) -> frozenset[str]:
    """Returns the names of a resource's inputs that differ, with the tags that the provider adds to
    all resources, because the provider's own setting may have changed."""
    found = changed(old.inputs, changes.with_kept(old.row, old.inputs, new.inputs))
    if _region(old) == _region(new):
        # The region is the provider's own, whether the input is written out or not.
        found -= {"region"}
    tags = new.declared.get("tags") or {}
    ignores_tags = any(path.startswith("tags") for path in ignored)
    if "tagsAll" in old.outputs and not ignores_tags and UNKNOWN not in (tags, *_values(tags)):
        found |= {"tagsAll"} if tags != (old.outputs["tagsAll"] or {}) else frozenset()
    return found


def _region(resource: Resource) -> Any:
    return resource.inputs.get("region") or resource.region


def _values(tags: Any) -> Iterable[Any]:
    return tags.values() if isinstance(tags, Mapping) else ()


def has_same_name(old: Resource, news: Inputs) -> bool:
    """Returns true if a replacement would have the old resource's name, so that AWS cannot hold
    both."""
    if old.row.revisions:
        return False
    named = old.row.named
    if named is not None:
        chosen = named.property in news and named.property not in news.get(DEFAULTS, ())
        return chosen and news[named.property] == old.inputs.get(named.property)
    words = _WORD.findall(old.row.id)
    return bool(words) and not changed(old.inputs, news) & set(words)


def outputs_of_new(resource: Resource) -> dict[str, Any]:
    """Returns the outputs of a new resource in a preview. Only its inputs are known; AWS decides
    the rest."""
    known = outputs.properties(resource.type)
    return {**dict.fromkeys(known, UNKNOWN), **resource.inputs, **_provided(resource)}


def outputs_of_changed(old: Resource, new: Resource) -> dict[str, Any]:
    """Returns the outputs that a preview knows of a resource that is changed in place."""
    kept = {key: value for key, value in old.outputs.items() if key not in old.inputs}
    inputs = changes.with_kept(old.row, old.inputs, new.inputs)
    return {**kept, **inputs, **_provided(new)}


def _provided(resource: Resource) -> dict[str, Any]:
    known = outputs.properties(resource.type)
    provided = {
        "region": resource.inputs.get("region") or resource.row.region or resource.region,
        "tagsAll": resource.declared.get("tags") or {},
    }
    return {key: value for key, value in provided.items() if key in known}


def with_all_tags(old: Resource, new: Resource) -> tuple[Resource, Inputs]:
    """Returns both sides of a change with all tags, as if the program had set them, because the
    tags that the provider adds may have changed too."""
    if "tagsAll" not in old.outputs:
        return old, new.inputs
    before = {**old.inputs, "tags": old.outputs["tagsAll"] or {}}
    return (
        replace(old, inputs=before, default_tags={}),
        {**new.inputs, "tags": new.declared.get("tags") or {}},
    )


def with_own_tags(properties: Inputs, new: Resource) -> dict[str, Any]:
    """Returns the outputs with only the program's own tags as `tags`."""
    own = {key: value for key, value in properties.items() if key != "tags"}
    return {**own, "tags": new.inputs["tags"]} if new.inputs.get("tags") is not None else own
