"""Which of three places decides the size of a program."""

import pytest

from config.checks.joint_checks import joint_problems
from config.settings.size import Size, size_of
from config.sizes import SizeOverride, TaskSize
from config.workload.named_program import NamedProgram
from config.workload.programs import Program
from tests.factories import make_settings, make_workload

DEFAULTS = TaskSize(tasks_min=2, tasks_max=4, cpu=512, memory_mib=1024)
PLAIN = Program(image="orders:1")
BIG = Program(image="orders:1", cpu=2048, memory_mib=4096)


def size(program: Program, overrides: dict[str, SizeOverride]) -> Size:
    settings = make_settings().model_copy(update={"services": DEFAULTS, "sizes": overrides})
    return size_of(NamedProgram("service", "orders", program), settings)


def test_a_program_has_the_size_of_its_environment() -> None:
    assert size(PLAIN, {}) == Size(tasks_min=2, tasks_max=4, cpu=512, memory_mib=1024)


def test_its_own_cpu_and_memory_win_over_the_environment() -> None:
    assert size(BIG, {}) == Size(tasks_min=2, tasks_max=4, cpu=2048, memory_mib=4096)


def test_an_override_wins_over_both_and_leaves_what_it_does_not_name() -> None:
    override = SizeOverride(tasks_max=9, memory_mib=8192)
    assert size(BIG, {"orders": override}) == Size(
        tasks_min=2, tasks_max=9, cpu=2048, memory_mib=8192
    )


def test_an_override_may_ask_for_no_task_at_all() -> None:
    assert size(PLAIN, {"orders": SizeOverride(tasks_min=0)}).tasks_min == 0


def test_the_override_of_another_program_does_not_count() -> None:
    assert size(PLAIN, {"web": SizeOverride(cpu=4096)}).cpu == 512


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
        for each in joint_problems(make_workload(), make_settings("staging", **changes))
        if each.key == f"sizes.{program}.tasks_min"
    ]
    assert [each.value for each in found] == ([0] if refused else [])
