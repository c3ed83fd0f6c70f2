"""Every row of the table can be read at night: a sentence, a page, a first command, a figure."""

import re
from pathlib import Path

import pytest

from config.alarms import AlarmSettings, ThresholdSettings
from planning.alarms import EVENTS, KEYS, TABLE, Alarm, Planned, Subject, alarms_of, named
from tests.factories import ROOT, make_environment

PAGES = ROOT / "docs" / "runbooks"
COMMANDS = (
    *("status", "logs", "exec", "tunnel", "task", "queue", "secret", "service", "deployments"),
    "deployment",
    *("alarms", "backups", "failover", "restore", "drill", "upgrade"),
)
"""Commands that a page may name: those of the command line for an environment that stands."""
SECTIONS = ["Detect", "Decide", "Act", "Verify"]


def pages() -> list[Path]:
    return sorted(PAGES / f"{key}.md" for key in KEYS)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_each_row_has_a_page_with_the_four_sections(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert f"Alarm `{page.stem}`." in text


def test_commands_of_rows_and_pages_exist() -> None:
    texts = [*(each.first for each in TABLE), *(each.first for each in EVENTS)]
    texts += [page.read_text(encoding="utf-8") for page in pages()]
    named = set(re.findall(r"python -m operations ([a-z-]+)", " ".join(texts)))
    assert named
    assert named <= set(COMMANDS)


def test_targets_of_make_that_pages_name_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in pages():
        for target in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")):
            assert re.search(rf"^[a-z -]*\b{target}\b[a-z -]*:", makefile, re.MULTILINE), target


def test_links_between_pages_lead_somewhere() -> None:
    for page in pages():
        for link in re.findall(r"\]\(([^)]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (PAGES / link).is_file(), f"{page.name}: {link}"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.key}-{row.kinds[0]}")
def test_a_row_has_a_setting_that_exists_or_a_fixed_figure(row: Alarm) -> None:
    settings = ThresholdSettings.model_fields
    for key in (row.limit.setting, row.minutes):
        assert not key or key in settings
    assert row.datapoints <= row.periods
    # CloudWatch looks back a day, or a week with periods of an hour and longer.
    assert row.period * row.periods <= 86400


def test_every_setting_belongs_to_a_row() -> None:
    used = {key for row in TABLE for key in (row.limit.setting, row.minutes)}
    assert ThresholdSettings.model_fields.keys() == used - {""}


def planned(kind: str, settings: AlarmSettings, **more: object) -> dict[str, Planned]:
    subject = Subject(
        kind=kind,  # type: ignore[arg-type]
        name="mailer",
        dimensions=dict.fromkeys(("ClusterName", "ServiceName", "QueueName"), "x"),
        words={"queue": "mails"},
        **more,  # type: ignore[arg-type]
    )
    found = alarms_of(subject, settings, make_environment(stack="prod"))
    return {each.row.key: each for each in found}


FIGURES = {"acceptable_latency_seconds": 60, "queue_depth": 1000}


def test_a_program_may_have_its_own_figure() -> None:
    settings = AlarmSettings.model_validate(
        {
            "thresholds": {"service_memory_percent": 70},
            "programs": {"mailer": {"age_times": 100, "tasks_short_minutes": 30}},
        }
    )
    found = planned("worker", settings, figures=FIGURES)
    assert found["service-memory"].threshold == 70
    assert found["worker-age"].threshold == 6000
    assert found["worker-backlog"].threshold == 2000
    assert found["service-tasks"].periods == found["service-tasks"].datapoints == 30


def test_a_short_latency_pages_after_five_minutes_at_the_earliest() -> None:
    figures = {**FIGURES, "acceptable_latency_seconds": 1}
    found = planned("worker", AlarmSettings(), figures=figures)
    assert found["worker-age"].threshold == 300


def test_a_description_says_what_is_wrong_where_it_is_written_and_what_to_run() -> None:
    at = "https://wiki.example.com/runbooks"
    settings = AlarmSettings.model_validate({"runbooks": at})
    found = planned("worker", settings, figures=FIGURES)
    said = found["worker-backlog"].description
    assert said.startswith("More messages wait for mailer than")
    assert "above 2000 messages for 15 minutes" in said
    assert f"{at}/worker-backlog.md" in said
    assert said.endswith("First: python -m operations queue peek mails --stack prod")
    assert len(said) <= 1024


def test_a_part_without_a_figure_goes_without_the_row_and_says_why() -> None:
    assert "worker-age" not in planned("worker", AlarmSettings())


def test_no_two_alarms_share_a_name() -> None:
    a = Subject(kind="queue", name="x", dimensions={})
    b = Subject(kind="worker", name="age--x", dimensions={})
    assert named("queue-age", a) != named("queue", b)
