"""What the engine can do and this one cannot: refused, never left out silently."""

from typing import Any, Never

import pulumi
from pulumi.runtime.proto.callback_pb2 import Callback
from pulumi.runtime.proto.resource_pb2 import (
    ExistsResourceRequest,
    RegisterPackageRequest,
    ResourceCallRequest,
)


def refuse(what: str) -> Never:
    """Ends the run with a message of what cannot be done."""
    raise pulumi.RunError(f"{what} offline; preview this program with the Pulumi CLI")


class Refusals:
    """The methods of a resource monitor that end the run."""

    def RegisterStackInvokeTransform(self, request: Callback) -> Never:
        """Refused."""
        refuse("transforms of provider functions are not run")

    def RegisterResourceHook(self, request: Any) -> Never:
        """Refused."""
        refuse(f"the resource hook {request.name!r} is not run")

    def RegisterErrorHook(self, request: Any) -> Never:
        """Refused."""
        refuse(f"the error hook {request.name!r} is not run")

    def RegisterPackage(self, request: RegisterPackageRequest) -> Never:
        """Refused."""
        refuse(f"the package {request.name!r} needs its provider plugin")

    def Call(self, request: ResourceCallRequest) -> Never:
        """Refused."""
        refuse(f"the resource function {request.tok} needs its provider plugin")

    def ExistsResource(self, request: ExistsResourceRequest) -> Never:
        """Refused."""
        refuse(f"whether {request.type} {request.id!r} exists is not known")
