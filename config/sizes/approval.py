"""A gate in the deployment of a service: ECS waits at it for a person's answer."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from config.sizes.deployments import Deployment
from config.values import Broken, Section

Stage = Literal[
    "pre_scale_up", "post_scale_up", "post_test_traffic_shift", "post_production_traffic_shift"
]
"""Stage of a deployment at which it may wait, in ECS's words. Those at which it may not are stages
of a rollback too. `PRE_PRODUCTION_TRAFFIC_SHIFT`, which comes before each step of a canary, is in
no list of AWS's provider yet. Source:
docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html"""


class Approval(Section):
    """Gate in the deployment of a service. ECS waits there until somebody answers with `make
    deployment`, and `make up` does not wait for it. A change of a gate is an update in place and
    starts a deployment. A gate that is taken away stays at AWS until `make deployment DO=ungate`
    takes it away there."""

    stage: Stage
    """Stage at which the deployment waits, such as post_scale_up. pre_scale_up: no new task has
    started. post_scale_up: the new tasks are well, and nobody reaches them.
    post_test_traffic_shift: the new tasks answer on the load balancer's test port alone.
    post_production_traffic_shift: they have all traffic, and the old ones still run, so a rollback
    takes seconds. Both sets of tasks are paid while it waits, except with pre_scale_up."""
    minutes: Annotated[int, Field(ge=1, le=20160, examples=[1440])] = 1440
    """Minutes for which the deployment waits for an answer, 14 days at most."""
    otherwise: Literal["rollback", "continue"] = "rollback"
    """Answer that ECS gives itself when nobody has given one in time."""


def approval_problems(deployment: Deployment, gates: Sequence[Approval]) -> Iterator[Broken]:
    """Yields gates that the way of deploying does not have, and stages that are named twice."""
    if gates and deployment == "rolling":
        yield Broken(
            "approvals",
            len(gates),
            "are for deployment: blue_green, canary and linear: a rolling deployment gives its "
            "tasks traffic one by one, and reports no stage at which it could wait; choose one of "
            "these three, or leave approvals out (on Docker always)",
            lacks=".deployment",
        )
    seen: set[str] = set()
    for number, gate in enumerate(gates):
        if gate.stage in seen:
            yield Broken(
                ("approvals", number, "stage"),
                gate.stage,
                "has a gate already, and both would wait at the same time; leave one of them out",
            )
        seen.add(gate.stage)
