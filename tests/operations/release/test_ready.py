"""`ready`, the checklist of a deployment. Its scan is tested in tests/operations/scan."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from operations import accounts
from operations.alarms import Receiver
from operations.errors import OperationError
from operations.images import registries, registry
from operations.plan import Document, preview, standing
from operations.pulumi_cli import cloud_platform
from operations.release import checks, heard
from tests.documents import document_in
from tests.factories import SHOP
from tests.operations.release.projects import edit, project, run


class Known:
    """A registry that has some versions."""

    address = "registry"

    def __init__(self, *known: str) -> None:
        self._known = known

    def digest(self, image: str, version: str) -> str | None:
        return "sha256:" + "a" * 64 if f"{image}:{version}" in self._known else None

    def login(self) -> None:
        return None


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return project(tmp_path)


def lines(
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *words: str,
) -> tuple[int, dict[str, tuple[bool, str]]]:
    """The exit status, and what each line of the checklist says."""
    status = run(monkeypatch, shop, "ready", "prod", "--evidence", "scan", "--json", *words)
    found = json.loads(capsys.readouterr().out)
    return status, {each["line"]: (each["yes"], each["says"]) for each in found["lines"]}


def test_every_line_is_a_no_until_something_was_looked_at(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = lines(shop, monkeypatch, capsys)
    assert status == 2
    assert list(found) == [
        "All tests passing",
        "Security scan clean",
        "Database migrations ready",
        "Feature flags configured",
        "Monitoring alerts active",
        "Mail may leave",
        "Rollback plan",
    ]
    assert [yes for yes, _ in found.values()] == [False, True, False, True, False, True, False]
    assert found["Rollback plan"][1] == "what runs now is not known"
    assert found["Feature flags configured"][1].startswith("there are none")


def test_tests_count_for_the_files_with_which_they_ran(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, shop, "ran", "tests") == 0
    _, found = lines(shop, monkeypatch, capsys)
    assert found["All tests passing"][0]
    edit(shop, "Pulumi.prod.yaml", "storage_gib: 100", "storage_gib: 120")
    _, found = lines(shop, monkeypatch, capsys)
    assert found["All tests passing"] == (False, "they did not run for exactly these files")
    assert run(monkeypatch, shop, "ran", "scan") == 1
    assert "scan: is nothing that evidence is given for" in capsys.readouterr().err


def test_a_caller_vouches_for_a_line_and_the_answer_says_so(
    shop: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "state.json"
    empty.write_text(json.dumps({"version": 3, "deployment": {"resources": []}}))
    words = ("--evidence", "tests", "--evidence", "alarms", "--state", str(empty))
    status, found = lines(shop, monkeypatch, capsys, *words)
    assert status == 2, "nobody asked the registry for the migrations' images"
    assert found["All tests passing"] == (True, "the caller says so (EVIDENCE=tests)")
    assert found["Rollback plan"][0]
    assert not found["Database migrations ready"][0]
    assert run(monkeypatch, shop, "ready", "prod", "--evidence", "migrations") == 1
    assert "migrations: is nothing that evidence is given for" in capsys.readouterr().err


def test_migrations_need_their_images_in_the_registry() -> None:
    platform = cloud_platform(SHOP, "prod")
    answer = checks.migrations(platform, Known("orders:1.0.0"))
    assert (answer.yes, answer.says) == (False, "the registry has no accounts:1.0.0")
    assert checks.migrations(platform, Known("orders:1.0.0", "accounts:1.0.0")).yes


def test_a_feature_flag_without_a_value_is_named(shop: Path) -> None:
    edit(shop, "config/workload.yaml", "LOG_LEVEL: info", "LOG_LEVEL: info, FEATURE_SALE: 'on'")
    answer = checks.flags(cloud_platform(shop, "prod"))
    assert (answer.yes, answer.says) == (True, "1 flags have a value")
    edit(shop, "config/workload.yaml", "FEATURE_SALE: 'on'", "FEATURE_SALE: ' '")
    answer = checks.flags(cloud_platform(shop, "prod"))
    assert (answer.yes, answer.says) == (
        False,
        "services.web.environment.FEATURE_SALE is empty",
    )


def alarm(name: str, **inputs: object) -> dict[str, object]:
    urn = f"urn:pulumi:prod::plinth::aws:cloudwatch/metricAlarm:MetricAlarm::{name}"
    return {"op": "create", "urn": urn, "newState": {"urn": urn, "inputs": inputs}}


def test_alarms_must_be_heard_by_a_person_and_be_on() -> None:
    topic, scaling = "${sns.Topic pager.arn}", "${appautoscaling.Policy mails.arn}"
    plan: Document = {"steps": [alarm("errors", alarmActions=[topic]), alarm("mails")]}
    assert heard.alarms(plan, None).says == "nothing hears mails"
    plan = {"steps": [alarm("mails", alarmActions=[scaling])]}
    assert heard.alarms(plan, None).says == "none of the 1 alarms tells a person"
    plan = {"steps": [alarm("errors", alarmActions=[topic])]}
    assert heard.alarms(plan, None).yes
    assert heard.alarms(plan, {"errors-1": {"ActionsEnabled": True}}).yes
    off = heard.alarms(plan, {"errors-1": {"ActionsEnabled": False}, "errors-2": {}})
    assert (off.yes, off.says) == (
        False,
        "switched off or gone in the account: errors-1, errors-2",
    )
    silenced = {"steps": [alarm("errors", alarmActions=[topic], actionsEnabled=False)]}
    assert heard.alarms(silenced, None).says == "nothing hears errors"


def composite(name: str, **inputs: object) -> dict[str, object]:
    urn = f"urn:pulumi:prod::plinth::aws:cloudwatch/compositeAlarm:CompositeAlarm::{name}"
    return {"op": "create", "urn": urn, "newState": {"urn": urn, "inputs": inputs}}


def test_a_composite_alarm_speaks_for_others_if_it_tells_somebody() -> None:
    rule = 'ALARM("${cloudwatch.MetricAlarm down.name}")'
    page = composite("page", alarmRule=rule, alarmActions=["${sns.Topic pager.arn}"])
    assert heard.alarms({"steps": [alarm("down"), page]}, None).yes
    mute = composite("page", alarmRule=rule)
    assert heard.alarms({"steps": [alarm("down"), mute]}, None).says == "nothing hears down, page"


def test_nobody_hears_the_example_until_somebody_is_named() -> None:
    answer = heard.alarms(document_in(SHOP, "prod"), None)
    assert not answer.yes
    assert answer.says.startswith("nobody hears people-")
    assert "alarms.notify.critical" in answer.remedy
    assert "20 roll a deployment back, 2 scale" in answer.details[0]


NOTIFY = "alarms: {notify: {critical: {email: [on-call@example.com]}}}"
SLACK = "alarms: {notify: {critical: {slack: {workspace: T0123ABCD, channel: C0123ABCD}}}}"


def tell(shop: Path, alarms: str) -> None:
    at = "    environment: production"
    edit(shop, "Pulumi.prod.yaml", at, f"{at}\n    {alarms}")


def test_a_person_must_have_confirmed(shop: Path) -> None:
    tell(shop, NOTIFY)
    plan = preview.readable_document_of(shop, "prod")
    unknown = heard.alarms(plan, None)
    assert (unknown.yes, unknown.says) == (False, "if on-call@example.com confirmed is not known")
    topics = ("people-critical", "people-edge-critical")
    pending = Receiver(protocol="email", endpoint="on-call@example.com", confirmed=False)
    waiting = heard.alarms(plan, None, dict.fromkeys(topics, (pending,)))
    assert not waiting.yes
    assert waiting.says.startswith("nobody has confirmed to hear people-")
    assert not heard.alarms(plan, None, {}).yes
    confirmed = replace(pending, confirmed=True)
    assert heard.alarms(plan, None, dict.fromkeys(topics, (confirmed,))).yes


def test_a_channel_confirms_nothing(shop: Path) -> None:
    tell(shop, SLACK)
    assert heard.alarms(preview.readable_document_of(shop, "prod"), None).yes


def test_a_way_back_is_what_runs_and_can_still_be_pulled(tmp_path: Path) -> None:
    platform = cloud_platform(SHOP, "prod")
    image = f"{registry(platform)}/web:1.3.0"
    urn = "urn:pulumi:prod::plinth::aws:ecs/taskDefinition:TaskDefinition::web"
    task = {"urn": urn, "custom": True, "type": "aws:ecs/taskDefinition:TaskDefinition"}
    inputs = {"containerDefinitions": json.dumps([{"name": "web", "image": image}])}
    content = {"deployment": {"resources": [{**task, "id": "web", "inputs": inputs}]}}
    runs = standing.as_document(content, tmp_path / "state.json")
    answer = checks.rollback(platform, runs, Known())
    assert (answer.yes, answer.says) == (False, "the registry no longer has web 1.3.0")
    answer = checks.rollback(platform, runs, Known("web:1.3.0"))
    assert answer.yes
    assert answer.details == ("web: 1.3.0",)
    assert not checks.rollback(platform, runs, None).yes


def test_ecr_that_cannot_be_asked_is_told_and_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "emulated")
    platform = cloud_platform(SHOP, "prod")
    client = accounts.client("ecr", "eu-central-1", endpoint="http://127.0.0.1:9")
    asked = registries.Ecr(client, platform, registry(platform))
    with pytest.raises(OperationError, match=r"AWS cannot be asked for shop/prod/orders:1\.0\.0"):
        checks.migrations(platform, asked)
