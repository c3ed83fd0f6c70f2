"""Flags held against programs and settings, and the agent beside those that read them."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.flags import FlagRolloutSettings
from config.joint.flags import AGENT, flag_notices, flag_problems, flagged
from config.workload import Workload
from tests.factories import make_local_platform, make_settings, make_workload

READS = {
    "flags": {"new_checkout": {}},
    "services": {"orders": {"uses": {"flags": ["new_checkout"]}}},
}


def problems(workload: Workload, **settings: Any) -> list[tuple[str, str]]:
    found = flag_problems(workload, make_settings(**settings))
    return [(each.key, each.remedy) for each in found]


def test_a_value_of_no_flag_is_told_with_the_nearest() -> None:
    [(key, remedy)] = problems(make_workload(**READS), flags={"new_chekout": True})
    assert key == "flags.new_chekout"
    assert "did you mean new_checkout?" in remedy


def test_a_value_where_the_workload_has_no_flags_is_told() -> None:
    [(key, remedy)] = problems(make_workload(), flags={"new_checkout": True})
    assert (key, "declare it there" in remedy) == ("flags.new_checkout", True)


@pytest.mark.parametrize("name", ["New", "1st", "a.b", "", "x" * 65])
def test_a_flag_has_a_name_that_programs_can_read(name: str) -> None:
    with pytest.raises(ValidationError, match="lower-case letters"):
        Workload(flags={name: {}})  # type: ignore[dict-item]


def test_a_workload_has_as_many_flags_as_one_document_takes() -> None:
    with pytest.raises(ValidationError, match="500"):
        Workload(flags={f"flag_{at}": {} for at in range(501)})  # type: ignore[misc]


@pytest.mark.parametrize("value", ["yes", 1, None, {"enabled": "maybe"}, {"on": True}])
def test_a_value_is_a_switch(value: Any) -> None:
    with pytest.raises(ValidationError):
        make_settings(flags={"new_checkout": value})


@pytest.mark.parametrize(("value", "enabled"), [("on", True), ("off", False), (False, False)])
def test_a_value_may_be_a_word(value: Any, enabled: bool) -> None:
    assert make_settings(flags={"new_checkout": value}).flags["new_checkout"].enabled is enabled


def test_only_programs_that_read_flags_have_the_agent() -> None:
    workload = flagged(make_workload(**READS), FlagRolloutSettings(poll_seconds=60))
    having = [each.name for each in workload.programs() if AGENT in each.program.sidecars]
    assert having == ["orders"]
    agent = workload.services["orders"].sidecars[AGENT]
    assert agent.environment == {"POLL_INTERVAL": "60"}
    assert (agent.essential, agent.starts, agent.memory_mib) == (True, "before", 128)


def test_an_agent_that_leaves_no_memory_is_told() -> None:
    [(key, remedy)] = problems(make_workload(**READS), flag_rollout={"memory_mib": 4096})
    assert key == "flag_rollout.memory_mib"
    assert remedy.startswith("leaves orders nothing")


def test_a_sidecar_of_the_agents_name_is_told() -> None:
    reads = {"uses": {"flags": ["new_checkout"]}, "sidecars": {AGENT: {"image": "agent:1.0.0"}}}
    workload = make_workload(flags={"new_checkout": {}}, services={"orders": reads})
    [(key, remedy)] = problems(workload)
    assert (key, "is also a sidecar of orders" in remedy) == ("flag_rollout", True)


def test_a_network_without_a_way_out_needs_a_copy_of_the_image_and_an_endpoint() -> None:
    settings = make_settings()
    alone = settings.network.model_copy(update={"nat": "none", "interface_endpoints": ["logs"]})
    found = flag_problems(make_workload(**READS), settings.model_copy(update={"network": alone}))
    assert [each.key for each in found] == ["flag_rollout.image", "network.interface_endpoints"]


def test_a_program_of_the_containers_name_is_told_on_docker() -> None:
    workload = make_workload(
        flags={"new_checkout": {}},
        jobs={
            "flags": {
                "image": "flags:1.0.0",
                "schedule": "rate(1 day)",
                "uses": {"flags": ["new_checkout"]},
            }
        },
    )
    [broken] = flag_problems(workload, make_local_platform().settings)
    assert (broken.key, broken.value) == ("docker", "flags")


def test_a_flag_that_no_program_reads_is_told() -> None:
    workload = make_workload(**{**READS, "flags": {"new_checkout": {}, "old": {}}})
    assert [each.key for each in flag_notices(workload)] == ["flags.old"]
