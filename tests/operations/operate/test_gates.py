"""A deployment that waits at a gate is shown and answered, in the shapes of botocore's model."""

import json
from dataclasses import replace
from typing import Any

import pytest

from config.sizes import Approval
from operations.operate import programs
from operations.operate.services import gate_command, gates
from operations.sites import Site
from tests.factories import make_platform
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults, answer

pytestmark = pytest.mark.xdist_group("operate")

ARN = "arn:aws:ecs:eu-central-1:1:service-deployment/c/s/1"
REVISION = "arn:aws:ecs:eu-central-1:1:service-revision/c/s/1"
CONTINUED, STOPPED = "ecs.ContinueServiceDeployment", "ecs.StopServiceDeployment"
PAUSE = {"hookId": "ecs-pause-1", "targetType": "PAUSE", "status": "AWAITING_ACTION"}
WAITS = {**PAUSE, "expiresAt": 1764300000, "timeoutAction": "ROLLBACK"}


class Ecs:
    """ECS with one deployment of orders, for whoever lacks it."""

    def __init__(self, site: Site, **more: Any) -> None:
        self.orders = programs.one(site, "orders").service
        self.found: dict[str, Any] = {
            "serviceDeploymentArn": ARN,
            "status": "IN_PROGRESS",
            "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
            "createdAt": 1764100000,
            "targetServiceRevision": {"arn": REVISION},
            **more,
        }

    def briefs(self, request: Any) -> Any:
        asked = json.loads(request.body)
        fits = asked["service"] == self.orders
        fits = fits and self.found["status"] in asked.get("status", [self.found["status"]])
        return told({"serviceDeployments": [self.found] if fits else []})

    def described(self, request: Any) -> Any:
        asked = json.loads(request.body)["serviceDeploymentArns"]
        return told({"serviceDeployments": [self.found] if ARN in asked else []})

    def revisions(self, request: Any) -> Any:
        images = [{"containerName": "orders", "image": "orders:2.0.0"}]
        return told(
            {"serviceRevisions": [{"serviceRevisionArn": REVISION, "containerImages": images}]}
        )

    def continued(self, request: Any) -> Any:
        goes_on = json.loads(request.body)["action"] == "CONTINUE"
        self.found["lifecycleHookDetails"] = []
        self.found["status"] = "SUCCESSFUL" if goes_on else "ROLLBACK_SUCCESSFUL"
        return told({"serviceDeploymentArn": ARN})

    def stopped(self, request: Any) -> Any:
        assert json.loads(request.body)["stopType"] == "ROLLBACK"
        self.found["status"] = "ROLLBACK_SUCCESSFUL"
        return told({"serviceDeploymentArn": ARN})


def told(content: Any) -> Any:
    return answer(200, json.dumps(content).encode())


@pytest.fixture
def on_aws(site: Site, faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Staging as if it stood on AWS: the commands ask ECS for what the emulated account lacks."""
    for made in (site.client, site.single):
        made("ecs")
    there = replace(site, endpoint="")
    monkeypatch.setattr(gate_command, "standing", lambda *_, **__: there)
    return there


def ecs(site: Site, faults: Faults, **more: Any) -> Ecs:
    stand_in = Ecs(site, **more)
    faults.instead = {
        "ecs.ListServiceDeployments": stand_in.briefs,
        "ecs.DescribeServiceDeployments": stand_in.described,
        "ecs.DescribeServiceRevisions": stand_in.revisions,
        CONTINUED: stand_in.continued,
        STOPPED: stand_in.stopped,
    }
    return stand_in


def sent(faults: Faults, call: str) -> list[Any]:
    return [json.loads(body) for name, body in faults.sent if name == call]


def test_what_waits_is_shown_with_status_2(on_aws: Site, operate: Operate, faults: Faults) -> None:
    lambda_hook = {"hookId": "x", "targetType": "AWS_LAMBDA", "status": "IN_PROGRESS"}
    ecs(on_aws, faults, lifecycleHookDetails=[lambda_hook, WAITS])
    for words in (("deployment", "show"), ("deployment", "show", "orders")):
        shown = operate(*words)
        assert shown.status == 2
        assert "orders  waits at post test traffic shift, begun 2025-11-2" in shown.out
        assert "then rollback\n    orders: orders:2.0.0\n" in shown.out
        assert "deployment continue orders --stack staging, or rollback" in shown.out
    shown = operate("deployment", "show", "--json", "-")
    [content] = json.loads(shown.out)
    assert content["gates"] == [
        {"id": "ecs-pause-1", "until": content["gates"][0]["until"], "otherwise": "rollback"}
    ]
    assert content["gates"][0]["until"].startswith("2025-11-28T03:20:00")
    assert (content["name"], content["arn"], content["stage"]) == (
        "orders",
        ARN,
        "POST_TEST_TRAFFIC_SHIFT",
    )


def test_where_nothing_waits_it_is_said(on_aws: Site, operate: Operate, faults: Faults) -> None:
    ecs(on_aws, faults, status="SUCCESSFUL")
    shown = operate("deployment", "show")
    assert (shown.status, shown.out) == (0, "no deployment of staging waits for an answer\n")
    assert operate("deployment", "show", "--json", "-").out == "[]\n"
    for word in ("continue", "rollback"):
        shown = operate("deployment", word, "orders", "--yes")
        assert shown.status == 1
        assert "no deployment of orders goes on, so nothing waits" in shown.err
        assert "operations deployments orders --stack staging" in shown.err


@pytest.mark.parametrize("kind", [None, "throttled", "lost"])
def test_the_answer_is_given_once(
    on_aws: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    stand_in = ecs(on_aws, faults, lifecycleHookDetails=[WAITS])
    faults.kind = kind
    # An answer that was lost is one that ECS got.
    if kind == "lost":
        faults.instead[CONTINUED] = stand_in.continued
    shown = operate("deployment", "continue", "orders", "--yes", "--follow")
    assert shown.status == 0, shown.err
    assert "orders: the deployment goes on\norders: successful" in shown.out
    expected = {"serviceDeploymentArn": ARN, "hookId": "ecs-pause-1", "action": "CONTINUE"}
    assert sent(faults, CONTINUED) == [expected]


def test_without_a_terminal_nothing_is_answered_unasked(
    on_aws: Site, operate: Operate, faults: Faults
) -> None:
    ecs(on_aws, faults, lifecycleHookDetails=[WAITS])
    for word in ("continue", "rollback"):
        shown = operate("deployment", word, "orders")
        assert shown.status == 1
        assert "add --yes" in shown.err
    assert not faults.calls[CONTINUED]


def test_one_that_does_not_wait_only_goes_back(
    on_aws: Site, operate: Operate, faults: Faults
) -> None:
    done = {**WAITS, "status": "SUCCEEDED"}
    ecs(on_aws, faults, lifecycleStage="BAKE_TIME", lifecycleHookDetails=[done])
    shown = operate("deployment", "continue", "orders", "--yes")
    assert shown.status == 1
    assert "waits for no answer: it is in progress (bake time)" in shown.err
    shown = operate("deployment", "rollback", "orders", "--yes", "--follow")
    assert shown.status == 0, shown.err
    assert "orders: rollback successful" in shown.out
    assert sent(faults, STOPPED) == [{"serviceDeploymentArn": ARN, "stopType": "ROLLBACK"}]


def test_one_gate_of_several_sends_a_deployment_back(
    on_aws: Site, operate: Operate, faults: Faults
) -> None:
    other = {**WAITS, "hookId": "ecs-pause-2"}
    ecs(on_aws, faults, lifecycleHookDetails=[WAITS, other])
    shown = operate("deployment", "rollback", "orders", "--yes", "--follow")
    assert shown.status == 0, shown.err
    assert [each["action"] for each in sent(faults, CONTINUED)] == ["ROLLBACK"]
    assert not faults.calls[STOPPED]


def test_one_that_goes_back_after_all_is_status_2(
    on_aws: Site, operate: Operate, faults: Faults
) -> None:
    stand_in = ecs(on_aws, faults, lifecycleHookDetails=[WAITS])

    def alarmed(request: Any) -> Any:
        made = stand_in.continued(request)
        stand_in.found["status"] = "ROLLBACK_SUCCESSFUL"
        return made

    faults.instead[CONTINUED] = alarmed
    assert operate("deployment", "continue", "orders", "--yes", "--follow").status == 2


def test_the_emulated_account_lets_nothing_wait(operate: Operate) -> None:
    assert operate("deployment", "show").status == 0
    shown = operate("deployment", "ungate", "orders", "--yes")
    assert (shown.status, shown.out) == (0, "deployments of orders wait nowhere\n")


def test_gates_that_left_the_file_leave_aws(on_aws: Site, operate: Operate, faults: Faults) -> None:
    service = programs.one(on_aws, "orders").service
    start = "arn:aws:lambda:eu-central-1:1:function:"
    own = {"hookTargetArn": f"{start}x", "lifecycleStages": []}
    tried = {"hookTargetArn": f"{start}verifier-1a2b", "lifecycleStages": ["POST_SCALE_UP"]}
    gate = {"targetType": "PAUSE", "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}
    hooks = [own, tried, gate]
    way = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 10, "lifecycleHooks": hooks}
    found = {"serviceName": service, "status": "ACTIVE", "deploymentConfiguration": way}
    faults.instead = {
        "ecs.DescribeServices": lambda _: told({"services": [found]}),
        "ecs.UpdateService": lambda _: told({"service": found}),
    }
    shown = operate("deployment", "ungate", "orders", "--yes")
    assert (shown.status, shown.out) == (
        0,
        "orders: the gates are gone; `make up STACK=staging` takes note of it\n",
    )
    [made] = sent(faults, "ecs.UpdateService")
    assert made["deploymentConfiguration"] == {**way, "lifecycleHooks": [own]}
    assert "forceNewDeployment" not in made


def test_gates_that_the_file_has_stay(
    on_aws: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not gates.declared(on_aws, programs.one(on_aws, "orders"))
    settings = on_aws.platform.settings
    gated = settings.services.model_copy(update={"approvals": [Approval(stage="pre_scale_up")]})
    platform = replace(on_aws.platform, settings=settings.model_copy(update={"services": gated}))
    there = replace(on_aws, platform=platform)
    monkeypatch.setattr(gate_command, "standing", lambda *_, **__: there)
    shown = operate("deployment", "ungate", "orders", "--yes")
    assert shown.status == 1
    assert "take `approvals` and `verification` of orders out of the files first" in shown.err


@pytest.mark.parametrize(("deployment", "declared"), [("rolling", False), ("canary", True)])
def test_a_verification_is_declared_where_it_runs(
    site: Site, deployment: str, declared: bool
) -> None:
    steps = {"shift_percent": 10, "shift_minutes": 5} if declared else {}
    platform = make_platform(
        "staging",
        workload={"services": {"orders": {"verification": {"command": ["verify"]}}}},
        settings={"services": {"deployment": deployment, "bake_minutes": 0, **steps}},
    )
    there = replace(site, platform=platform)
    assert gates.declared(there, programs.one(site, "orders")) is declared
