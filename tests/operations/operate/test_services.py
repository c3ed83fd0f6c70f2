"""Services are scaled, paused, resumed and restarted as people say it, and once."""

import json
from dataclasses import replace
from typing import Any

import pytest
from moto.ecs.models import ecs_backends

from operations.operate import programs
from operations.operate.programs import changes, running
from operations.operate.services import deployments, following, pausing, scaling
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults, answer

pytestmark = pytest.mark.xdist_group("operate")

KINDS = [None, "throttled", "lost"]


def ended(site: Site, name: str, rollout: str) -> None:
    """Ends the deployment of a service, which the emulated account never does."""
    account = site.platform.settings.account_id
    program = programs.one(site, name)
    service = ecs_backends[account][site.region].services[f"{program.cluster}:{program.service}"]
    service.deployments[0]["rolloutState"] = rollout
    service.running_count = service.desired_count


@pytest.fixture(autouse=True)
def as_declared(site: Site) -> None:
    """Nothing of the former test is left."""
    for name in ("orders", "stock"):
        program = programs.one(site, name)
        pausing.resume(site, program)
        told = scaling.declared(site, program)
        scaling.set_range(site, program, told.least, told.most)
        scaling.set_tasks(site, program, told.least)


def test_programs_have_their_kinds(site: Site) -> None:
    kinds = {each.name: each.kind for each in programs.all_of(site)}
    assert kinds["orders"] == "service"
    assert kinds["stock"] == "worker"
    assert kinds["nightly-report"] == "job"


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_of_tasks_within_the_range_is_set(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    faults.kind = kind
    shown = operate("service", "scale", "orders", "--tasks", "3")
    assert (shown.status, shown.out) == (0, "orders: 3 tasks, was 2\n")
    assert scaling.tasks_of(site, programs.one(site, "orders")) == 3


def test_a_number_outside_of_the_range_is_refused(operate: Operate) -> None:
    shown = operate("service", "scale", "orders", "--tasks", "9")
    assert shown.status == 1
    assert "outside of 2 to 4" in shown.err


def test_another_range_is_kept_at_once_and_the_file_is_told(site: Site, operate: Operate) -> None:
    shown = operate("service", "scale", "orders", "--min", "5", "--max", "8")
    assert shown.status == 0
    program = programs.one(site, "orders")
    assert (scaling.range_of(site, program).least, scaling.tasks_of(site, program)) == (5, 5)
    assert "sizes: {orders: {tasks_min: 5, tasks_max: 8}}" in shown.out
    assert operate("service", "scale", "orders", "--min", "9").status == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_pause_is_remembered_and_ended(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    program = programs.one(site, "orders")
    scaling.set_tasks(site, program, 3)
    faults.kind = kind
    assert (
        "All 3 tasks of orders of staging are stopped" in operate("service", "pause", "orders").err
    )
    assert operate("service", "pause", "orders", "--yes").status == 0
    assert scaling.tasks_of(site, program) == 0
    assert scaling.range_of(site, program).suspended
    # Whoever pauses again, as after an interruption, must not forget the number.
    assert operate("service", "pause", "orders", "--yes").status == 0
    refused = operate("service", "scale", "orders", "--tasks", "2")
    assert "orders is paused" in refused.err
    assert "resumed with 3 tasks" in operate("service", "resume", "orders").out
    assert not scaling.range_of(site, program).suspended
    assert operate("service", "resume", "orders").out == "orders is not paused\n"


def test_a_job_that_is_paused_keeps_its_schedule(site: Site, operate: Operate) -> None:
    scheduler = site.client("scheduler")
    name = programs.one(site, "nightly-report").schedule
    before = scheduler.get_schedule(Name=name)
    assert operate("service", "pause", "nightly-report", "--yes").status == 0
    assert scheduler.get_schedule(Name=name)["State"] == "DISABLED"
    assert operate("service", "resume", "nightly-report").status == 0
    after = scheduler.get_schedule(Name=name)
    changed = {"LastModificationDate", "ResponseMetadata"}
    assert {k: v for k, v in after.items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_restart_is_one_deployment(
    site: Site, operate: Operate, faults: Faults, kind: Any
) -> None:
    faults.kind = kind
    before = running.primary(running.service(site, programs.one(site, "orders")))["id"]
    calls = faults.calls["ecs.UpdateService"]
    shown = operate("service", "restart", "orders", "--no-follow")
    assert shown.status == 0, shown.err
    assert faults.calls["ecs.UpdateService"] == calls + 1
    assert running.primary(running.service(site, programs.one(site, "orders")))["id"] != before


@pytest.mark.parametrize(("rollout", "status"), [("COMPLETED", 0), ("FAILED", 2)])
def test_a_restart_is_followed_to_its_end(
    site: Site, operate: Operate, monkeypatch: pytest.MonkeyPatch, rollout: str, status: int
) -> None:
    ended(site, "orders", "IN_PROGRESS")
    monkeypatch.setattr(changes, "pause", lambda _: ended(site, "orders", rollout))
    shown = operate("service", "restart", "orders")
    assert shown.status == status, shown.err
    assert "in progress" in shown.out


def test_only_services_and_workers_are_restarted(operate: Operate) -> None:
    shown = operate("service", "restart", "nightly-report")
    assert "nightly-report is a job; this is for a service or a worker" in shown.err


def test_deployments_are_shown_with_their_images(site: Site, operate: Operate) -> None:
    ended(site, "orders", "COMPLETED")
    shown = operate("deployments", "orders", "--follow")
    assert shown.status == 0
    assert "successful" in shown.out
    assert "/orders:1.0.0" in shown.out
    [found] = json.loads(operate("deployments", "orders", "--json", "-").out)
    assert found["definition"].endswith("-orders:1")


REMEMBERED = {
    "serviceDeploymentArn": "arn:aws:ecs:eu-central-1:1:service-deployment/c/s/{id}",
    "status": "SUCCESSFUL",
    "createdAt": 1764100000,
    "targetServiceRevision": {
        "arn": "arn:aws:ecs:eu-central-1:1:service-revision/c/s/{id}",
        "requestedTaskCount": 4,
        "runningTaskCount": 3,
    },
}
"""A deployment as ECS describes it, in the shapes of botocore's model."""


def remembered(id_: str, **more: Any) -> dict[str, Any]:
    text = json.dumps({**REMEMBERED, **more}).replace("{id}", id_)
    found: dict[str, Any] = json.loads(text)
    return found


def test_what_ecs_remembers_is_told_with_stage_and_reason(site: Site, faults: Faults) -> None:
    """ECS's own list of deployments, which the emulated account lacks."""
    known = {
        "1": remembered("1"),
        "2": remembered(
            "2",
            createdAt=1764200000,
            status="ROLLBACK_SUCCESSFUL",
            lifecycleStage="CLEAN_UP",
            finishedAt=1764200600,
            rollback={"reason": "alarm orders-errors is on"},
        ),
        "3": remembered(
            "3", createdAt=1764300000, status="IN_PROGRESS", lifecycleStage="BAKE_TIME"
        ),
    }

    def briefs(request: Any) -> Any:
        # ECS promises no order, and gives several pages.
        token = json.loads(request.body).get("nextToken")
        some = ["3"] if token else ["1", "2"]
        content = {"serviceDeployments": [known[each] for each in some]}
        return answer(200, json.dumps(content | ({} if token else {"nextToken": "x"})).encode())

    def described(request: Any) -> Any:
        arns = json.loads(request.body)["serviceDeploymentArns"]
        some = [known[each.rpartition("/")[2]] for each in arns]
        return answer(200, json.dumps({"serviceDeployments": some}).encode())

    def revisions(request: Any) -> Any:
        arns = json.loads(request.body)["serviceRevisionArns"]
        some = [
            {
                "serviceRevisionArn": arn,
                "taskDefinition": f"arn:aws:ecs:eu-central-1:1:task-definition/orders:{arn[-1]}",
                "containerImages": [{"containerName": "orders", "image": f"orders:{arn[-1]}"}],
            }
            for arn in arns
        ]
        return answer(200, json.dumps({"serviceRevisions": some}).encode())

    faults.instead = {
        "ecs.ListServiceDeployments": briefs,
        "ecs.DescribeServiceDeployments": described,
        "ecs.DescribeServiceRevisions": revisions,
    }
    program = programs.one(site, "orders")
    site.client("ecs")
    on_aws = replace(site, endpoint="")
    third, second = deployments.history(on_aws, program, 2)
    assert (third.state, third.goes_on) == ("in progress (bake time)", True)
    assert (third.running, third.wanted, third.images) == (3, 4, {"orders": "orders:3"})
    assert (second.state, second.rollback) == ("rollback successful", "alarm orders-errors is on")
    assert second.definition == "orders:2"

    told: list[str] = []
    known["3"] = remembered("3", createdAt=1764300000, status="STOPPED", statusReason="circuit")
    last = following.to_the_end(on_aws, program, tell=told.append)
    assert last is not None
    assert not last.succeeded
    assert told == ["orders: stopped: circuit"]
