"""A Pulumi name finds the one AWS name that it means."""

import pytest

from aws_account.spelling import spelling


@pytest.mark.parametrize(
    ("name", "members", "operation", "expected"),
    [
        ("cidrBlock", ("CidrBlock", "Ipv6CidrBlock"), "CreateVpc", "CidrBlock"),
        ("dbSubnetGroupName", ("DBSubnetGroupName",), "CreateDBInstance", "DBSubnetGroupName"),
        ("subnetIds", ("SubnetId",), "CreateX", "SubnetId"),
        ("policy", ("Policies",), "CreateX", "Policies"),
        ("clientAlias", ("clientAliases",), "CreateX", "clientAliases"),
        ("name", ("RoleName", "Path"), "CreateRole", "RoleName"),
        ("instanceClass", ("DBInstanceClass",), "CreateDBInstance", "DBInstanceClass"),
        ("role", ("RoleName", "PolicyName"), "PutPolicy", "RoleName"),
        ("subnets", ("SubnetIds",), "CreateX", "SubnetIds"),
        ("logging", ("LoggingConfiguration",), "PutX", "LoggingConfiguration"),
        ("size", ("Weight",), "CreateX", None),
    ],
)
def test_a_name_is_found_by_a_rule(
    name: str, members: tuple[str, ...], operation: str, expected: str | None
) -> None:
    found = spelling.match((name,), members, spelling.nouns(operation))
    assert found.get(name) == expected


def test_the_surest_rule_wins() -> None:
    found = spelling.match(("subnets",), ("SubnetIds", "Subnets"), ())
    assert found == {"subnets": "Subnets"}


def test_no_member_is_given_twice() -> None:
    found = spelling.match(("role", "roleName"), ("RoleName",), ())
    assert found == {"roleName": "RoleName"}


def test_a_name_that_could_mean_several_is_left_out() -> None:
    assert spelling.match(("key",), ("KeyId", "KeyArn"), ()) == {}


@pytest.mark.parametrize(
    ("operation", "noun"),
    [
        ("CreateDBInstance", "dbinstance"),
        ("CreateDBInstance", "instance"),
        ("PutBucketPolicy", "bucketpolicy"),
        ("DescribeSubnets", "subnet"),
    ],
)
def test_an_operation_names_what_it_is_about(operation: str, noun: str) -> None:
    assert noun in spelling.nouns(operation)


@pytest.mark.parametrize(
    ("many", "one"),
    [("policies", "policy"), ("subnets", "subnet"), ("addresses", "address"), ("acls", "acl")],
)
def test_one_of_many(many: str, one: str) -> None:
    assert spelling.singular(many) == one
