"""Endpoints by price: those that a workload calls where there is no other way, and with a NAT
gateway those that cost less than its way."""

from typing import Any

import pytest

import prices
from config.values import aws_facts
from config.workload import Workload
from planning import interface_endpoints
from planning.network import endpoints
from tests.factories import make_settings, make_workload

PROGRAM = {"image": "site:1"}
NOTHING: dict[str, Any] = {
    "services": {"site": {**PROGRAM, "port": 80, "routes": [{"auth": "none"}]}},
    **{kind: {} for kind in ("workers", "jobs", "databases", "topics", "queues", "buckets")},
    "subscriptions": [],
}
ALWAYS = ["ecr.api", "ecr.dkr", "logs"]


def chosen(nat: str, workload: dict[str, Any] | None = None, **settings: Any) -> list[str]:
    network = {"nat": nat, "zones": ["a", "b"], "interface_endpoints": "by_price"}
    bare = {"database": None, "cache": None, "tracing": None}
    services = {"exec": False, **settings.pop("services", {})}
    made = make_settings(network=network, **{**bare, "services": services, **settings})
    return interface_endpoints(Workload.model_validate({**NOTHING, **(workload or {})}), made)


def test_a_list_is_taken_as_it_stands() -> None:
    named = make_settings(network={"nat": "single", "interface_endpoints": ["sqs", "logs"]})
    assert interface_endpoints(make_workload(), named) == ["sqs", "logs"]


def test_without_a_gateway_a_bare_workload_has_what_every_task_calls() -> None:
    assert chosen("none") == ALWAYS


@pytest.mark.parametrize(
    ("workload", "settings", "adds"),
    [
        ({}, {"database": {}}, ["secretsmanager"]),
        ({}, {"cache": {}}, ["secretsmanager"]),
        ({}, {"services": {"exec": True}}, ["kms", "ssmmessages"]),
        ({}, {"tracing": {}}, ["xray"]),
        ({"queues": {"mails": {}}}, {}, ["sqs"]),
        ({"topics": {"events": {}}}, {}, ["sns"]),
    ],
)
def test_without_a_gateway_each_part_that_is_called_adds_its_endpoint(
    workload: dict[str, Any], settings: dict[str, Any], adds: list[str]
) -> None:
    assert chosen("none", workload, **settings) == sorted([*ALWAYS, *adds])


@pytest.mark.parametrize(
    ("action", "adds"),
    [
        ("states:StartExecution", ["states"]),
        ("cloudwatch:PutMetricData", ["monitoring"]),
        ("bedrock:InvokeModel", ["bedrock-runtime"]),
        ("dynamodb:GetItem", []),
    ],
)
def test_without_a_gateway_a_program_s_own_rights_name_services_too(
    action: str, adds: list[str]
) -> None:
    said: dict[str, Any] = {"actions": [action], "resources": [f"arn:aws:{action[:8]}:::x/y"]}
    if action == "cloudwatch:PutMetricData":
        said |= {"resources": ["*"], "reason": "metrics have no ARN"}
    site = {**NOTHING["services"]["site"], "uses": {"statements": [said]}}
    assert chosen("none", {"services": {"site": site}}) == sorted([*ALWAYS, *adds])


def test_the_names_of_endpoints_are_those_that_aws_offers() -> None:
    assert {*endpoints._ALWAYS, *endpoints._SHELL, *endpoints._NAMES.values()} <= (
        aws_facts.INTERFACE_ENDPOINTS
    )


def test_a_gateway_needs_no_endpoint_until_the_logs_cost_more_by_it() -> None:
    hour, gb, by_gateway = (
        prices.find("eu-central-1", key) for key in ("endpoint.hour", "endpoint.gb", "nat.gb")
    )
    assert hour
    assert gb
    assert by_gateway
    even = hour.first_usd * 730 * 2 / (by_gateway.first_usd - gb.first_usd)
    assert even > 100, "tasks of the factories write less than this"
    assert chosen("single") == []
    assert chosen("per_zone", usage={"log_gb": even - 1}) == []
    assert chosen("per_zone", usage={"log_gb": even + 1}) == ["logs"]


def test_a_region_without_prices_has_its_gateway_alone() -> None:
    assert "ap-southeast-2" not in prices.regions()
    region: dict[str, Any] = {"region": "ap-southeast-2", "usage": {"log_gb": 100_000}}
    assert chosen("single", **region) == []
