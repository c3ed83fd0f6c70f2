"""Rights that a change adds or widens; narrower ones are none."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.plan import Resources, from_file
from operations.rights import widened
from tests.operations.plans import Plan, exported

UPLOADS = "${s3.Bucket uploads.arn}"
Row = dict[str, Any]


def plan_of(*rows: Row, kind: str = "role") -> Resources:
    """A role, or a queue, with these statements."""
    plan = Plan.__new__(Plan)
    plan.document = {"steps": []}
    if kind == "role":
        plan.add("iam.Role", "orders")
        policy = json.dumps({"Statement": rows})
        plan.add("iam.RolePolicy", "orders", role="${iam.Role orders.name}", policy=policy)
    else:
        plan.add("sqs.Queue", "mails")
        url = "${sqs.Queue mails.url}"
        plan.add("sqs.QueuePolicy", "mails", queueUrl=url, policy=json.dumps({"Statement": rows}))
    return plan.resources()


def allow(action: Any, resource: Any = f"{UPLOADS}/invoices/*", **more: Any) -> Row:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def when(operator: str, key: str, *values: str) -> Row:
    return {"Condition": {operator: {key: list(values)}}}


GET = allow("s3:GetObject")
DENY = {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}
TLS = {**DENY, **when("Bool", "aws:SecureTransport", "false")}
ONE, TWO = when("StringLike", "s3:prefix", "a/*"), when("StringLike", "s3:prefix", "a/*", "b/*")
BUT = when("StringNotEquals", "aws:PrincipalAccount", "1", "2")
FEWER = when("StringNotEquals", "aws:PrincipalAccount", "1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([GET], [allow("s3:*")]),
        ([GET], [allow("s3:Get*")]),
        ([GET], [allow(["s3:GetObject", "s3:PutObject"])]),
        ([GET], [allow("s3:GetObject", f"{UPLOADS}/*")]),
        ([GET], [allow("s3:GetObject", f"{UPLOADS}/invoice?/*")]),
        ([GET], [GET, allow("sqs:SendMessage", "*")]),
        ([GET], [allow("s3:GetObject", [f"{UPLOADS}/invoices/*", f"{UPLOADS}/avatars/*"])]),
        ([{**GET, **ONE}], [GET]),
        ([{**GET, **ONE}], [{**GET, **TWO}]),
        ([{**GET, **BUT}], [{**GET, **FEWER}]),
        ([{**GET, **when("Bool", "x", "true")}], [{**GET, **when("Bool", "x", "false")}]),
        ([GET], [{"Effect": "Allow", "NotAction": "iam:*", "Resource": f"{UPLOADS}/invoices/*"}]),
        ([GET], [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:x"}]),
        ([], [GET]),
        ([GET, DENY], [GET]),
        ([GET, TLS], [GET]),
        ([GET, DENY], [GET, {**DENY, "Action": "s3:Put*"}]),
        ([GET, DENY], [GET, TLS]),
    ],
)
def test_a_wider_right_is_told_and_its_reverse_is_not(before: list[Row], after: list[Row]) -> None:
    assert widened(plan_of(*before), plan_of(*after))
    back = widened(plan_of(*after), plan_of(*before))
    # Another value of a condition is different in both directions.
    assert not back or before[0].get("Condition", {}).get("Bool") == {"x": ["true"]}


def test_a_deny_of_all_but_some_is_compared_by_what_it_leaves_out() -> None:
    but_get = plan_of(GET, {"Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"})
    (told,) = widened(plan_of(GET, DENY), but_get)
    assert (told.kind, told.actions) == ("no longer denied", "s3:*")
    assert widened(plan_of(GET, {**DENY, "Action": "s3:Put*"}), but_get) == []


def test_a_statement_in_two_parts_is_no_wider() -> None:
    both = allow(["s3:GetObject", "s3:PutObject"])
    assert widened(plan_of(both), plan_of(GET, allow("s3:PutObject"))) == []
    assert widened(plan_of(GET, allow("s3:PutObject")), plan_of(both)) == []


def test_everything_but_more_is_narrower() -> None:
    def but(*actions: str) -> Resources:
        return plan_of({"Effect": "Allow", "NotAction": list(actions), "Resource": "*"})

    assert widened(but("iam:*"), but("iam:*", "sts:*")) == []
    assert len(widened(but("iam:*", "sts:*"), but("iam:*"))) == 1
    assert widened(but("iam:*"), plan_of(allow("s3:GetObject", "*"))) == []
    assert len(widened(but("iam:*"), plan_of(allow("iam:Create*", "*")))) == 1


def test_a_lost_condition_is_shown_with_the_right() -> None:
    (told,) = widened(plan_of({**GET, **ONE}), plan_of(GET))
    assert str(told) == (
        f"widened: iam.Role orders: s3:GetObject on {UPLOADS}/invoices/* "
        "(before: if s3:prefix StringLike a/*)"
    )


@pytest.mark.parametrize(
    ("before", "after", "wider"),
    [
        ({"Service": "sns.amazonaws.com"}, "*", True),
        ("*", {"Service": "sns.amazonaws.com"}, False),
        ({"AWS": "arn:a"}, {"AWS": ["arn:a", "arn:b"]}, True),
        ({"AWS": ["arn:a", "arn:b"]}, {"AWS": "arn:a"}, False),
    ],
)
def test_another_caller_of_a_queue_is_wider(before: Any, after: Any, wider: bool) -> None:
    sides = [
        plan_of(allow("sqs:SendMessage", Principal=each), kind="queue") for each in (before, after)
    ]
    assert bool(widened(*sides)) == wider


def test_a_boundary_that_is_gone_widens() -> None:
    before, after = Plan(), Plan()
    before.change("iam.Role", "orders-task", permissionsBoundary="arn:aws:iam::1:policy/b")
    (told,) = widened(before.resources(), after.resources())
    assert (told.kind, told.owner) == ("boundary removed", "iam.Role orders-task")


def test_what_is_gone_with_its_resource_is_no_lost_deny() -> None:
    after = Plan()
    after.remove("sqs.Queue", "mails")
    after.remove("sqs.QueuePolicy", "mails")
    assert widened(Plan().resources(), after.resources()) == []


def test_a_policy_that_is_gone_from_a_queue_is_a_lost_deny() -> None:
    after = Plan()
    after.remove("sqs.QueuePolicy", "mails")
    told = widened(Plan().resources(), after.resources())
    assert {(each.kind, each.owner) for each in told} == {("no longer denied", "sqs.Queue mails")}


def test_a_managed_policy_is_named_where_its_content_is_not_known() -> None:
    after = Plan()
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    role = "${iam.Role orders-task.name}"
    after.add("iam.RolePolicyAttachment", "admin", role=role, policyArn=arn)
    (told,) = widened(Plan().resources(), after.resources())
    assert str(told) == "added: iam.Role orders-task: all of AdministratorAccess on *"


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_equal_plans_widen_nothing(stack: str) -> None:
    assert widened(Plan(stack).resources(), Plan(stack).resources()) == []


def test_what_stands_has_the_rights_of_the_plan_that_made_it(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps(exported(Plan())))
    assert list(map(str, widened(from_file(file), Plan().resources()))) == []
    assert list(map(str, widened(Plan().resources(), from_file(file)))) == []
