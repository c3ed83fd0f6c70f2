"""What the provider makes of inputs, and is refused for, is refused in the emulated account too.

Faults that the program had once are put back into a whole environment by a transform.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pytest

from aws_account.checks import provider_checks
from emulation.emulation import emulate_function
from stacks import cloud
from tests.stacks import example

Props = dict[str, Any]
SERVICE = "aws:ecs/service:Service"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
INSTANCE = "aws:rds/instance:Instance"


def one_timeout_of_two(props: Props) -> None:
    for service in props["serviceConnectConfiguration"].get("services", ()):
        service["timeout"] = {"idleTimeoutSeconds": 360}


def alarms_without_names(props: Props) -> None:
    props["alarms"] = {"alarmNames": [], "enable": False, "rollback": False}


def an_empty_list(props: Props) -> None:
    props["corsConfig"]["accessControlAllowHeaders"] = {"items": []}


FAULTS: Mapping[str, tuple[str, str, Callable[[Props], None], str]] = {
    "a number left out": (
        SERVICE,
        "shop",
        one_timeout_of_two,
        "Per request timeout 0 can't be set for tcp application",
    ),
    "no alarm": (SERVICE, "mailer", alarms_without_names, "Alarms.AlarmNames"),
    "an empty list": (HEADERS, "edge-headers", an_empty_list, "AccessControlAllowHeaders.Quantity"),
}


def test_a_fault_put_back_into_the_program_is_refused() -> None:
    """All of them at once: an environment takes its time."""

    def put_back(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        for type_, name, fault, _ in FAULTS.values():
            if (args.type_, args.name) == (type_, name):
                props = dict(args.props)
                fault(props)
                return pulumi.ResourceTransformResult(props, args.opts)
        return None

    def program() -> None:
        pulumi.runtime.register_resource_transform(put_back)
        # A websocket passes as TCP.
        cloud.build(example.platform(workload={"services.shop.websocket": True}))

    with emulate_function(program, stack=example.STACK) as emulation:
        found = {
            (each.registration.type, each.registration.name): each.problem
            for each in emulation.attempts
            if each.problem and not each.problem.startswith("not tried")
        }
    assert found.keys() == {(type_, name) for type_, name, _, _ in FAULTS.values()}
    for type_, name, _, message in FAULTS.values():
        assert message in found[type_, name]


ALARMS = {"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True}}
SMALL = {"storageType": "gp3", "engine": "postgres", "allocatedStorage": 100}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"iops": 3000}, "a storage size less than 400"),
        ({"iops": 3000, "allocatedStorage": 400}, "gp3: 3000"),
        ({"iops": 12_000, "allocatedStorage": 400}, ""),
        ({}, ""),
    ],
)
def test_performance_is_named_from_a_size_on(given: Props, message: str) -> None:
    (check,) = provider_checks.CREATION[INSTANCE]
    found = check({**SMALL, **given}, lambda *_: None) or ""
    assert message in found
    assert bool(message) == bool(found)


@pytest.mark.parametrize(
    ("type_", "old", "new", "message"),
    [
        (SERVICE, ALARMS, {}, "Alarms.AlarmNames"),
        (SERVICE, ALARMS, ALARMS, None),
        (SERVICE, {}, {}, None),
        (INSTANCE, SMALL, {**SMALL, "allocatedStorage": 500}, "gp3: 3000"),
        (INSTANCE, SMALL, {**SMALL, "allocatedStorage": 500, "iops": 12_000}, None),
        (INSTANCE, SMALL, {**SMALL, "allocatedStorage": 300}, None),
    ],
)
def test_an_update_that_the_provider_cannot_make_is_refused(
    type_: str, old: Props, new: Props, message: str | None
) -> None:
    found = [check(old, new) for check in provider_checks.UPDATES[type_]]
    assert [each for each in found if each] == [each for each in found if message and each]
    assert any(message in each for each in found if each) if message else not any(found)
