"""A vault that an environment cannot have is refused, with the key and what to do."""

from typing import Any

import pytest

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, make_settings, raw_settings, raw_workload


def problem(stack: str, **section: Any) -> str:
    """The one problem that is told of a stack's file with these sections."""
    stack_file = YamlFile(f"Pulumi.{stack}.yaml", None, {})
    workload = YamlFile("config/workload.yaml", raw_workload(), {})
    with pytest.raises(ConfigError) as error:
        check(stack, raw_settings(stack, **section), stack_file, workload, SHOP)
    [told] = error.value.problems
    return told


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_buckets_are_not_copied_without_a_vault(stack: str) -> None:
    section = {"buckets": True, **({"vault": False} if stack == "prod" else {})}
    told = problem(stack, backup=section)
    assert told.startswith(f"Pulumi.{stack}.yaml: ")
    assert "backup.buckets" in told
    assert "needs a vault; set backup.vault to true" in told


def test_what_can_be_destroyed_has_no_final_lock() -> None:
    told = problem("staging", backup={"vault": True, "lock": "compliance"})
    assert "backup.lock" in told
    assert "must be governance with protect: false" in told
    # Where there is no vault, or a protected one, its kind is free.
    make_settings("staging", backup={"lock": "compliance"})
    make_settings("prod", backup={"lock": "compliance"})


@pytest.mark.parametrize(
    "section", [{"lock": "iron"}, {"restore_test": "daily"}, {"vault": "locked"}]
)
def test_other_values_are_refused(section: dict[str, Any]) -> None:
    assert f"backup.{next(iter(section))}" in problem("prod", backup=section)


@pytest.mark.parametrize("minutes", [0, -5, 10081])
@pytest.mark.parametrize("key", ["rto_minutes", "rpo_minutes"])
def test_a_target_is_between_a_minute_and_a_week(key: str, minutes: int) -> None:
    assert f"recovery.{key}" in problem("prod", recovery={key: minutes})
