"""Runs a program's transforms (`ResourceOptions(transforms=...)` and stack-wide ones) in process.

Pulumi's engine calls them over gRPC. Here the SDK's callbacks are called directly with the same
messages, so a transform sees and returns the same as under the CLI.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.message import Message
from pulumi.runtime._callbacks import _CallbackServicer
from pulumi.runtime.proto.resource_pb2 import (
    RegisterResourceRequest,
    TransformRequest,
    TransformResourceOptions,
    TransformResponse,
)

# Names of options in a registration, each with its name in a transform's message.
_OPTIONS = {
    "additionalSecretOutputs": "additional_secret_outputs",
    "aliases": "aliases",
    "customTimeouts": "custom_timeouts",
    "deletedWith": "deleted_with",
    "dependencies": "depends_on",
    "hideDiffs": "hide_diff",
    "hooks": "hooks",
    "ignoreChanges": "ignore_changes",
    "importId": "import",
    "pluginDownloadURL": "plugin_download_url",
    "protect": "protect",
    "provider": "provider",
    "providers": "providers",
    "replaceOnChanges": "replace_on_changes",
    "replace_with": "replace_with",
    "replacement_trigger": "replacement_trigger",
    "retainOnDelete": "retain_on_delete",
    "version": "version",
}


class Callbacks(_CallbackServicer):
    """The callbacks of a program's transforms, without the gRPC server that the SDK's own class
    starts."""

    loop: asyncio.AbstractEventLoop
    """The program's event loop."""

    def __init__(self, monitor: Any) -> None:
        self._callbacks = {}
        self._transforms = {}
        self._state_migrations = {}
        self._monitor = monitor
        self._target = ""

    def transformed(
        self, request: RegisterResourceRequest, tokens: Iterable[str]
    ) -> RegisterResourceRequest:
        """Returns the registration after all transforms, each of which gets the result of the one
        before. They run on the program's event loop, so this must be called from another thread."""
        changed = request
        for token in tokens:
            message = TransformRequest(
                type=changed.type,
                name=changed.name,
                custom=changed.custom,
                parent=changed.parent,
                properties=changed.object,
                options=_options_of(changed),
            )
            called = asyncio.run_coroutine_threadsafe(self._response(token, message), self.loop)
            changed = _with_response(changed, called.result())
        if request.transforms:
            # After a resource's own transforms, the engine takes dependencies from the new values.
            for key, value in changed.object.fields.items():
                if value != request.object.fields.get(key):
                    del changed.propertyDependencies[key].urns[:]
        return changed

    async def _response(self, token: str, message: TransformRequest) -> TransformResponse:
        response = await self._callbacks[token](message.SerializeToString())
        assert isinstance(response, TransformResponse)
        return response


def _options_of(request: RegisterResourceRequest) -> TransformResourceOptions:
    options = TransformResourceOptions()
    _copy(request, options, _OPTIONS)
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    return options


def _with_response(
    request: RegisterResourceRequest, response: TransformResponse
) -> RegisterResourceRequest:
    changed = RegisterResourceRequest()
    changed.CopyFrom(request)
    changed.object.CopyFrom(response.properties)
    if response.HasField("options"):
        _copy(response.options, changed, {option: name for name, option in _OPTIONS.items()})
        changed.deleteBeforeReplaceDefined = response.options.HasField("delete_before_replace")
        changed.deleteBeforeReplace = response.options.delete_before_replace
    for key in set(changed.propertyDependencies) - set(changed.object.fields):
        del changed.propertyDependencies[key]
    for key in changed.object.fields:
        changed.propertyDependencies.get_or_create(key)
    return changed


def _copy(source: Message, target: Message, names: Mapping[str, str]) -> None:
    """Copies fields from one message to another; `names` maps the name of each field in the source
    to its name in the target. Fields that the source lacks are cleared."""
    for name in names.values():
        target.ClearField(name)
    for descriptor, value in source.ListFields():
        if descriptor.name not in names:
            continue
        if isinstance(value, str | bool):
            setattr(target, names[descriptor.name], value)
        else:
            getattr(target, names[descriptor.name]).MergeFrom(value)
