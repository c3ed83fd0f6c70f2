"""Sums that AWS refuses although each part is right: of a role's rights, and of connections."""

import json
from collections import Counter

import pytest

from backends.known import KnownBackend
from config.checks.joint_checks import cloud_problems
from config.checks.role_checks import role_characters, role_problems
from config.values import connections_of
from engine import run
from tests.factories import SHOP, make_settings, make_workload


def test_the_length_of_a_roles_policies_is_foreseen() -> None:
    real: Counter[str] = Counter()
    for each in run(SHOP, "prod", KnownBackend()).registrations:
        if each.type == "aws:iam/rolePolicy:RolePolicy":
            text = json.dumps(json.loads(each.inputs["policy"]), separators=(",", ":"))
            real[str(each.inputs["role"])] += len(text)
    foreseen = {
        f"{each.name}-task": role_characters(each.program) for each in make_workload().programs()
    }
    compared = {role: size for role, size in foreseen.items() if size}
    assert len(compared) >= 4
    for role, size in compared.items():
        assert size == pytest.approx(real[role], rel=0.15), role


def test_grants_that_one_role_cannot_hold_are_refused() -> None:
    buckets = {f"documents-{number}": {"purpose": "uploads"} for number in range(22)}
    uses = {"buckets": dict.fromkeys(buckets, "write")}
    workload = make_workload(buckets=buckets, services={"orders": {"uses": uses}})
    (problem,) = role_problems(workload)
    assert problem.key == "services.orders.uses"
    assert "IAM takes 10240 for a role; split the program" in problem.remedy


@pytest.mark.parametrize(
    ("instance_class", "connections"),
    [
        ("db.t3.micro", 107),
        ("db.t3.small", 220),
        ("db.r5.large", 1797),
        ("db.r5.4xlarge", 4995),
        ("db.x2g.large", None),
    ],
)
def test_the_connections_of_a_class_follow_its_memory(
    instance_class: str, connections: int | None
) -> None:
    assert connections_of(instance_class) == connections


def test_more_tasks_than_connections_are_refused_but_with_a_proxy() -> None:
    many = {"tasks_max": 90}
    settings = make_settings("staging", services=many, database={"instance_class": "db.t3.micro"})
    found = {each.key: each.remedy for each in cloud_problems(make_workload(), settings, "staging")}
    assert "takes 107 connections" in found["database.instance_class"]
    shared = make_settings(
        "staging", services=many, database={"instance_class": "db.t3.micro", "proxy": {}}
    )
    keys = {each.key for each in cloud_problems(make_workload(), shared, "staging")}
    assert "database.instance_class" not in keys
