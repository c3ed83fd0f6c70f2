"""Ends the run when a program uses a feature that Pulumi's engine has and this one lacks."""

from typing import Any, Never

import pulumi
from pulumi.runtime.proto.callback_pb2 import Callback
from pulumi.runtime.proto.resource_pb2 import (
    ExistsResourceRequest,
    RegisterPackageRequest,
    ResourceCallRequest,
)


def refuse(what: str) -> Never:
    """Ends the run with a message that names the missing feature."""
    raise pulumi.RunError(f"{what} offline; preview this program with the Pulumi CLI")


class Refusals:
    """The methods of a resource monitor that end the run, each for one missing feature."""

    def RegisterStackInvokeTransform(self, request: Callback) -> Never:
        """Refuses a transform of provider functions."""
        refuse("transforms of provider functions are not run")

    def RegisterResourceHook(self, request: Any) -> Never:
        """Refuses a resource hook."""
        refuse(f"the resource hook {request.name!r} is not run")

    def RegisterErrorHook(self, request: Any) -> Never:
        """Refuses an error hook."""
        refuse(f"the error hook {request.name!r} is not run")

    def RegisterPackage(self, request: RegisterPackageRequest) -> Never:
        """Refuses a parameterized package."""
        refuse(f"the package {request.name!r} needs its provider plugin")

    def Call(self, request: ResourceCallRequest) -> Never:
        """Refuses a function of a resource."""
        refuse(f"the resource function {request.tok} needs its provider plugin")

    def ExistsResource(self, request: ExistsResourceRequest) -> Never:
        """Refuses to tell if a resource exists."""
        refuse(f"whether {request.type} {request.id!r} exists is not known")
