"""The Lambda function that deploys a service once more, against an ECS made of one service."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from components.functions.handlers.redeploy import DeploymentFailed, Redeployment

CLUSTER = "arn:aws:ecs:eu-central-1:111122223333:cluster/shop-prod"
SERVICE = "arn:aws:ecs:eu-central-1:111122223333:service/shop-prod/a-1"
EVENT = {"service": SERVICE, "names": {"b": 8080}}
OLD = {"id": "old", "status": "ACTIVE", "rolloutState": "COMPLETED"}


class Ecs:
    """Deploys one service, through these states."""

    def __init__(self, *states: str | None, denied: int = 0) -> None:
        self.states: Iterator[str | None] = iter(states)
        self.denied = denied
        self.requests: list[dict[str, Any]] = []

    def update_service(self, **request: Any) -> dict[str, Any]:
        if self.denied:
            self.denied -= 1
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateService")
        self.requests.append(request)
        return {"service": {"deployments": [OLD, {"id": "new", "status": "PRIMARY"}]}}

    def describe_services(self, **request: Any) -> dict[str, Any]:
        assert request == {"cluster": CLUSTER, "services": [SERVICE]}
        state = next(self.states)
        new = {"id": "new", "status": "PRIMARY", "rolloutState": state, "rolloutStateReason": "why"}
        return {"services": [{"deployments": [OLD, *([new] if state else [])]}]}


def redeploy(ecs: Ecs) -> dict[str, str]:
    seconds = [0.0]

    def sleep(pause: float) -> None:
        seconds[0] += pause

    return Redeployment(ecs, CLUSTER, sleep=sleep, clock=lambda: seconds[0]).run(EVENT)


def test_the_service_is_deployed_as_it_is_and_waited_for() -> None:
    ecs = Ecs("IN_PROGRESS", "IN_PROGRESS", "COMPLETED", denied=2)
    assert redeploy(ecs) == {"deployment": "new", "state": "COMPLETED"}
    assert ecs.requests == [{"cluster": CLUSTER, "service": SERVICE, "forceNewDeployment": True}]


@pytest.mark.parametrize(("state", "reason"), [("FAILED", "why"), (None, "not listed")])
def test_a_deployment_that_is_rolled_back_fails(state: str | None, reason: str) -> None:
    with pytest.raises(DeploymentFailed, match=reason):
        redeploy(Ecs("IN_PROGRESS", state))


def test_a_long_deployment_goes_on_by_itself() -> None:
    assert redeploy(Ecs(*["IN_PROGRESS"] * 100)) == {"deployment": "new", "state": "IN_PROGRESS"}


def test_a_right_that_never_comes_is_told() -> None:
    with pytest.raises(ClientError):
        redeploy(Ecs(denied=100))
