"""The report: what is a hazard, what is granted, and how it is told."""

import io
from datetime import date
from typing import Any

import pytest

from config.decisions import Grants
from operations.plan import Comparison, compare, plan_text
from operations.report import markdown
from operations.review import blocks, report, review_text
from operations.review.grading import Graded, graded
from operations.review.renames import likely_renames
from operations.review.report import Environment, Report

HEAD = "urn:pulumi:prod::shop::"
QUEUE, BUCKET, INSTANCE = (
    "aws:sqs/queue:Queue",
    "aws:s3/bucket:Bucket",
    "aws:rds/instance:Instance",
)


def state(inputs: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return {"custom": True, "inputs": inputs or {}, **options}


def plan(**resources: dict[str, Any]) -> dict[str, Any]:
    """A document; names are `<type>__<name>`."""
    types = {"queue": QUEUE, "bucket": BUCKET, "instance": INSTANCE, "own": "aws:x/y:Y"}
    steps = []
    for key, given in resources.items():
        kind, _, name = key.partition("__")
        urn = f"{HEAD}{types[kind]}::{name}"
        steps.append({"op": "create", "urn": urn, "newState": given})
    return {"steps": steps}


def changed(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    return compare(before, after, before_file="base")


def environment(found: Comparison, grants: Grants | None = None) -> Environment:
    return report.environment(
        "prod",
        graded(found),
        grants or Grants(),
        unchanged=found.unchanged,
        renames=likely_renames(found),
    )


def whole(*environments: Environment) -> Report:
    return Report("main", environments)


def grants(**changes: Any) -> Grants:
    entry = {
        "resource": "jobs",
        "grade": "data loss",
        "reason": "the queue is empty by then",
        "owner": "ann",
        "until": date(2027, 1, 1),
    }
    return Grants.model_validate({"grants": [{**entry, **changes}]})


def printed(found: Report) -> str:
    file = io.StringIO()
    plan_text.show(review_text.parts(blocks.blocks(found)), file)
    return file.getvalue()


REPLACED = (plan(queue__jobs=state({"name": "a"})), plan(queue__jobs=state({"name": "b"})))


def test_a_hazard_without_a_grant_fails_the_review() -> None:
    found = whole(environment(changed(*REPLACED)))
    assert found.status == report.HAZARDS
    assert "1 hazard without a grant" in printed(found)
    assert "data loss" in printed(found)


def test_a_grant_lets_it_pass_and_is_shown() -> None:
    found = whole(environment(changed(*REPLACED), grants()))
    assert found.status == report.CLEAN
    assert "the queue is empty by then (ann, until 2027-01-01)" in printed(found)


@pytest.mark.parametrize(
    "other", [{"resource": "mails"}, {"grade": "downtime"}, {"stack": "staging"}]
)
def test_a_grant_for_something_else_does_not(other: dict[str, str]) -> None:
    found = whole(environment(changed(*REPLACED), grants(**other)))
    assert found.status == report.HAZARDS


def test_nothing_changed_says_so_and_passes() -> None:
    found = whole(environment(changed(plan(queue__a=state()), plan(queue__a=state()))))
    assert found.status == report.CLEAN
    assert "Nothing changes in any environment" in printed(found)


def test_a_stack_whose_file_goes_is_not_called_unchanged() -> None:
    told = printed(whole(Environment("prod", goes=True, notes=("Its file goes",))))
    assert "its file goes" in told
    assert "nobody can change prod any more" in told
    assert "othing changes" not in told


def test_what_could_not_be_previewed_is_never_called_clean() -> None:
    found = whole(Environment("prod", problem="as it is here: 1 problem"))
    assert found.status == report.UNTOLD
    assert "as it is here: 1 problem" in printed(found)


def test_a_protected_resource_comes_first_with_the_command() -> None:
    before = plan(bucket__a=state(protect=True), queue__jobs=state({"name": "a"}))
    text = printed(whole(environment(changed(before, plan(queue__jobs=state({"name": "b"}))))))
    assert text.index("Protected: `pulumi up` stops") < text.index("Hazards that nobody granted")
    assert f"pulumi state unprotect -s prod '{HEAD}{BUCKET}::a'" in text


def test_what_the_table_does_not_know_is_unknown_and_a_hazard_unless_it_is_new() -> None:
    old, new = plan(own__a=state({"x": 1})), plan(own__a=state({"x": 2}), own__b=state())
    found = environment(changed(old, new))
    assert [str(item.grade) for item in found.graded] == ["unknown", "unknown"]
    assert [item.change.name for item in found.hazards] == ["a"]


def test_a_rename_is_told_with_its_alias() -> None:
    found = environment(changed(plan(queue__mails=state()), plan(queue__letters=state())))
    assert [each.alias for each in found.renames] == ['pulumi.Alias(name="mails")']
    assert 'pulumi.Alias(name="mails")' in printed(whole(found))


def test_two_candidates_are_no_rename() -> None:
    before = plan(queue__mails=state())
    after = plan(queue__letters=state(), queue__cards=state())
    assert environment(changed(before, after)).renames == ()


def test_a_resource_with_another_parent_is_a_rename_by_its_urn() -> None:
    moved = f"{HEAD}plinth:messaging:Queue${QUEUE}::mails"
    after = {"steps": [{"op": "create", "urn": moved, "newState": state()}]}
    [found] = environment(changed(plan(queue__mails=state()), after)).renames
    assert found.alias == f'pulumi.Alias(urn="{HEAD}{QUEUE}::mails")'


def many(number: int) -> Report:
    before = {f"queue__q{index}": state({"name": f"a{index}"}) for index in range(number)}
    after = {key: state({"name": f"b{key}", "delaySeconds": 1}) for key in before}
    return whole(environment(changed(plan(**before), plan(**after))))


@pytest.mark.parametrize("number", [1, 50, 3000])
def test_a_comment_is_never_longer_than_github_takes(number: int) -> None:
    text = markdown.render(blocks.blocks(many(number)), head="<!-- mark -->", whole="make review")
    assert len(text) < markdown.LIMIT
    assert text.startswith("<!-- mark -->\n")
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0


def test_changes_of_one_kind_are_told_together() -> None:
    text = printed(many(50))
    assert "50 x aws:sqs:Queue replaced: q0, q1, q10, q11 and 46 more" in text


def test_a_comment_names_nobody_and_opens_no_html() -> None:
    hostile = plan(queue__jobs=state({"name": "<img src=x> @team | ```"}))
    found = whole(environment(changed(REPLACED[0], hostile)))
    text = markdown.render(blocks.blocks(found), head="", whole="make review")
    outside = "".join(text.split("```")[::2])
    assert "<img" not in outside
    assert "@team" not in outside


def test_the_json_has_every_change_with_its_reasons() -> None:
    found = report.as_json(whole(environment(changed(*REPLACED))))
    assert found["status"] == report.HAZARDS
    [change] = found["environments"][0]["changes"]
    assert change["grade"] == "data loss"
    assert change["hazard"] is True
    assert change["replacedBy"] == ["name"]
    assert change["reasons"][0]["says"]


def one(found: Comparison) -> Graded:
    [item] = graded(found)
    return item


def test_every_bad_reason_of_one_resource_is_told() -> None:
    old = {"identifier": "a", "instanceClass": "db.r5.large", "tags": {"x": "1"}}
    new = {"identifier": "b", "instanceClass": "db.r5.xlarge", "tags": {"x": "2"}}
    found = changed(plan(instance__db=state(old)), plan(instance__db=state(new)))
    assert [reason.input for reason in one(found).bad_reasons] == ["instanceClass", "identifier"]
    assert 'identifier: "a" -> "b"' in printed(whole(environment(found)))


def test_what_a_controller_owns_is_no_hazard() -> None:
    old = state({"backupRetentionPeriod": 30}, ignoreChanges=["backupRetentionPeriod"])
    new = state({"backupRetentionPeriod": 1}, ignoreChanges=["backupRetentionPeriod"])
    assert environment(changed(plan(instance__db=old), plan(instance__db=new))).hazards == ()


def test_lifting_the_protection_is_told() -> None:
    found = changed(plan(bucket__a=state(protect=True)), plan(bucket__a=state()))
    assert str(one(found).grade) == "wider rights"
