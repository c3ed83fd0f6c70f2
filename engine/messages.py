"""Turns the messages of Pulumi's SDK into registrations."""

import re
from collections.abc import Iterator

import pulumi
from pulumi.runtime.proto.alias_pb2 import Alias
from pulumi.runtime.proto.resource_pb2 import ReadResourceRequest, RegisterResourceRequest

from engine.registration import PROVIDER_TYPE, Properties, Registration, make_urn
from engine.values import decode, decode_value

_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DURATION_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(h|ms|m|s|us|µs|ns)")


def from_register(
    request: RegisterResourceRequest,
    *,
    urn: str,
    parent: Registration | None,
    provider: str,
    provider_settings: Properties,
) -> Registration:
    """Returns the registration that a `Resource(...)` asks for. As in Pulumi's engine, a child
    inherits `protect`, `retain_on_delete` and `deleted_with` unless it sets its own."""
    protect = request.protect if request.HasField("protect") else bool(parent and parent.protect)
    retain = (
        request.retainOnDelete
        if request.HasField("retainOnDelete")
        else bool(parent and parent.retain_on_delete)
    )
    chosen = request.deleteBeforeReplaceDefined or request.deleteBeforeReplace
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=_inputs(request),
        parent=request.parent,
        provider=provider,
        provider_settings=provider_settings,
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={
            key: tuple(sorted(found.urns))
            for key, found in sorted(request.propertyDependencies.items())
        },
        protect=protect,
        retain_on_delete=retain,
        deleted_with=request.deletedWith or (parent.deleted_with if parent else ""),
        replace_with=tuple(request.replace_with),
        ignore_changes=tuple(request.ignoreChanges),
        hide_diffs=tuple(request.hideDiffs),
        replace_on_changes=tuple(request.replaceOnChanges),
        replacement_trigger=decode_value(request.replacement_trigger),
        delete_before_replace=request.deleteBeforeReplace if chosen else None,
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=tuple(_alias_urn(alias, request, urn) for alias in request.aliases),
        custom_timeouts=dict(_timeouts(request)),
        import_id=request.importId,
    )


def from_read(
    request: ReadResourceRequest, *, urn: str, provider: str, provider_settings: Properties
) -> Registration:
    """Returns the registration that a `Resource.get(...)` asks for."""
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=True,
        inputs=decode(request.properties),
        parent=request.parent,
        provider=provider,
        provider_settings=provider_settings,
        dependencies=tuple(sorted(request.dependencies)),
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        external=True,
        id=request.id,
    )


def _inputs(request: RegisterResourceRequest) -> Properties:
    inputs = decode(request.object)
    if request.type.startswith(PROVIDER_TYPE) and request.version:
        # The engine keeps a provider's version among its inputs, `__internal` marking it as such.
        inputs = dict(sorted({**inputs, "__internal": {}, "version": request.version}.items()))
    return inputs


def _alias_urn(alias: Alias, request: RegisterResourceRequest, urn: str) -> str:
    """Returns the full URN of an alias. An alias names only the parts that were different; the
    others are taken from the present URN."""
    if alias.WhichOneof("alias") == "urn":
        return alias.urn
    spec = alias.spec
    stack, project = urn.removeprefix("urn:pulumi:").split("::")[:2]
    return make_urn(
        stack=spec.stack or stack,
        project=spec.project or project,
        parent="" if spec.noParent else spec.parentUrn or request.parent,
        type_=spec.type or request.type,
        name=spec.name or request.name,
    )


def _timeouts(request: RegisterResourceRequest) -> Iterator[tuple[str, float]]:
    given = request.customTimeouts
    for operation, text in (
        ("create", given.create),
        ("update", given.update),
        ("delete", given.delete),
        ("read", given.read),
    ):
        if text:
            yield operation, _seconds(text, operation=operation, name=request.name)


def _seconds(text: str, *, operation: str, name: str) -> float:
    parts = _DURATION_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise pulumi.RunError(
            f"{name}: custom_timeouts: {operation}: no duration, got {text!r};"
            ' write it like "90s", "30m" or "1h30m"'
        )
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)
