"""One screen says what is up, what is deploying and what alarms, and its status says it too."""

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from moto.ecs.models import ecs_backends

from operations.operate import overview, programs
from operations.operate.overview import data
from operations.operate.overview.part import Part
from operations.operate.queues import depth
from operations.operate.services import pausing
from operations.sites import Site
from tests.operations.operate.conftest import Operate
from tests.operations.operate.faults import Faults

pytestmark = pytest.mark.xdist_group("operate")


def service(site: Site, name: str) -> Any:
    """A service inside the emulated account, which starts no tasks by itself."""
    account = site.platform.settings.account_id
    program = programs.one(site, name)
    return ecs_backends[account][site.region].services[f"{program.cluster}:{program.service}"]


@pytest.fixture(autouse=True)
def steady(site: Site) -> None:
    """All tasks run, and no queue has dead letters."""
    for program in programs.all_of(site):
        if program.service:
            found = service(site, program.name)
            found.running_count, found.pending_count = found.desired_count, 0
            found.deployments[0] |= {"rolloutState": "COMPLETED", "failedTasks": 0}


def lines(site: Site) -> dict[str, Part]:
    return {each.name: each for each in overview.programs.parts(site)}


@pytest.mark.parametrize("kind", [None, "throttled", "lost"])
def test_an_environment_that_is_well_has_status_0(
    operate: Operate, faults: Faults, kind: Any
) -> None:
    faults.kind = kind
    shown = operate("status")
    assert shown.status == 0, shown.err
    assert "Nothing is wrong." in shown.out
    for name in ("orders", "stock", "nightly-report", "database", "cache", "edge"):
        assert name in shown.out
    assert "stock-updates: 0 waiting" in shown.out


def test_machines_get_figures(operate: Operate) -> None:
    content = json.loads(operate("status", "--json", "-").out)
    orders = next(each for each in content["parts"] if each["name"] == "orders")
    assert (orders["running"], orders["desired"], orders["wrong"]) == (2, 2, False)
    assert (content["stack"], content["wrong"]) == ("staging", 0)


@pytest.mark.parametrize(
    ("rollout", "missing", "failed", "state", "wrong"),
    [
        ("COMPLETED", 0, 0, "steady", False),
        ("COMPLETED", 1, 0, "too few", True),
        ("IN_PROGRESS", 1, 0, "deploying", False),
        ("IN_PROGRESS", 1, 3, "deploying", True),
        ("FAILED", 0, 0, "failed", True),
    ],
)
def test_a_service_is_wrong_where_somebody_must_look(
    site: Site, rollout: str, missing: int, failed: int, state: str, wrong: bool
) -> None:
    found = service(site, "orders")
    found.running_count -= missing
    found.deployments[0] |= {"rolloutState": rollout, "failedTasks": failed}
    line = lines(site)["orders"]
    assert (line.state, line.wrong) == (state, wrong)


@pytest.mark.parametrize(
    ("life", "health", "state", "wrong"),
    [
        ("InService", "Healthy", "in service", False),
        ("InService", "Unhealthy", "none in service", True),
        ("Pending", "Healthy", "starting", False),
        ("", "", "none in service", True),
    ],
)
def test_a_nat_instance_serves_or_somebody_must_look(
    life: str, health: str, state: str, wrong: bool
) -> None:
    name = "network-nat-a"
    urn = f"urn:pulumi:s::p::plinth:network:NatInstances$aws:autoscaling/group:Group::{name}"
    group = SimpleNamespace(urn=urn, name=name, outputs={"name": "g"})
    machine = {"InstanceId": "i-1", "AvailabilityZone": "eu-central-1a"}
    machines = [{**machine, "LifecycleState": life, "HealthStatus": health}] if life else []
    answer = {"AutoScalingGroups": [{"AutoScalingGroupName": "g", "Instances": machines}]}
    client = SimpleNamespace(describe_auto_scaling_groups=lambda **_: answer)
    site: Any = SimpleNamespace(
        resources=SimpleNamespace(of=lambda kind: [group]), client=lambda service: client
    )
    (line,) = overview.machines.parts(site)
    assert (line.name, line.state, line.wrong) == (name, state, wrong)
    assert line.detail.startswith("i-1 in eu-central-1a") is bool(life)


def test_what_the_emulated_account_has_on_record_only_is_no_trouble(site: Site) -> None:
    cache = SimpleNamespace(name="boards", given=False, outputs={"name": "shop-staging-boards"})
    found = {"elasticache.ServerlessCache": [cache]}
    beside: Any = SimpleNamespace(
        resources=SimpleNamespace(of=lambda kind: found.get(kind, [])), client=site.client
    )
    (line,) = data.parts(beside)
    assert (line.name, line.state, line.wrong) == ("boards", "not emulated", False)


def test_a_pause_is_no_trouble(site: Site) -> None:
    program = programs.one(site, "stock")
    pausing.pause(site, program)
    try:
        line = lines(site)["stock"]
        assert (line.state, line.wrong) == ("paused", False)
    finally:
        pausing.resume(site, program)


def test_dead_letters_and_failed_starts_are_wrong_and_say_where_to_look(
    site: Site, operate: Operate
) -> None:
    sqs = site.client("sqs")
    queues = [depth.of(site, "mails"), depth.of(site, "nightly-report")]
    for queue in queues:
        sqs.send_message(QueueUrl=queue.url, MessageBody="failed")
    shown = operate("status")
    assert shown.status == 2
    assert "python -m operations queue peek mails --stack staging" in shown.out
    assert "1 starts failed" in shown.out
    for queue in queues:
        sqs.purge_queue(QueueUrl=queue.url)


def test_a_job_says_when_it_wrote_last(site: Site) -> None:
    program = programs.one(site, "nightly-report")
    logs = site.client("logs")
    stream = {"logGroupName": program.log_group, "logStreamName": "job/nightly-report/1"}
    logs.create_log_stream(**stream)
    event = {"timestamp": int(time.time() * 1000), "message": "done"}
    logs.put_log_events(**stream, logEvents=[event])
    assert "last output 20" in lines(site)["nightly-report"].detail


def test_an_alarm_that_is_on_is_wrong_and_the_autoscalers_own_are_not(
    site: Site, operate: Operate
) -> None:
    declared = site.resources.of("cloudwatch.MetricAlarm")
    for each in declared:
        own = "plinth:compute:Scaling$" in each.urn
        if own or each.name == "orders-memory":
            site.client("cloudwatch").set_alarm_state(
                AlarmName=each.outputs["id"], StateValue="ALARM", StateReason="memory 95 %"
            )
    assert [each.name for each in data.alarms(site)] == ["orders-memory"]
    shown = operate("status")
    assert shown.status == 2
    assert "memory 95 %" in shown.out
    site.client("cloudwatch").set_alarm_state(
        AlarmName=site.id_of("cloudwatch.MetricAlarm", "orders-memory"),
        StateValue="OK",
        StateReason="",
    )


def test_an_alarm_leads_to_its_page_and_half_of_a_budget_is_none(site: Site) -> None:
    def switch(state: str) -> None:
        for name in ("alarms-service-cpu--orders", "alarms-budget-errors-fast-1h--orders"):
            site.client("cloudwatch").set_alarm_state(
                AlarmName=site.id_of("cloudwatch.MetricAlarm", name),
                StateValue=state,
                StateReason="",
            )

    switch("ALARM")
    (found,) = data.alarms(site)
    switch("OK")
    assert found.name == "alarms-service-cpu--orders"
    page, first = found.command.split("; ")
    assert page == "docs/runbooks/service-cpu.md"
    assert first == f"python -m operations status --stack {site.stack}"


def test_a_service_that_somebody_deleted_is_wrong(site: Site) -> None:
    program = programs.one(site, "docs")
    site.client("ecs").delete_service(cluster=program.cluster, service=program.service, force=True)
    assert (lines(site)["docs"].state, lines(site)["docs"].wrong) == ("gone", True)
