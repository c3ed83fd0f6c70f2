"""Lambda function: deploys one ECS service once more, unchanged, for `pulumi up`.

    {"service": ARN of the service, "names": {name of a called service: its port}}

Tasks know the names of Service Connect that existed when their deployment began. A service that was
deployed before one that it calls learns that name by another deployment. The names are in the event
so that another name or port makes another event, and `pulumi up` calls again.

It waits for the end of the deployment, and fails where ECS rolled it back. A deployment that takes
longer than Lambda may run goes on by itself. The cluster is in the environment.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

Event = dict[str, Any]

POLL_SECONDS = 10
WAIT_SECONDS = 780
"""So long is waited, with a minute left of Lambda's fifteen to answer."""
PROPAGATION_SECONDS = 60
"""So long may IAM refuse what was allowed just before."""


class DeploymentFailed(Exception):
    """The service does not run the deployment that was begun for it."""


def handler(event: Event, context: object) -> dict[str, str]:
    """What Lambda calls."""
    del context
    return Redeployment(boto3.client("ecs"), os.environ["CLUSTER"]).run(event)


class Redeployment:
    """Deploys services of one cluster; `sleep` and `clock` are given by tests."""

    def __init__(
        self,
        ecs: Any,
        cluster: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ecs, self._cluster = ecs, cluster
        self._sleep, self._clock = sleep, clock

    def run(self, event: Event) -> dict[str, str]:
        """Begins a deployment of the event's service, and waits for its end."""
        service = str(event["service"])
        deadline = self._clock() + WAIT_SECONDS
        begun = self._begin(service)
        while True:
            state, reason = self._state(service, begun)
            if state == "FAILED":
                raise DeploymentFailed(f"{service}: ECS rolled the deployment back: {reason}")
            if state == "COMPLETED" or self._clock() >= deadline:
                return {"deployment": begun, "state": state}
            self._sleep(POLL_SECONDS)

    def _begin(self, service: str) -> str:
        deadline = self._clock() + PROPAGATION_SECONDS
        while True:
            try:
                answer = self._ecs.update_service(
                    cluster=self._cluster, service=service, forceNewDeployment=True
                )
            except ClientError as problem:
                denied = problem.response["Error"]["Code"] == "AccessDeniedException"
                if not denied or self._clock() >= deadline:
                    raise
                self._sleep(POLL_SECONDS)
            else:
                return _primary(answer["service"])

    def _state(self, service: str, begun: str) -> tuple[str, str]:
        """The state of the deployment with its reason. ECS lists it no more when it was rolled
        back, or when a newer one has taken its place."""
        found = self._ecs.describe_services(cluster=self._cluster, services=[service])
        for each in found["services"][0]["deployments"]:
            if each["id"] == begun:
                reason = each.get("rolloutStateReason", "no reason given")
                return each.get("rolloutState", "IN_PROGRESS"), reason
        return "FAILED", "it is not listed any more"


def _primary(service: dict[str, Any]) -> str:
    identity: str = next(
        each["id"] for each in service["deployments"] if each["status"] == "PRIMARY"
    )
    return identity
