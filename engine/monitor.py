"""The resource monitor, with which a program registers its resources, in place of Pulumi's own."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pulumi
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.proto.callback_pb2 import Callback

from engine import messages
from engine.backend import Backend, Created, ResourceFailed
from engine.providers import Providers, reference
from engine.refusals import Refusals, refuse
from engine.registration import PROVIDER_TYPE, STACK_TYPE, Registration, make_urn
from engine.transforms import Callbacks
from engine.values import decode, encode

# Resource references are left out. Without them the SDK sends the ID of a resource that is passed
# as an input, and that is what providers get from Pulumi's engine.
_FEATURES = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    # The next four are named so that a program's use of them arrives here and is refused with a
    # clear message.
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A resource that the backend could not create, with the reason."""

    urn: str
    message: str


class Monitor(Refusals):
    """Records the resources that a program registers, and answers with the results of a backend.

    Methods with capital letters have the engine's own names, because the SDK calls them. URNs,
    inheritance of options, default providers and the refusal of equal URNs follow Pulumi's engine.
    Features that this monitor lacks (hooks, remote components, functions of resources) end the run
    with an error, so nothing is left out silently.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        project: str,
        stack: str,
        config: Mapping[str, str],
        on_registration: Callable[[Registration], None] | None = None,
    ) -> None:
        self.failures: list[Failure] = []
        self.callbacks = Callbacks(self)
        # Registrations arrive on the threads of the event loop's executor.
        self._turn = threading.Lock()
        self._backend = backend
        self._project = project
        self._stack = stack
        self._on_registration = on_registration
        self._registrations: dict[str, Registration] = {}
        self._providers = Providers(
            self._registrations, backend=backend, stack=stack, project=project, config=config
        )
        self._transforms: dict[str, list[str]] = {}
        self._stack_transforms: list[str] = []

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """All resources, in the same order on every run: the stack first, parents before children,
        and otherwise by URN. They arrive in another order, as their inputs become known."""
        return tuple(sorted(self._registrations.values(), key=_place))

    def GetDeploymentInfo(self, request: empty_pb2.Empty) -> resource_pb2.DeploymentInfo:
        """Tells the SDK which features it may use."""
        return resource_pb2.DeploymentInfo(supportedFeatures=_FEATURES)

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Registers a new resource, component, provider or the stack."""
        if request.remote:
            refuse(f"the remote component {request.type} {request.name!r} needs its plugin")
        urn = self._urn(request)
        request = self._transformed(request, urn)
        with self._turn:
            return self._registered(request, urn)

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Records the outputs of a component, or the exports of the stack."""
        outputs = decode(request.outputs)
        with self._turn:
            registration = replace(self._registrations[request.urn], outputs=outputs)
            self._registrations[request.urn] = registration
        return empty_pb2.Empty()

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Registers a resource that exists already, for `Resource.get`."""
        urn = self._urn(request)
        with self._turn:
            provider = self._provider_of(request)
            registration = messages.from_read(
                request,
                urn=urn,
                provider=reference(provider),
                provider_settings=provider.inputs if provider else {},
            )
            self._claim(registration)
            found = self._backend.read(registration)
            id_, outputs = self._kept(registration, found, sent=request.properties)
        return resource_pb2.ReadResourceResponse(urn=urn, id=id_, properties=outputs)

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answers a provider function, such as `aws.get_region()`."""
        with self._turn:
            provider = self._providers.named(
                request.provider, token=request.tok, version=request.version
            )
            result = self._backend.call(request.tok, decode(request.args), provider.inputs)
        response = resource_pb2.ResourceInvokeResponse()
        getattr(response, "return").CopyFrom(encode(result))
        return response

    def RegisterStackTransform(self, request: Callback) -> empty_pb2.Empty:
        """Adds a transform for every resource that is registered from now on."""
        self._stack_transforms.append(request.token)
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: empty_pb2.Empty) -> empty_pb2.Empty:
        """Does nothing at the end of the program; Pulumi's engine would now delete the resources
        that are no longer registered."""
        return empty_pb2.Empty()

    def _urn(
        self, request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest
    ) -> str:
        return make_urn(
            stack=self._stack,
            project=self._project,
            parent=request.parent,
            type_=request.type,
            name=request.name,
        )

    def _registered(
        self, request: resource_pb2.RegisterResourceRequest, urn: str
    ) -> resource_pb2.RegisterResourceResponse:
        provider = self._provider_of(request) if request.custom else None
        registration = messages.from_register(
            request,
            urn=urn,
            parent=self._registrations.get(request.parent),
            provider=reference(provider),
            provider_settings=provider.inputs if provider else {},
        )
        self._claim(registration)
        if not request.custom:
            self._announce(registration)
            return resource_pb2.RegisterResourceResponse(urn=urn)
        try:
            created = self._backend.create(registration)
        except ResourceFailed as failure:
            self.failures.append(Failure(urn, str(failure)))
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)
        id_, outputs = self._kept(registration, created, sent=request.object)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=id_, object=outputs)

    def _claim(self, registration: Registration) -> None:
        if registration.urn in self._registrations:
            raise pulumi.RunError(
                f"two resources of type {registration.type} are named {registration.name!r} and"
                f" have one URN, {registration.urn}; give each a name of its own"
            )
        self._registrations[registration.urn] = registration

    def _kept(
        self, registration: Registration, created: Created, *, sent: struct_pb2.Struct
    ) -> tuple[str, struct_pb2.Struct]:
        """Records the backend's result, and returns it in the form of the SDK. Inputs that become
        outputs are returned as they were sent: they are most of a plan, and need no conversion."""
        id_, outputs = created
        if id_ is not None or outputs is not None:
            known = registration.inputs if outputs is None else outputs
            registration = registration.created(id_, known)
            self._registrations[registration.urn] = registration
        self._announce(registration)
        return id_ or "", sent if outputs is None else encode(registration.outputs)

    def _announce(self, registration: Registration) -> None:
        if self._on_registration is not None:
            self._on_registration(registration)

    def _transformed(
        self, request: resource_pb2.RegisterResourceRequest, urn: str
    ) -> resource_pb2.RegisterResourceRequest:
        """Applies transforms in the order of Pulumi's engine: the resource's own, its parents', the
        stack's."""
        if request.transforms:
            self._transforms[urn] = [callback.token for callback in request.transforms]
        if (not self._transforms and not self._stack_transforms) or request.type == STACK_TYPE:
            return request
        chain = [urn, *self._ancestors(request.parent)]
        tokens = [token for each in chain for token in self._transforms.get(each, ())]
        return self.callbacks.transformed(request, [*tokens, *self._stack_transforms])

    def _ancestors(self, urn: str) -> Iterator[str]:
        while registration := self._registrations.get(urn):
            yield urn
            urn = registration.parent

    def _provider_of(
        self, request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest
    ) -> Registration | None:
        """Returns the provider that manages a resource; None for a provider itself."""
        if request.type.startswith(PROVIDER_TYPE):
            return None
        return self._providers.named(request.provider, token=request.type, version=request.version)


def _place(registration: Registration) -> tuple[bool, int, str]:
    depth = registration.urn.split("::")[2].count("$")
    return registration.type != STACK_TYPE, depth, registration.urn
