"""Schedules of tasks: which ranges they lead to, and which of them lead nowhere."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.checks.production import broken_rules, broken_sizes
from config.checks.program_checks import program_problems
from config.settings.size import size_of
from config.sizes import ServicesSettings, TaskSchedule, TaskSize, WorkersSettings
from tests.factories import make_settings, make_workload

NIGHT = {"cron": "cron(0 20 ? * * *)", "tasks_max": 0}
MORNING = {"cron": "cron(0 6 ? * * *)"}
FRIDAY = {"cron": "cron(0 18 ? * FRI *)", "timezone": "Europe/Berlin", "tasks_min": 10}
SATURDAY = {"cron": "cron(0 4 ? * SAT *)", "timezone": "Europe/Berlin"}


def size(*schedules: dict[str, Any], **keys: Any) -> TaskSize:
    given = {"tasks_min": 2, "tasks_max": 4, **keys, "schedules": schedules}
    return WorkersSettings.model_validate(given)


def told(error: ValidationError) -> list[tuple[str, str]]:
    return [(each.key, each.remedy) for one in error.errors() for each in one["ctx"]["broken"]]


def test_a_schedule_says_only_what_differs_from_the_usual_range() -> None:
    assert size(NIGHT, MORNING).scheduled == [(0, 0), (2, 4)]
    assert size(FRIDAY, SATURDAY).scheduled == [(10, 10), (2, 4)]
    assert size({**FRIDAY, "tasks_max": 60}, SATURDAY).scheduled == [(10, 60), (2, 4)]


def test_the_largest_and_least_numbers_of_all_hours_are_known() -> None:
    scaled = size({**FRIDAY, "tasks_max": 60}, SATURDAY, NIGHT)
    assert (scaled.fewest_tasks, scaled.most_tasks, scaled.rests) == (0, 60, True)
    assert (size().fewest_tasks, size().most_tasks, size().rests) == (2, 4, False)


@pytest.mark.parametrize(
    ("schedules", "wakes"),
    [([], False), ([NIGHT, MORNING], False), ([{**NIGHT, "tasks_max": 3, "tasks_min": 0}], True)],
)
def test_a_worker_wakes_only_where_it_may_sleep_and_run(
    schedules: list[dict[str, Any]], wakes: bool
) -> None:
    assert size(*schedules, *([MORNING] if wakes else [])).wakes is wakes


@pytest.mark.parametrize(
    ("schedules", "key", "says"),
    [
        ([NIGHT], "schedules", "add one that leads back"),
        ([MORNING, SATURDAY], "schedules", "all lead to the same range"),
        ([NIGHT, MORNING, NIGHT], "schedules.2.cron", "given twice"),
        ([{**FRIDAY, "tasks_max": 9}, MORNING], "schedules.0.tasks_max", "at least tasks_min, 10"),
    ],
)
def test_schedules_that_lead_nowhere_are_refused(
    schedules: list[dict[str, Any]], key: str, says: str
) -> None:
    with pytest.raises(ValidationError) as error:
        size(*schedules)
    [(at, remedy)] = told(error.value)
    assert at == key
    assert says in remedy


@pytest.mark.parametrize(
    "cron",
    ["rate(1 hour)", "0 18 ? * FRI *", "cron(0 18 * * FRI)", "cron(0 25 ? * * *)", "", None, 18],
)
def test_a_time_is_a_cron_expression_of_six_fields(cron: Any) -> None:
    with pytest.raises(ValidationError):
        TaskSchedule.model_validate({"cron": cron, "tasks_max": 0})


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Berlin"}, {"tasks_max": -1}, {"tasks_min": "x"}, {"task_min": 1}]
)
def test_a_wrong_value_of_a_schedule_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TaskSchedule.model_validate({**MORNING, **wrong})


def test_a_service_rests_as_a_whole_or_not_at_all() -> None:
    """No request starts a task."""
    given = {**make_settings("staging").services.model_dump(), "schedules": [NIGHT, MORNING]}
    assert ServicesSettings.model_validate(given).rests
    given["schedules"] = [{**NIGHT, "tasks_min": 0, "tasks_max": 3}, MORNING]
    with pytest.raises(ValidationError) as error:
        ServicesSettings.model_validate(given)
    [(key, remedy)] = told(error.value)
    assert key == "schedules.0.tasks_min"
    assert "no request wakes a service" in remedy


def test_one_program_may_have_its_own_schedules_or_none() -> None:
    workload = make_workload()
    services = {"schedules": [NIGHT, MORNING]}
    settings = make_settings("staging", services=services, sizes={"web": {"schedules": []}})
    sizes = {each.name: size_of(each, settings) for each in workload.programs()}
    assert sizes["orders"].rests
    assert not sizes["web"].schedules
    assert not list(program_problems(workload, settings))


def test_a_job_has_no_schedules_of_tasks() -> None:
    settings = make_settings("staging", sizes={"nightly-report": {"schedules": [NIGHT, MORNING]}})
    [problem] = program_problems(make_workload(), settings)
    assert problem.key == "sizes.nightly-report.schedules"


def test_production_keeps_two_tasks_of_a_service_at_every_hour() -> None:
    [broken] = broken_rules(make_settings("prod", services={"schedules": [NIGHT, MORNING]}))
    assert (broken.key, broken.value) == ("services.schedules.0.tasks_min", 0)
    settings = make_settings("prod", sizes={"orders": {"schedules": [NIGHT, MORNING]}})
    assert not list(broken_rules(settings))
    [broken] = broken_sizes(make_workload(), settings)
    assert (broken.key, broken.value) == ("sizes.orders.schedules.0.tasks_min", 0)
    rested = make_settings("prod", workers={"schedules": [NIGHT, MORNING]})
    assert not list(broken_rules(rested))
