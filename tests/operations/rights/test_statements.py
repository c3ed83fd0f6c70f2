"""Evaluation of policies: the examples of AWS's own documentation, with their answers.

docs.aws.amazon.com/IAM/latest/UserGuide/: reference_policies_evaluation-logic,
reference_policies_elements_action, _notaction, _resource and _notresource.
"""

from typing import Any

import pytest

from operations.rights import evaluate, is_public, statements

BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def answer(action: str, resource: str, *rows: dict[str, Any]) -> str:
    return evaluate(statements({"Statement": list(rows)}), action, resource).answer


def test_what_no_statement_allows_is_denied() -> None:
    row = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}
    assert answer("s3:GetObject", f"{BUCKET}/a", row) == "allowed"
    assert answer("s3:PutObject", f"{BUCKET}/a", row) == "denied"
    assert answer("s3:GetObject", "arn:aws:s3:::another/a", row) == "denied"


def test_an_explicit_deny_wins_wherever_it_stands() -> None:
    deny = {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}
    for rows in ((ALLOW_ALL, deny), (deny, ALLOW_ALL)):
        assert answer("s3:DeleteBucket", BUCKET, *rows) == "denied explicitly"
        assert answer("s3:ListBucket", BUCKET, *rows) == "allowed"


def test_several_statements_add_up() -> None:
    read = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": [f"{BUCKET}/*"]}
    listed = {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [BUCKET]}
    assert answer("s3:ListBucket", BUCKET, read, listed) == "allowed"
    assert answer("s3:GetObject", f"{BUCKET}/a", read, listed) == "allowed"
    assert answer("s3:ListBucket", f"{BUCKET}/a", read, listed) == "denied"


@pytest.mark.parametrize(
    ("pattern", "action", "said"),
    [
        ("iam:*AccessKey*", "iam:CreateAccessKey", "allowed"),
        ("iam:*AccessKey*", "iam:ListAccessKeys", "allowed"),
        ("iam:*AccessKey*", "iam:CreateUser", "denied"),
        ("sqs:*", "sqs:SendMessage", "allowed"),
        ("sqs:*", "sns:Publish", "denied"),
        ("S3:getobject", "s3:GetObject", "allowed"),
        ("s3:?etObject", "s3:GetObject", "allowed"),
        ("s3:?etObject", "s3:SetTheObject", "denied"),
        ("s3:GetObject?", "s3:GetObject", "denied"),
    ],
)
def test_wildcards_of_actions(pattern: str, action: str, said: str) -> None:
    assert answer(action, "*", {"Effect": "Allow", "Action": pattern, "Resource": "*"}) == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("1/test/object.jpg", "allowed"),
        ("1/2/test/object.jpg", "allowed"),
        ("1/2/test/3/object.jpg", "allowed"),
        ("1/2/3/test/4/object.jpg", "allowed"),
        ("1-test/object.jpg", "denied"),
        ("test/object.jpg", "denied"),
        ("1/2/test.jpg", "denied"),
        ("1/TEST/object.jpg", "denied"),
    ],
)
def test_wildcards_of_resources_cross_slashes_and_keep_the_case(key: str, said: str) -> None:
    row = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*/test/*"}
    assert answer("s3:GetObject", f"{BUCKET}/{key}", row) == said


def test_not_action_allows_everything_but_what_it_lists() -> None:
    row = {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}
    assert answer("ec2:RunInstances", "*", row) == "allowed"
    assert answer("iam:CreateUser", "*", row) == "denied"


def test_not_action_with_deny_denies_everything_else() -> None:
    row = {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}
    assert answer("ec2:RunInstances", "*", ALLOW_ALL, row) == "denied explicitly"
    assert answer("iam:CreateUser", "*", ALLOW_ALL, row) == "allowed"


def test_not_resource_with_deny_keeps_what_it_lists() -> None:
    payroll = [f"{BUCKET}/HRPayroll", f"{BUCKET}/HRPayroll/*"]
    deny = {"Effect": "Deny", "Action": "s3:*", "NotResource": payroll}
    assert answer("s3:GetObject", f"{BUCKET}/HRPayroll/may", ALLOW_ALL, deny) == "allowed"
    assert answer("s3:GetObject", f"{BUCKET}/plans", ALLOW_ALL, deny) == "denied explicitly"


def test_conditions_stay_beside_the_answer() -> None:
    office = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    policy = {
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": office},
            {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": plain},
        ]
    }
    decision = evaluate(statements(policy), "s3:GetObject", f"{BUCKET}/a")
    assert decision.answer == "allowed"
    assert decision.only_if == ((("IpAddress", "aws:SourceIp", ("203.0.113.0/24",)),),)
    assert decision.unless == ((("Bool", "aws:SecureTransport", ("false",)),),)


def test_a_statement_without_condition_needs_none_of_another() -> None:
    row = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    only = {**row, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    found = statements({"Statement": [only, row]})
    assert evaluate(found, "s3:GetObject", "*").only_if == ()


def test_a_single_statement_needs_no_list() -> None:
    assert evaluate(statements({"Statement": ALLOW_ALL}), "s3:GetObject", "*").answer == "allowed"


def test_a_resource_policy_asks_who_calls() -> None:
    role = "AWS arn:aws:iam::123456789012:role/orders"
    policy = {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:role/orders"},
            "Action": "sqs:SendMessage",
            "Resource": "*",
        }
    }
    found = statements(policy)
    assert evaluate(found, "sqs:SendMessage", "*", role).answer == "allowed"
    assert evaluate(found, "sqs:SendMessage", "*", "AWS arn:another").answer == "denied"
    assert evaluate(found, "sqs:SendMessage", "*").answer == "denied"


@pytest.mark.parametrize(
    ("principal", "condition", "public"),
    [
        ("*", {}, True),
        ({"AWS": "*"}, {}, True),
        ({"AWS": ["arn:aws:iam::123456789012:root", "*"]}, {}, True),
        ({"AWS": "arn:aws:iam::123456789012:root"}, {}, False),
        ({"Service": "sns.amazonaws.com"}, {}, False),
        ("*", {"StringEquals": {"aws:SourceAccount": "123456789012"}}, False),
        ("*", {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ("*", {"StringLike": {"aws:PrincipalArn": "*"}}, True),
        ("*", {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}, True),
        ("*", {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}}, True),
        ("*", {"Bool": {"aws:SecureTransport": "true"}}, True),
        ("*", {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, True),
        ("*", {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
    ],
)
def test_everybody_is_let_in_unless_a_condition_limits_the_caller(
    principal: object, condition: object, public: bool
) -> None:
    row = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": condition,
    }
    assert [is_public(each) for each in statements({"Statement": [row]})] == [public]
