"""The deployments of a service: what ran, since when, how it ended and why.

ECS remembers 90 days of them. The emulated account knows only those that a service has now, so
there each of them is read from the service.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from operations import accounts
from operations.operate.programs import Program, running
from operations.sites import Site

Answer = Mapping[str, Any]

_DESCRIBED = 20
"""The most deployments or revisions that ECS describes in one call."""
_GOOD = "SUCCESSFUL"
BACK = "ROLLBACK_SUCCESSFUL"
"""The status of a deployment after which the version before runs again."""
_GOES_ON = {
    "PENDING",
    "IN_PROGRESS",
    "STOP_REQUESTED",
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
}
_ROLLOUT = {"COMPLETED": _GOOD, "FAILED": "STOPPED", "IN_PROGRESS": "IN_PROGRESS"}
"""The statuses of a service's own deployments in those words."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A hook at which a deployment waits for an answer."""

    id: str
    until: datetime | None = None
    """The moment at which ECS answers itself."""
    otherwise: str = ""
    """The answer that it gives then: `rollback` or `continue`."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """One deployment."""

    id: str
    arn: str = ""
    """The whole name at ECS. Empty in the emulated account."""
    status: str
    """SUCCESSFUL, IN_PROGRESS, STOPPED, ROLLBACK_SUCCESSFUL and so on, in ECS's words."""
    stage: str = ""
    """The part of a blue/green deployment that goes on: SCALE_UP, BAKE_TIME and so on."""
    created: datetime
    finished: datetime | None = None
    reason: str = ""
    definition: str = ""
    """The task definition with its revision: `shop-prod-orders:12`."""
    images: Mapping[str, str]
    """Images by container."""
    running: int = 0
    wanted: int = 0
    rollback: str = ""
    """The reason of the rollback, or of its having begun."""
    gates: tuple[Gate, ...] = ()
    """The hooks at which it waits now."""

    @property
    def goes_on(self) -> bool:
        """True if ECS is not done with it."""
        return self.status in _GOES_ON

    @property
    def succeeded(self) -> bool:
        """True if its tasks took over."""
        return self.status == _GOOD

    @property
    def state(self) -> str:
        """The status in words, with the stage."""
        words = self.status.lower().replace("_", " ")
        return f"{words} ({self.stage.lower().replace('_', ' ')})" if self.stage else words


def history(site: Site, program: Program, count: int) -> list[Deployment]:
    """Returns the last deployments of a service, the newest first."""
    found = _of_service(site, program) if site.endpoint else _remembered(site, program, count)
    return sorted(found, key=lambda each: each.created, reverse=True)[:count]


def latest(site: Site, program: Program) -> Deployment | None:
    """Returns the newest deployment. None if ECS remembers none."""
    return next(iter(history(site, program, 1)), None)


def going_on(site: Site, program: Program) -> Deployment | None:
    """Returns the deployment that ECS is not done with, and None if there is none. The emulated
    account never ends one, and lets none wait."""
    if site.endpoint:
        return None
    found = _remembered(site, program, 1, status=["IN_PROGRESS"])
    return next((each for each in found if each.goes_on), None)


def _remembered(site: Site, program: Program, count: int, **only: Any) -> list[Deployment]:
    ecs = site.client("ecs")
    with accounts.asking(f"the deployments of {program.name}"):
        briefs: list[Answer] = []
        token: dict[str, str] = {}
        while True:
            answer = ecs.list_service_deployments(
                cluster=program.cluster, service=program.service, **only, **token
            )
            briefs += answer["serviceDeployments"]
            if not (more := answer.get("nextToken")):
                break
            token = {"nextToken": more}
        newest = sorted(briefs, key=lambda each: each["createdAt"], reverse=True)[:count]
        arns = [each["serviceDeploymentArn"] for each in newest]
        described = [
            each
            for some in _portions(arns)
            for each in ecs.describe_service_deployments(serviceDeploymentArns=some)[
                "serviceDeployments"
            ]
        ]
        revisions = _revisions(site, [each["targetServiceRevision"]["arn"] for each in described])
    return [_deployment(each, revisions) for each in described]


def _revisions(site: Site, arns: Sequence[str]) -> dict[str, Answer]:
    ecs = site.client("ecs")
    return {
        each["serviceRevisionArn"]: each
        for some in _portions(sorted(set(arns)))
        for each in ecs.describe_service_revisions(serviceRevisionArns=some)["serviceRevisions"]
    }


def _deployment(found: Answer, revisions: Mapping[str, Answer]) -> Deployment:
    target = found["targetServiceRevision"]
    revision = revisions.get(target["arn"], {})
    status = found["status"]
    return Deployment(
        id=found["serviceDeploymentArn"].rpartition("/")[2],
        arn=found["serviceDeploymentArn"],
        status=status,
        # ECS keeps the last stage of one that has ended.
        stage=found.get("lifecycleStage", "") if status in _GOES_ON else "",
        created=found["createdAt"],
        finished=found.get("finishedAt") or found.get("stoppedAt"),
        reason=found.get("statusReason", ""),
        definition=revision.get("taskDefinition", "").rpartition("/")[2],
        images={
            each["containerName"]: each["image"] for each in revision.get("containerImages", ())
        },
        running=target.get("runningTaskCount", 0),
        wanted=target.get("requestedTaskCount", 0),
        rollback=found.get("rollback", {}).get("reason", ""),
        gates=tuple(_gates(found)) if status in _GOES_ON else (),
    )


def _gates(found: Answer) -> Iterator[Gate]:
    for hook in found.get("lifecycleHookDetails", ()):
        if (hook.get("targetType"), hook.get("status")) == ("PAUSE", "AWAITING_ACTION"):
            yield Gate(
                id=hook["hookId"],
                until=hook.get("expiresAt"),
                otherwise=hook.get("timeoutAction", "").lower(),
            )


def _of_service(site: Site, program: Program) -> list[Deployment]:
    return [
        Deployment(
            id=each["id"].rpartition("/")[2],
            status=_ROLLOUT[each.get("rolloutState", "COMPLETED")],
            created=each["createdAt"],
            finished=each["updatedAt"] if each.get("rolloutState") != "IN_PROGRESS" else None,
            reason=each.get("rolloutStateReason", ""),
            definition=each["taskDefinition"].rpartition("/")[2],
            images=running.images(site, each["taskDefinition"]),
            running=each["runningCount"],
            wanted=each["desiredCount"],
        )
        for each in running.service(site, program)["deployments"]
    ]


def _portions(arns: Sequence[str]) -> list[Sequence[str]]:
    return [arns[first : first + _DESCRIBED] for first in range(0, len(arns), _DESCRIBED)]
