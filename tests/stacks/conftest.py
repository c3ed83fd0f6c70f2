"""The whole stacks, built once for all tests that only look at them."""

import pytest

from stacks import cloud
from tests.factories import make_platform
from tests.graph import Graph, deploy_apart

STACKS = ("staging", "prod")


def build(stack: str = "prod", **changes: dict[str, object]) -> Graph:
    """A stack as checked in, with changes of its `settings` or `workload`."""
    platform = make_platform(stack, **changes)
    return deploy_apart(lambda: cloud.build(platform), stack=stack)


@pytest.fixture(scope="session")
def prod() -> Graph:
    return build("prod")


@pytest.fixture(scope="session")
def staging() -> Graph:
    return build("staging")


@pytest.fixture(params=STACKS)
def graph(request: pytest.FixtureRequest) -> Graph:
    found: Graph = request.getfixturevalue(request.param)
    return found
