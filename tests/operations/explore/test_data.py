"""The data of the page, each part followed back to the plan and along with a change of it."""

import json
from typing import Any

import pytest

from operations.loss import Losses
from tests.operations.explore.shown import data_of, keys, numbered
from tests.operations.plans import Plan

pytestmark = pytest.mark.xdist_group("explore")


@pytest.fixture(scope="module")
def prod() -> dict[str, Any]:
    return data_of(Plan())


def losses(plan: Plan, zone: str) -> dict[str, str]:
    """What becomes of each resource, by its type and name."""
    return {str(each.resource): each.effect for each in Losses(plan.resources()).of(zone)}


def logins(data: dict[str, Any], database: str) -> dict[str, str]:
    (found,) = [each for each in data["databases"] if each["name"] == database]
    return {each["program"]: each["access"] for each in found["logins"]}


def holders(data: dict[str, Any], key: str, verb: str) -> set[str]:
    (thing,) = [each for each in data["rules"]["things"] if each["is"] == numbered(data, key)]
    (asked,) = [each for each in thing["asked"] if each["verb"] == verb]
    return {data["texts"][each["who"]] for each in asked["who"]}


def test_every_resource_of_the_plan_is_there_once(prod: dict[str, Any]) -> None:
    plan = Plan()
    shown = {
        f"urn:pulumi:prod::plinth::{prod['chains'][row[6]]}::{row[2]}" for row in prod["resources"]
    }
    assert shown == {each.urn for each in plan.resources().all}
    assert len(shown) == len(prod["resources"])


def test_a_page_of_docker_has_its_containers() -> None:
    data = data_of(Plan("dev"))
    assert data["docker"]
    assert data["name"] == "shop dev"
    assert data["resources"][numbered(data, "docker.Container:orders")][2] == "orders"
    assert {each["name"] for each in data["programs"]} >= {"orders", "stock", "nightly-report"}
    assert logins(data, "orders") == {"nightly-report": "read", "orders": "write", "stock": "write"}


def test_inputs_are_those_of_the_plan(prod: dict[str, Any]) -> None:
    plan = Plan()
    row = prod["resources"][numbered(prod, "rds.Instance:database")]
    assert row[7] == plan.inputs("rds.Instance", "database")


def test_needs_are_references_and_physical_names(prod: dict[str, Any]) -> None:
    needs = keys(prod, prod["resources"][numbered(prod, "rds.Instance:database-replica-1")][8])
    assert "rds.ParameterGroup:database-postgres16" in needs
    # The replica names its source by the identifier that the program chose.
    assert "rds.Instance:database" in needs
    assert "rds.Instance:database-replica-1" not in needs


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_database_has_the_logins_of_its_set_up(stack: str) -> None:
    data = data_of(Plan(stack))
    assert logins(data, "orders") == {"nightly-report": "read", "orders": "write", "stock": "write"}
    assert logins(data, "accounts") == {"accounts": "write", "nightly-report": "read"}


def test_a_right_that_is_taken_from_the_set_up_leaves_the_page() -> None:
    plan = Plan()
    inputs = plan.inputs("ecs.TaskDefinition", "database-setup")
    containers = json.loads(inputs["containerDefinitions"])
    (sql,) = [row for row in containers[0]["environment"] if row["name"] == "SETUP_SQL"]
    sql["value"] = sql["value"].replace('"stock":{"orders":"write"}', '"stock":{"orders":"read"}')
    inputs["containerDefinitions"] = json.dumps(containers)
    assert logins(data_of(plan), "orders")["stock"] == "read"


def test_a_login_has_its_password_from_the_secret_of_its_program(prod: dict[str, Any]) -> None:
    for database in prod["databases"]:
        assert "secretsmanager.Secret database-credentials-master" in database["master"]
        for login in database["logins"]:
            secret = f"${{secretsmanager.Secret login-credentials-{login['program']}.arn}}"
            assert login["secret"].startswith(secret)


def test_who_may_use_a_thing_follows_policies(prod: dict[str, Any]) -> None:
    mails = "sqs.Queue:mails"
    assert holders(prod, mails, "receive messages") == {"notifications: the program itself"}
    assert holders(prod, mails, "send messages") == {
        "accounts: the program itself",
        "Service sns.amazonaws.com",
    }
    reads = holders(prod, "secretsmanager.Secret:payment-provider-key", "read the value")
    assert reads == {"orders: ECS, to start the program"}


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        "${sqs.Queue mails.arn}",
        "arn:aws:sqs:*:111122223333:*",
        "arn:aws:sqs:eu-central-1:111122223333:mails-*",
    ],
)
def test_a_right_on_more_than_the_thing_counts(pattern: str) -> None:
    policy = {"Statement": [{"Effect": "Allow", "Action": "sqs:Rec*", "Resource": pattern}]}
    plan = Plan()
    plan.add("iam.RolePolicy", "more", role="${iam.Role web-task.id}", policy=json.dumps(policy))
    found = holders(data_of(plan), "sqs.Queue:mails", "receive messages")
    assert "web: the program itself" in found


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "${sqs.Queue live-updates.arn}"},
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sns:*:111122223333:*"},
        {"Effect": "Allow", "Action": "sqs:*", "NotResource": "*"},
    ],
)
def test_another_right_does_not_count(statement: dict[str, str]) -> None:
    plan = Plan()
    policy = json.dumps({"Statement": [statement]})
    plan.add("iam.RolePolicy", "more", role="${iam.Role web-task.id}", policy=policy)
    found = holders(data_of(plan), "sqs.Queue:mails", "receive messages")
    assert "web: the program itself" not in found


def test_a_denial_without_a_condition_takes_the_right_away() -> None:
    plan = Plan()
    denial = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Statement": [denial]})
    plan.add("iam.RolePolicy", "less", role="${iam.Role notifications-task.id}", policy=policy)
    assert holders(data_of(plan), "sqs.Queue:mails", "receive messages") == set()


def test_every_alarm_of_the_plan_is_there_with_its_way_on(prod: dict[str, Any]) -> None:
    planned = Plan().resources().of("cloudwatch.MetricAlarm")
    assert len(prod["alarms"]) == len(planned)
    for alarm in prod["alarms"]:
        if alarm["told"] in ("critical", "warning"):
            assert "" not in (alarm["page"], alarm["first"]), prod["resources"][alarm["is"]][0]
    storage = numbered(prod, "cloudwatch.MetricAlarm:alarms-database-storage")
    (found,) = [each for each in prod["alarms"] if each["is"] == storage]
    assert found["told"] == "critical"
    assert keys(prod, found["watches"]) == {"rds.Instance:database"}


def test_ways_and_what_stops_the_others_cover_every_pair(prod: dict[str, Any]) -> None:
    places = prod["ways"]["places"]
    pairs = [(one, other) for one, other, _ in prod["ways"]["pairs"]]
    stops = [(one, other) for one, other, *_ in prod["ways"]["stops"]]
    count = len(places) * (len(places) - 1)
    assert len({*pairs, *stops}) == len(pairs) + len(stops) == count


def test_production_keeps_its_services_when_a_zone_is_lost() -> None:
    found = losses(Plan(), "eu-central-1b")
    assert found["rds.Instance database"] == "fails over"
    assert found["elasticache.ReplicationGroup cache"] == "fails over"
    assert found["ecs.Service orders"] == "fewer"
    assert found["rds.Instance database-replica-1"] == "may stop"
    assert found["rds.Proxy database-proxy"] == "fewer"
    assert "stops" not in found.values()


def test_one_gateway_for_all_zones_takes_the_others_with_it() -> None:
    plan = Plan("staging")
    assert losses(plan, "eu-central-1a")["ec2.NatGateway network-nat-a"] == "stops"
    assert "ec2.NatGateway network-nat-a" not in losses(plan, "eu-central-1b")
    (said,) = [
        each.said
        for each in Losses(plan.resources()).of("eu-central-1a")
        if each.resource.kind == "ec2.NatGateway"
    ]
    assert "network-private-b (eu-central-1b)" in said


@pytest.mark.parametrize(
    ("kind", "name", "inputs", "effect"),
    [
        ("rds.Instance", "database", {"multiAz": False}, "may stop"),
        (
            "rds.Instance",
            "database",
            {"multiAz": False, "availabilityZone": "eu-central-1b"},
            "stops",
        ),
        ("elasticache.ReplicationGroup", "cache", {"numCacheClusters": 1}, "may stop"),
        (
            "elasticache.ReplicationGroup",
            "cache",
            {"automaticFailoverEnabled": False},
            "may stop",
        ),
        ("ecs.Service", "orders", {"desiredCount": 1}, "may stop"),
        (
            "ecs.Service",
            "orders",
            {"networkConfiguration": {"subnets": ["${ec2.Subnet network-private-b.id}"]}},
            "stops",
        ),
        (
            "lb.LoadBalancer",
            "gateway",
            {"subnets": ["${ec2.Subnet network-private-b.id}"]},
            "stops",
        ),
    ],
)
def test_the_loss_of_a_zone_follows_the_plan(
    kind: str, name: str, inputs: dict[str, Any], effect: str
) -> None:
    plan = Plan()
    plan.change(kind, name, **inputs)
    assert losses(plan, "eu-central-1b")[f"{kind} {name}"] == effect


def test_what_is_not_in_a_zone_is_not_lost_with_it() -> None:
    plan = Plan()
    only_a = {"subnets": ["${ec2.Subnet network-private-a.id}"]}
    plan.change("ecs.Service", "orders", networkConfiguration=only_a)
    assert "ecs.Service orders" not in losses(plan, "eu-central-1b")


def test_at_most_the_share_of_a_zone_is_lost() -> None:
    plan = Plan()
    plan.change("ecs.Service", "orders", desiredCount=7)
    (said,) = [
        each.said
        for each in Losses(plan.resources()).of("eu-central-1b")
        if str(each.resource) == "ecs.Service orders"
    ]
    assert "at most 3 stop, 4 go on" in said
