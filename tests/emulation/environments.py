"""Finds resources of an emulated environment in tests."""

from typing import Any

from aws_account.drift.drift import Difference
from aws_account.resources.resources import Resource
from emulation.emulation import Emulation


def one(emulation: Emulation, type_: str, name: str) -> Resource:
    """The resource of a type and a logical name."""
    found = [
        each
        for each in emulation.resources
        if each.type == type_ and each.urn.rpartition("::")[2] == name
    ]
    if len(found) != 1:
        names = sorted(r.urn.rpartition("::")[2] for r in emulation.resources if r.type == type_)
        raise AssertionError(f"{len(found)} of {type_} {name!r}; there are: {names}")
    return found[0]


def client(emulation: Emulation, service: str, region: str = "eu-central-1") -> Any:
    """A boto3 client that acts in the environment's account."""
    return emulation.account.client(service, region)


def changed(resource: Resource, path: str, declared: Any, found: Any) -> Difference:
    """The difference of an input that has another value."""
    return Difference("changed", resource.urn, path, declared, found)


def appeared(parent: Resource, what: str, key: str) -> Difference:
    """The difference of what was added to a resource."""
    return Difference("appeared", parent.urn, what, None, key)
