"""The AWS provider that the Pulumi engine finds when it is to use an emulated account.

It speaks the engine's provider protocol (`ResourceProvider` of pulumi/provider.proto). The mapping
table says how each resource is created and changed, as in `backend.py`. Between two commands only
Pulumi's state knows the resources.
"""

import functools
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import grpc
import pulumi
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

import provider_facts
from aws_account.moto import Account, Refused
from aws_account.resources import NameRefused, Resource, Resources
from aws_account.spelling import Mismatch
from backends import invokes
from engine import Registration, account_of
from engine.values import Secret, decode, encode, has_secret, revealed
from plugin import checkpoint, planned, refreshed

VERSION = "7.51.1"
"""Version of the real provider whose types the mapping table describes."""

_REPLACING = ("region", "allowedAccountIds")
"""Settings of the provider that decide where its resources are."""

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")


def _in_turn(
    method: Callable[["Provider", _Request], _Response],
) -> Callable[["Provider", _Request, grpc.ServicerContext], _Response]:
    """Returns a method that answers one request at a time, because the engine calls in parallel and
    moto is not made for that. A refusal by AWS becomes an error of the one resource."""

    @functools.wraps(method)
    def answered(self: "Provider", request: _Request, context: grpc.ServicerContext) -> _Response:
        try:
            with self.turn:
                return method(self, request)
        except (Refused, Mismatch, pulumi.RunError) as error:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
            raise

    return answered


class Provider(ResourceProviderServicer):
    """One provider of a program, for the account at an address.

    Methods with capitals have the protocol's own names, because the engine calls them.
    """

    def __init__(self, endpoint: str, *, state: Path | None = None) -> None:
        """Creates the provider. `state` is the CLI's file with the resources of earlier
        commands."""
        self.turn = threading.Lock()
        self._endpoint, self._state = endpoint, state
        self._settings = Registration(urn="", type="", name="", custom=True)
        self._resources = Resources(Account("", endpoint=endpoint))

    def Handshake(self, request: object, context: object) -> provider_pb2.ProviderHandshakeResponse:
        """Answers which parts of the protocol are supported. Resources as inputs are not, so the
        engine sends their IDs."""
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, supports_autonaming_configuration=True
        )

    def GetPluginInfo(self, request: object, context: object) -> plugin_pb2.PluginInfo:
        """Answers with the version of the real provider, in whose place this one stands."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: object
    ) -> provider_pb2.CheckResponse:
        """Accepts the settings, because the program's own types have checked them."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: object
    ) -> provider_pb2.DiffResponse:
        """Answers that another region or account replaces the provider, so that everything in it is
        created again."""
        old, new = decode(request.old_inputs), decode(request.news)
        return _difference(planned.changed(old, new), frozenset(_REPLACING), sides=(old, new))

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: object
    ) -> provider_pb2.ConfigureResponse:
        """Takes over the settings: account, region, default tags."""
        settings = revealed(decode(request.args))
        with self.turn:
            self._settings = Registration(
                urn="", type="", name="", custom=True, provider_settings=settings
            )
            account = Account(account_of(settings), endpoint=self._endpoint)
            self._resources = Resources(account)
            for known in checkpoint.resources(self._state) if self._state else ():
                self._resources.know(known)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    @_in_turn
    def Check(self, request: provider_pb2.CheckRequest) -> provider_pb2.CheckResponse:
        """Answers with the inputs and the values that the provider fills in, such as a name that
        the program does not give."""
        try:
            inputs = planned.checked(
                self._resource(request, request.news),
                decode(request.news),
                decode(request.olds),
                name=request.name,
                autonaming=request.autonaming if request.HasField("autonaming") else None,
            )
        except NameRefused as error:
            name, _, reason = str(error).partition(": ")
            failure = provider_pb2.CheckFailure(property=name, reason=reason)
            return provider_pb2.CheckResponse(inputs=request.news, failures=[failure])
        return provider_pb2.CheckResponse(inputs=encode(inputs))

    @_in_turn
    def Diff(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        """Answers which inputs differ, and whether AWS fixed one of them at creation."""
        old = self._known(request, request.old_inputs, request.olds)
        new = self._resource(request, request.news)
        changed = planned.differing(old, new, ignored=request.ignoreChanges)
        # Another region means another resource. Some values of an input replace, and others do not.
        by_value = provider_facts.replacing(old.type, old.inputs, new.inputs)
        replacing = old.row.replaces | by_value | {"region"}
        return _difference(
            changed,
            replacing,
            delete_first=planned.has_same_name(old, decode(request.news)),
            sides=(old.inputs, new.inputs),
        )

    @_in_turn
    def Create(self, request: provider_pb2.CreateRequest) -> provider_pb2.CreateResponse:
        """Creates the resource. In a preview, it answers with the outputs that are already
        known."""
        resource = self._resource(request, request.properties)
        if request.preview:
            properties = planned.outputs_of_new(resource)
            return provider_pb2.CreateResponse(
                properties=_with_secrets(properties, request.properties)
            )
        made = self._resources.create(resource)
        return provider_pb2.CreateResponse(
            id=made.id, properties=_with_secrets(made.outputs, request.properties)
        )

    @_in_turn
    def Read(self, request: provider_pb2.ReadRequest) -> provider_pb2.ReadResponse:
        """Answers with the resource as it is in the account now, and without an ID if it is
        gone."""
        if not request.inputs.fields:
            raise Refused(
                request.type,
                f"{request.id}: an emulated account holds nothing that another program made;"
                " nothing can be imported from it",
            )
        resource = self._known(request, request.inputs, request.properties)
        if resource.is_recorded_only:
            return provider_pb2.ReadResponse(
                id=request.id, inputs=request.inputs, properties=request.properties
            )
        answer = self._resources.read(resource)
        if answer is None:
            return provider_pb2.ReadResponse()
        inputs, outputs = refreshed.refreshed(resource, answer)
        filled_in = decode(request.inputs).get(planned.DEFAULTS)
        defaults = {} if filled_in is None else {planned.DEFAULTS: filled_in}
        return provider_pb2.ReadResponse(
            id=request.id,
            inputs=_with_secrets({**inputs, **defaults}, request.inputs),
            properties=_with_secrets(outputs, request.properties),
        )

    @_in_turn
    def Update(self, request: provider_pb2.UpdateRequest) -> provider_pb2.UpdateResponse:
        """Changes the resource in place."""
        old = self._known(request, request.old_inputs, request.olds)
        new = self._resource(request, request.news)
        if request.preview:
            properties = planned.outputs_of_changed(old, new)
        else:
            made = self._resources.update(*planned.with_all_tags(old, new))
            self._resources.know(made)
            properties = planned.with_own_tags(made.outputs, new)
        return provider_pb2.UpdateResponse(properties=_with_secrets(properties, request.news))

    @_in_turn
    def Delete(self, request: provider_pb2.DeleteRequest) -> Empty:
        """Deletes the resource. AWS refuses to delete a protected one."""
        self._resources.delete(self._known(request, request.old_inputs, request.properties))
        return Empty()

    @_in_turn
    def Invoke(self, request: provider_pb2.InvokeRequest) -> provider_pb2.InvokeResponse:
        """Answers a provider function."""
        settings = self._settings.provider_settings
        result = invokes.answer(request.tok, revealed(decode(request.args)), settings)
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode(result))
        return response

    def Cancel(self, request: object, context: object) -> Empty:
        """Does nothing, because each request ends soon by itself."""
        return Empty()

    def _resource(self, request: Any, inputs: Struct) -> Resource:
        """Returns the resource that a request is about, with some inputs."""
        own = revealed(decode(inputs))
        return Resource(
            type=request.type,
            urn=request.urn,
            inputs={name: value for name, value in own.items() if name != planned.DEFAULTS},
            region=self._settings.region,
            default_tags=self._settings.default_tags,
        )

    def _known(self, request: Any, inputs: Struct, outputs: Struct) -> Resource:
        """Returns an existing resource that a request is about, and notes it, so that others may
        refer to it."""
        resource = replace(
            self._resource(request, inputs), id=request.id, outputs=revealed(decode(outputs))
        )
        self._resources.know(resource)
        return resource


def _difference(
    changed: frozenset[str],
    replacing: frozenset[str],
    *,
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    delete_first: bool = False,
) -> provider_pb2.DiffResponse:
    """Answers with the properties that differ. The engine's documents hold an update by a refresh
    only if the answer details them, as that of AWS's provider does."""
    replaces = sorted(changed & replacing)
    # All tags are an output, which repeats the program's own.
    told = changed - {"tagsAll"} or changed
    some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some if changed else none,
        diffs=sorted(changed),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        hasDetailedDiff=True,
        detailedDiff={
            name: _property_difference(name, sides, replaces=name in replaces) for name in told
        },
    )


def _property_difference(
    name: str, sides: tuple[Mapping[str, Any], Mapping[str, Any]], *, replaces: bool
) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff
    old, new = (name in side for side in sides)
    if old == new:
        kind = kinds.UPDATE_REPLACE if replaces else kinds.UPDATE
    elif new:
        kind = kinds.ADD_REPLACE if replaces else kinds.ADD
    else:
        kind = kinds.DELETE_REPLACE if replaces else kinds.DELETE
    return kinds(kind=kind, inputDiff=old or new)


def _with_secrets(properties: Mapping[str, Any], sent: Struct) -> Struct:
    """Returns the properties for the engine. A value that is still as the engine sent it keeps its
    secrets, and a changed value is secret as a whole if it held one."""
    before = decode(sent)
    return encode({name: _marked(value, before.get(name)) for name, value in properties.items()})


def _marked(value: Any, before: Any) -> Any:
    if revealed(before) == value:
        return before
    return Secret(value) if has_secret(before) else value
