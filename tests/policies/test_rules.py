"""Each rule: inputs that keep to it, inputs that break it, the input left out, and values that are
not known yet."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.values import UNKNOWN
from policies import RULES
from policies.node import NotKnown
from policies.resources import Resource, Stack
from tests.policies.case import TAGS, Case, resource, rule, told, urn
from tests.policies.cases import access, compute, data, edge, network, storage

CASES = [
    case for family in (access, network, edge, compute, data, storage) for case in family.CASES
]
WHOLE_STACK = {"rds-no-route-to-the-internet", "s3-keeps-logs"}
"""Rules about several resources in a row, which have tests of their own below."""
BY_BEING_THERE = {"rds-password-is-made-by-aws", "cloudfront-has-its-own-certificate"}
"""Rules about whether something is given at all, which the engine knows before the value."""
EXISTENCE = {"iam-people-have-no-rights-of-their-own"}
"""Rules that no input can keep to: the resource itself breaks them."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_keeps_to_a_rule_is_not_told(case: Case) -> None:
    assert not told(case, case.good, case.beside)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_breaks_a_rule_is_told(case: Case) -> None:
    assert told(case, case.bad, case.beside_bad)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_input_that_is_left_out_counts_as_aws_takes_it(case: Case) -> None:
    assert bool(told(case, {}, ())) is case.absent


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_not_known_yet_breaks_no_rule(case: Case) -> None:
    told_so_far = told(case, {key: UNKNOWN for key in case.bad}, case.beside)
    told_so_far += told(case, unknown(case.bad), case.beside)
    assert bool(told_so_far) is (case.rule in BY_BEING_THERE)


def unknown(value: Any) -> Any:
    """The value with all that is in its mappings unknown."""
    if isinstance(value, Mapping):
        return {key: unknown(item) for key, item in value.items()}
    return UNKNOWN


def test_every_rule_has_a_case() -> None:
    assert {each.name for each in RULES} == {case.rule for case in CASES} | WHOLE_STACK | EXISTENCE


def test_rules_have_names_of_their_own_and_say_what_to_do() -> None:
    assert len({each.name for each in RULES}) == len(RULES)
    for each in RULES:
        assert each.description.endswith(".")
        assert each.remedy
        assert not each.remedy.endswith(".")


@pytest.mark.parametrize("name", [each.name for each in RULES if each.production_only])
def test_a_rule_for_production_goes_by_the_tags_that_the_settings_give(name: str) -> None:
    each = rule(name)
    staging = {**TAGS, "environment": "staging"}
    assert each.concerns(resource(each.types[0], {}))
    assert not each.concerns(resource(each.types[0], {}, tags=staging))
    assert not each.concerns(resource(each.types[0], {}, tags={}))


@pytest.mark.parametrize("type_", rule("iam-people-have-no-rights-of-their-own").types)
def test_rights_of_a_person_break_a_rule_by_being_there(type_: str) -> None:
    asked = rule("iam-people-have-no-rights-of-their-own")
    assert list(asked.faults(resource(type_, {})))
    assert not asked.concerns(resource("aws:iam/role:Role", {}))


def linked(*links: tuple[str, str, str, str]) -> dict[str, Resource]:
    """Resources by name, from (name, type, property, name of the one it refers to)."""
    resources: dict[str, Resource] = {}
    stack = Stack(resources)
    types = {name: type_ for name, type_, _, _ in links}
    for name, type_, _, _ in links:
        refers: dict[str, tuple[str, ...]] = {}
        for other, _, property_, target in links:
            if other == name and target:
                refers.setdefault(property_, ())
                refers[property_] += (urn(types[target], target),)
        resources[urn(type_, name)] = Resource({}, urn(type_, name), type_, refers, TAGS, stack)
    return {each.name: each for each in resources.values()}


@pytest.mark.parametrize(("route", "faults"), [("gatewayId", 1), ("natGatewayId", 0)])
def test_a_database_has_no_way_to_the_internet(route: str, faults: int) -> None:
    table = "aws:ec2/routeTable:RouteTable"
    found = linked(
        ("door", "aws:ec2/internetGateway:InternetGateway", "", ""),
        ("table", table, "", ""),
        ("subnet", "aws:ec2/subnet:Subnet", "", ""),
        ("joined", "aws:ec2/routeTableAssociation:RouteTableAssociation", "subnetId", "subnet"),
        ("joined", "aws:ec2/routeTableAssociation:RouteTableAssociation", "routeTableId", "table"),
        ("way", "aws:ec2/route:Route", "routeTableId", "table"),
        ("way", "aws:ec2/route:Route", route, "door"),
        ("group", "aws:rds/subnetGroup:SubnetGroup", "subnetIds", "subnet"),
        ("database", "aws:rds/instance:Instance", "dbSubnetGroupName", "group"),
    )
    asked = rule("rds-no-route-to-the-internet")
    assert len(list(asked.faults(found["database"]))) == faults
    alone = resource("aws:rds/instance:Instance", {})
    assert not list(asked.faults(alone))


@pytest.mark.parametrize(
    ("inputs", "days"),
    [
        ({"rules": [{"id": "logs", "status": "Enabled", "expiration": {"days": 30}}]}, 60),
        ({"rules": [{"id": "logs", "status": "Enabled", "expiration": {"days": 90}}]}, 0),
        ({"rules": [{"id": "logs", "status": "Disabled", "expiration": {"days": 30}}]}, 0),
        ({"rules": [{"id": "remains", "expiration": {"expiredObjectDeleteMarker": True}}]}, 0),
        ({}, 0),
    ],
)
@pytest.mark.parametrize("is_log", [True, False])
def test_a_bucket_of_logs_keeps_them(inputs: dict[str, Any], days: int, is_log: bool) -> None:
    lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    found = linked(
        ("logs", "aws:s3/bucket:Bucket", "", ""),
        # The name reaches the log by the bucket's policy, which must be there first.
        ("policy", "aws:s3/bucketPolicy:BucketPolicy", "bucket", "logs"),
        ("uploads", "aws:s3/bucketLogging:BucketLogging", "targetBucket", "policy"),
        ("other", "aws:s3/bucket:Bucket", "", ""),
        ("lifecycle", lifecycle, "bucket", "logs" if is_log else "other"),
    )
    judged = found["lifecycle"]
    judged = Resource(inputs, judged.urn, judged.type, judged.references, TAGS, judged.stack)
    sizes = [each.size for each in rule("s3-keeps-logs").faults(judged)]
    assert sizes == ([days] if days and is_log else [])


def test_a_dead_letter_queue_is_not_taken_for_its_queue() -> None:
    queue, policy = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
    found = linked(
        ("dead", queue, "", ""),
        ("jobs", queue, "redrivePolicy", "dead"),
        ("policy", policy, "queueUrl", "jobs"),
    )
    assert found["jobs"].companions(policy, "queueUrl")
    assert not found["dead"].companions(policy, "queueUrl")


def test_a_value_that_is_not_known_says_so() -> None:
    judged = resource("aws:rds/instance:Instance", {"multiAz": UNKNOWN, "tags": {"a": UNKNOWN}})
    with pytest.raises(NotKnown):
        judged.get("multiAz")
    with pytest.raises(NotKnown):
        judged.get("tags.a")
    assert judged.has("multiAz")
    assert judged.get("tags.b", 1) == 1
