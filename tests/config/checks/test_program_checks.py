"""A figure of one program that none of its alarms reads is refused, instead of changing nothing."""

from typing import Any

import pytest

from config.alarms import ProgramThresholds
from config.checks.program_checks import FIGURES, program_problems
from planning.alarms import TABLE
from tests.factories import make_settings, make_workload

KINDS = {"service": "inner-service", "worker": "worker", "job": "job"}


@pytest.mark.parametrize(
    ("name", "own"), [("orders", "age_times"), ("nightly-report", "age_times")]
)
def test_a_figure_of_another_kind_of_program_is_refused(name: str, own: str) -> None:
    settings = make_settings(alarms={"programs": {name: {own: 10}}})
    (problem,) = program_problems(make_workload(), settings)
    assert problem.key == f"alarms.programs.{name}.{own}"
    assert "nothing would change; it has" in problem.remedy


def test_figures_of_the_programs_own_kind_are_accepted() -> None:
    programs = {"orders": {"cpu_percent": 95}, "nightly-report": {"job_minutes": 30}}
    settings = make_settings(alarms={"programs": programs})
    assert not list(program_problems(make_workload(), settings))


@pytest.mark.parametrize("kind", FIGURES)
def test_the_figures_of_a_kind_are_those_that_its_rows_read(kind: str) -> None:
    rows = [row for row in TABLE if KINDS[kind] in row.kinds]
    read = {key for row in rows for key in (row.limit.program, row.minutes)}
    assert read & ProgramThresholds.model_fields.keys() == FIGURES[kind]


@pytest.mark.parametrize(("section", "key"), [("alarms", "programs"), ("objectives", "services")])
def test_a_name_that_no_program_has_is_told_with_the_near_one(section: str, key: str) -> None:
    changes: dict[str, Any] = {section: {key: {"order": {}}}}
    settings = make_settings(**changes)
    (problem,) = program_problems(make_workload(), settings)
    assert problem.key == f"{section}.{key}.order"
    assert "did you mean orders?" in problem.remedy


def test_a_service_without_routes_has_no_objective() -> None:
    settings = make_settings(objectives={"services": {"notifications": {}}})
    (problem,) = program_problems(make_workload(), settings)
    assert "is no service with routes" in problem.remedy


def test_usage_of_a_bucket_that_does_not_exist_is_told_with_the_near_one() -> None:
    settings = make_settings(usage={"buckets": {"upload": 5, "logs": 5, "uploads": 5}})
    (problem,) = program_problems(make_workload(), settings)
    assert problem.key == "usage.buckets.upload"
    assert "did you mean uploads?" in problem.remedy
