"""Which of three places decides the size of a program."""

from typing import Any

import pytest

from config.checks.program_checks import program_problems, size_keys
from config.settings.size import service_sizes, size_of
from config.sizes import SizeOverride, TaskSize
from config.workload.named_program import NamedProgram
from config.workload.programs import Program
from tests.factories import make_settings, make_workload

DEFAULTS = TaskSize(tasks_min=2, tasks_max=4, cpu=512, memory_mib=1024)
PLAIN = Program(image="orders:1")
BIG = Program(image="orders:1", cpu=2048, memory_mib=4096)


def size(program: Program, overrides: dict[str, SizeOverride]) -> TaskSize:
    settings = make_settings().model_copy(update={"services": DEFAULTS, "sizes": overrides})
    return size_of(NamedProgram("service", "orders", program), settings)


def test_a_program_has_the_size_of_its_environment() -> None:
    assert size(PLAIN, {}) == TaskSize(tasks_min=2, tasks_max=4, cpu=512, memory_mib=1024)


def test_its_own_cpu_and_memory_win_over_the_environment() -> None:
    assert size(BIG, {}) == TaskSize(tasks_min=2, tasks_max=4, cpu=2048, memory_mib=4096)


def test_an_override_wins_over_both_and_leaves_what_it_does_not_name() -> None:
    override = SizeOverride(tasks_max=9, memory_mib=8192)
    assert size(BIG, {"orders": override}) == TaskSize(
        tasks_min=2, tasks_max=9, cpu=2048, memory_mib=8192
    )


def test_an_override_may_ask_for_no_task_at_all() -> None:
    assert size(PLAIN, {"orders": SizeOverride(tasks_min=0)}).tasks_min == 0


def test_the_override_of_another_program_does_not_count() -> None:
    assert size(PLAIN, {"web": SizeOverride(cpu=4096)}).cpu == 512


SERVICE = {
    "spot_percent": 40,
    "deployment": "blue_green",
    "bake_minutes": 7,
    "approvals": [{"stage": "pre_scale_up", "minutes": 30, "otherwise": "continue"}],
    "scale_cpu_percent": 55,
    "scale_requests_per_target": 250,
    "predictive_scaling": "forecast_and_scale",
    "cooldown_seconds": 30,
}
NIGHTS = [{"cron": "cron(0 20 ? * * *)", "tasks_max": 0}, {"cron": "cron(0 6 ? * * *)"}]
WORKER = {"spot_percent": 100, "cooldown_seconds": 30, "alarm_queue_depth": 50}


@pytest.mark.parametrize(("name", "given"), [("orders", SERVICE), ("notifications", WORKER)])
def test_one_program_may_differ_in_every_key_of_its_kind(name: str, given: dict[str, Any]) -> None:
    workload, settings = make_workload(), make_settings("staging", sizes={name: given})
    assert not list(program_problems(workload, settings))
    found = size_of(workload.by_name()[name], settings).model_dump()
    assert found.items() >= given.items()
    plain = size_of(workload.by_name()[name], make_settings("staging")).model_dump()
    assert {key: found[key] for key in found.keys() - given.keys()} == {
        key: plain[key] for key in found.keys() - given.keys()
    }


def test_every_key_of_an_override_belongs_to_a_kind_of_program() -> None:
    settings = make_settings()
    kept = [size_keys(each, settings) for each in make_workload().programs()]
    assert frozenset().union(*kept) == SizeOverride.model_fields.keys()


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("orders", "alarm_queue_depth", 50),
        ("notifications", "deployment", "blue_green"),
        ("notifications", "scale_requests_per_target", 10),
        ("nightly-report", "spot_percent", 0),
        ("nightly-report", "tasks_min", 1),
    ],
)
def test_a_key_of_another_kind_of_program_is_refused(name: str, key: str, value: Any) -> None:
    settings = make_settings("staging", sizes={name: {key: value}})
    [problem] = program_problems(make_workload(), settings)
    assert (problem.key, problem.value) == (f"sizes.{name}.{key}", value)
    assert "leave it out" in problem.remedy


def test_requests_are_counted_only_where_a_route_leads() -> None:
    workload = make_workload()
    inner = {**workload.services, "web": workload.services["web"].model_copy(update={"routes": []})}
    settings = make_settings("staging", sizes={"web": {"scale_requests_per_target": 50}})
    assert not list(program_problems(workload, settings))
    [problem] = program_problems(workload.model_copy(update={"services": inner}), settings)
    assert (problem.key, problem.value) == ("sizes.web.scale_requests_per_target", 50)


def test_minutes_of_blue_green_are_not_those_of_a_rolling_service() -> None:
    settings = make_settings("prod", sizes={"orders": {"deployment": "rolling"}})
    assert settings.services.bake_minutes
    assert not list(program_problems(make_workload(), settings))
    sizes = service_sizes(make_workload(), settings)
    assert (sizes["orders"].deployment, sizes["orders"].bake_minutes) == ("rolling", 0)
    assert sizes["web"] == settings.services


def test_minutes_need_a_blue_green_service() -> None:
    settings = make_settings("staging", sizes={"orders": {"bake_minutes": 5}})
    [problem] = program_problems(make_workload(), settings)
    assert (problem.key, problem.value) == ("sizes.orders.bake_minutes", 5)


@pytest.mark.parametrize(
    ("environment", "program", "refused"),
    [
        ("staging", "orders", True),
        ("development", "orders", False),
        ("staging", "mails", False),
    ],
)
def test_no_override_gives_a_service_no_task_at_all(
    environment: str, program: str, refused: bool
) -> None:
    changes = {"environment": environment, "sizes": {program: {"tasks_min": 0}}}
    found = [
        each
        for each in program_problems(make_workload(), make_settings("staging", **changes))
        if each.key == f"sizes.{program}.tasks_min"
    ]
    assert [each.value for each in found] == ([0] if refused else [])
