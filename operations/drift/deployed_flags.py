"""Flags that were deployed past the program, or taken back: a refresh reads the deployment that the
program started, which stays what it was."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from operations.drift.found import Finding

_TAKEN_BACK = ("REVERTED", "ROLLED_BACK", "ROLLING_BACK")


def deployed_flags(
    deployments: Mapping[str, str], clients: Callable[[str, str], Any]
) -> Iterator[Finding]:
    """Yields what is deployed instead of each declared deployment, which is given by its URN and
    its ARN: `arn:aws:appconfig:<region>:<account>:application/a/environment/e/deployment/6`."""
    for urn, arn in deployments.items():
        *_, region, _, place = arn.split(":", 5)
        _, application, _, environment, _, number = place.split("/")
        answer = clients("appconfig", region).list_deployments(
            ApplicationId=application, EnvironmentId=environment, MaxResults=50
        )
        newest = max(answer["Items"], key=lambda each: int(each["DeploymentNumber"]), default=None)
        if newest is None:
            continue
        told = f"{newest['DeploymentNumber']}, of version {newest['ConfigurationVersion']}"
        if int(newest["DeploymentNumber"]) > int(number):
            yield Finding("appeared", urn, "later deployment", found=told, ids=(arn,))
        elif newest["State"] in _TAKEN_BACK:
            yield Finding("appeared", urn, "rollback of its deployment", found=told, ids=(arn,))
