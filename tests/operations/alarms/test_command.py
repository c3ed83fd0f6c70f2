"""The commands as people type them: on the plan, and on an account that stands."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.alarms import notify
from operations.sites import Site, standing
from tests.factories import SHOP
from tests.operations.commands import Result, result_of
from tests.operations.served import project, served

pytestmark = pytest.mark.xdist_group("operate-alarms")

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose stack prod stands in an emulated account."""
    folder = project(tmp_path_factory.mktemp("alarms"))
    with served(folder, "prod"):
        yield folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on production."""

    def run(*words: str, folder: Path = SHOP) -> Result:
        given = ["alarms", *words, "--stack", "prod", "--folder", str(folder)]
        return result_of(monkeypatch, capsys, *given)

    return run


def site(folder: Path) -> Site:
    return standing("prod", folder, emulated=True)


def test_the_list_says_what_is_watched_and_what_is_not(run: Run) -> None:
    shown = run("list")
    assert shown.status == 0
    for text in (
        "above 80 % for 5 minutes",
        "below 1 healthy tasks for 3 minutes",
        "docs/runbooks/service-down.md",
        "an event of AWS",
        "its worker's alarms look at it",
    ):
        assert text in shown.out
    content = json.loads(run("list", "--json", "-").out)
    of = {(each["key"], each["part"]): each for each in content["alarms"]}
    assert of["service-down", "orders"]["severity"] == "critical"
    assert of["service-down", "orders"]["first"].startswith("python -m operations deployments")
    assert of["edge-errors", ""]["severity"] == "critical"
    assert of["certificate-expiry", "edge"]["severity"] == "critical"
    assert {each["severity"] for each in content["alarms"]} == {"critical", "warning"}
    assert {each["reason"] for each in content["without"]} == {"its worker's alarms look at it"}


def test_alarms_of_a_plan_are_tried(run: Run) -> None:
    shown = run("test")
    assert shown.status == 0, shown.out
    assert "0 do not do what they say" in shown.out


def test_alarms_of_an_account_are_tried_as_the_account_has_them(run: Run, folder: Path) -> None:
    assert run("test", "--emulated", folder=folder).status == 0
    cloudwatch = site(folder).client("cloudwatch")
    names = {
        each.name: each.outputs["name"]
        for each in site(folder).resources.of("cloudwatch.MetricAlarm")
    }
    name = names["alarms-database-cpu"]
    [alarm] = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    keep = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    given: dict[str, Any] = {key: value for key, value in alarm.items() if key in keep}
    given = {key: value for key, value in given.items() if value not in (None, [], "")}
    cloudwatch.put_metric_alarm(**{**given, "ComparisonOperator": "LessThanThreshold"})
    cloudwatch.delete_alarms(AlarmNames=[names["alarms-database-connections"]])
    try:
        shown = run("test", "--emulated", folder=folder)
        assert shown.status == 2
        assert "stays silent at CPUUtilization 90.00009 for 15 minutes" in shown.out
        assert "alarms-database-connections is gone from the account" in shown.out
    finally:
        cloudwatch.put_metric_alarm(**given)


def test_a_test_notification_reaches_each_topic_and_says_who_hears_it(
    run: Run, folder: Path
) -> None:
    here = site(folder)
    topics = notify.topics(here)
    assert [each.name for each in topics] == [
        "people-critical",
        "people-warning",
        "people-edge-critical",
        "people-edge-warning",
    ]
    shown = run("notify", "--emulated", folder=folder)
    assert shown.status == 2
    assert "nobody" in shown.out
    for each in topics:
        region = str(each.outputs.get("region") or here.region)
        sns = here.client("sns", region)
        sns.subscribe(TopicArn=each.outputs["arn"], Protocol="email", Endpoint="on@example.com")
    shown = run("notify", "--emulated", "--json", "-", folder=folder)
    told = json.loads(shown.out)
    assert [each["region"] for each in told] == [
        *("eu-central-1", "eu-central-1"),
        *("us-east-1", "us-east-1"),
    ]
    for each in told:
        assert each["message"]
        assert each["receivers"][0]["endpoint"] == "on@example.com"
    everybody = all(each["confirmed"] for one in told for each in one["receivers"])
    assert shown.status == (0 if everybody else 2)


def test_a_receiver_who_has_not_confirmed_is_told(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = notify.Told(
        topic="people-critical",
        region="eu-central-1",
        message="1",
        receivers=(notify.Receiver(protocol="email", endpoint="a@b.example", confirmed=False),),
    )
    monkeypatch.setattr(notify, "tell", lambda _site, _topic: told)
    shown = run("notify", "--emulated", folder=folder)
    assert shown.status == 2
    assert "email a@b.example" in shown.out
    assert "has not opened the link" in shown.out
