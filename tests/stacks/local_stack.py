"""The environment on Docker as tests see it."""

from typing import Any

from config import LocalPlatform
from engine.registration import Registration
from stacks import local
from tests.factories import make_local_platform
from tests.graph import Graph, Secret, deploy_apart

CONTAINER = "docker:index/container:Container"
PROGRAMS = sorted(make_local_platform().workload.by_name())


def build(**changes: dict[str, Any]) -> Graph:
    """The checked-in stack, with other settings."""
    return deployed(make_local_platform(settings=changes))


def deployed(platform: LocalPlatform, *, exit_code: int = 0) -> Graph:
    """A platform whose database's setup ends with this status."""
    return deploy_apart(
        lambda: local.build(platform),
        stack="dev",
        overrides={f"{CONTAINER} database-setup": {"exitCode": exit_code}},
        config={"plinth:local-secret": "a secret of these tests", "plinth:local-owner": "0a1b"},
    )


def plain(value: Any) -> Any:
    """What a secret hides."""
    return plain(value.value) if isinstance(value, Secret) else value


def variables(container: Registration) -> dict[str, str]:
    """The environment of a container."""
    envs = plain(container.inputs["envs"])
    return dict(plain(each).split("=", 1) for each in envs)


def uploads(container: Registration) -> dict[str, str]:
    """The files that a container is given: path -> content."""
    return {each["file"]: plain(each["content"]) for each in plain(container.inputs["uploads"])}
