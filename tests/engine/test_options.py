"""The options of a resource, as the engine would have them."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Alias, CustomTimeouts, Input, ResourceOptions

from backends.plan_backend import PlanBackend
from engine.errors import ProgramError
from engine.program import run_function
from engine.registration import Registration

QUEUE = "aws:sqs/queue:Queue"


def planned(program: Callable[[], object], name: str) -> Registration:
    registrations = run_function(program, PlanBackend()).registrations
    [found] = [each for each in registrations if each.name == name]
    return found


def test_a_child_inherits_protection_retention_and_deletion() -> None:
    def program() -> None:
        first = aws.sqs.Queue("first")
        parent = aws.sqs.Queue(
            "parent",
            opts=ResourceOptions(protect=True, retain_on_delete=True, deleted_with=first),
        )
        aws.sqs.Queue("child", opts=ResourceOptions(parent=parent))
        own = ResourceOptions(parent=parent, protect=False, retain_on_delete=False)
        aws.sqs.Queue("own", opts=own)

    child, own = planned(program, "child"), planned(program, "own")
    assert (child.protect, child.retain_on_delete) == (True, True)
    assert child.deleted_with.endswith("::first")
    assert (own.protect, own.retain_on_delete) == (False, False)


def test_options_are_recorded() -> None:
    queue = planned(
        lambda: aws.sqs.Queue(
            "jobs",
            opts=ResourceOptions(
                ignore_changes=["delaySeconds"],
                replace_on_changes=["name"],
                delete_before_replace=False,
                additional_secret_outputs=["arn"],
                import_="https://queue",
                hide_diffs=["tags"],
                custom_timeouts=CustomTimeouts(create="1h30m", delete="90s"),
            ),
        ),
        "jobs",
    )
    assert queue.ignore_changes == ("delaySeconds",)
    assert queue.replace_on_changes == ("name",)
    assert queue.delete_before_replace is False
    assert queue.additional_secret_outputs == ("arn",)
    assert queue.import_id == "https://queue"
    assert queue.hide_diffs == ("tags",)
    assert queue.custom_timeouts == {"create": 5400, "delete": 90}


def test_a_timeout_that_is_no_duration_is_refused() -> None:
    options = ResourceOptions(custom_timeouts=CustomTimeouts(create="soon"))
    with pytest.raises(ProgramError, match=r"jobs: custom_timeouts: create: .*'soon'"):
        planned(lambda: aws.sqs.Queue("jobs", opts=options), "jobs")


def test_an_alias_is_the_urn_that_the_resource_had() -> None:
    def program() -> None:
        group = pulumi.ComponentResource("probe:group:Group", "group")
        aliases: list[Input[str | Alias]] = [
            Alias(name="before"),
            Alias(parent=group),
            Alias(type_="aws:sqs/old:Old", stack="dev"),
            "urn:pulumi:prod::shop::x:y:Z::name",
        ]
        aws.sqs.Queue("jobs", opts=ResourceOptions(aliases=aliases))

    assert planned(program, "jobs").aliases == (
        f"urn:pulumi:test::plinth::{QUEUE}::before",
        f"urn:pulumi:test::plinth::probe:group:Group${QUEUE}::jobs",
        "urn:pulumi:dev::plinth::aws:sqs/old:Old::jobs",
        "urn:pulumi:prod::shop::x:y:Z::name",
    )
