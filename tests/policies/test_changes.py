"""What a review tells: violations that a change adds or makes worse, and no others."""

from datetime import date
from typing import Any

import pytest

from policies import worsened
from policies.waivers import FILE, Waiver
from tests.policies.case import urn

LOGS = "aws:cloudwatch/logGroup:LogGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
PROVIDER = "urn:pulumi:prod::plinth::pulumi:providers:aws::aws"
TAGS = '{"tags": {"environment": "production", "project": "shop", "owner": "platform"}}'


def document(**resources: dict[str, Any]) -> dict[str, Any]:
    """A document with a log group for each name."""
    provider = {"type": "pulumi:providers:aws", "inputs": {"defaultTags": TAGS}}
    steps = [{"urn": PROVIDER, "newState": provider}]
    for name, inputs in resources.items():
        state = {"type": LOGS, "inputs": inputs, "provider": f"{PROVIDER}::id"}
        steps.append({"urn": urn(LOGS, name), "newState": state})
    return {"steps": steps}


def days(number: int) -> dict[str, int]:
    """Inputs of a log group that keeps logs for some days."""
    return {"retentionInDays": number}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"web": days(90)}, {"web": days(60)}, ["web"]),
        ({"web": days(60)}, {"web": days(60)}, []),
        ({"web": days(60)}, {"web": days(30)}, ["web"]),
        ({"web": days(30)}, {"web": days(60)}, []),
        ({"web": days(30)}, {"web": days(90)}, []),
        ({"web": days(30)}, {}, []),
        ({"web": days(30)}, {"web": days(30), "api": days(30)}, ["api"]),
        ({}, {"web": days(30)}, ["web"]),
    ],
)
def test_only_what_is_new_or_worse_is_told(before: Any, after: Any, told: list[str]) -> None:
    found = worsened(document(**before), document(**after))
    assert [each.urn.rpartition("::")[2] for each in found] == told


def test_two_identical_sides_tell_nothing() -> None:
    side = document(web=days(30), api=days(1))
    assert worsened(side, side) == ()


def test_what_is_accepted_is_not_told() -> None:
    accepted = Waiver("logs-are-kept", "web", "team", "a trial", until=date.max, place=str(FILE))
    found = worsened(document(), document(web=days(30), api=days(30)), [accepted])
    assert [each.urn.rpartition("::")[2] for each in found] == ["api"]


def test_a_port_that_is_opened_wider_is_worse() -> None:
    def opened(first: int, last: int) -> dict[str, Any]:
        inputs = {"cidrIpv4": "0.0.0.0/0", "fromPort": first, "toPort": last}
        return {"steps": [{"urn": urn(RULE, "it"), "newState": {"type": RULE, "inputs": inputs}}]}

    assert worsened(opened(8443, 8444), opened(8443, 8450))
    assert not worsened(opened(8443, 8450), opened(8443, 8444))


def test_each_of_two_statements_answers_for_one_only() -> None:
    one = '{"Effect": "Allow", "Action": "s3:*", "Resource": "a"}'
    two = '{"Effect": "Allow", "Action": "s3:*", "Resource": "b"}'

    def with_statements(*statements: str) -> dict[str, Any]:
        type_ = "aws:iam/rolePolicy:RolePolicy"
        inputs = {"policy": f'{{"Statement": [{", ".join(statements)}]}}'}
        return {"steps": [{"urn": urn(type_, "it"), "newState": {"type": type_, "inputs": inputs}}]}

    assert len(worsened(with_statements(one), with_statements(one, two))) == 1
    assert not worsened(with_statements(one, two), with_statements(two, one))
