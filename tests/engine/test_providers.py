"""Which provider manages a resource, and what it says of region, account and tags."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import ResourceOptions

from backends.known import KnownBackend
from backends.plan_backend import PlanBackend
from engine.backend import Backend
from engine.errors import ProgramError
from engine.program import Outcome, run_function
from engine.registration import DEFAULT_ACCOUNT, DEFAULT_REGION, Registration
from engine.values.values import UNKNOWN

PROVIDER = "urn:pulumi:test::plinth::pulumi:providers:aws::"


def program() -> None:
    provider = aws.Provider(
        "main",
        region="eu-central-1",
        allowed_account_ids=["111122223333"],
        default_tags={"tags": {"environment": "test"}},
    )
    group = pulumi.ComponentResource(
        "probe:group:Group", "group", None, ResourceOptions(providers=[provider])
    )
    aws.sqs.Queue("managed", opts=ResourceOptions(parent=group))
    aws.sqs.Queue("elsewhere", region="us-east-1", opts=ResourceOptions(provider=provider))
    aws.sqs.Queue("default")


def named(outcome: Outcome, name: str) -> Registration:
    [found] = [each for each in outcome.registrations if each.name == name]
    return found


def test_a_provider_has_its_version_among_its_inputs_and_its_ids_are_unknown_in_a_plan() -> None:
    outcome = run_function(program, PlanBackend())
    inputs = named(outcome, "main").inputs
    assert inputs["version"] == "7.51.1"
    assert inputs["__internal"] == {}
    assert named(outcome, "managed").provider == f"{PROVIDER}main::{UNKNOWN}"


def test_region_account_and_tags_come_from_the_provider() -> None:
    queue = named(run_function(program, PlanBackend()), "managed")
    assert queue.region == "eu-central-1"
    assert queue.account == "111122223333"
    assert queue.default_tags == {"environment": "test"}


def test_a_resource_may_name_its_own_region() -> None:
    queue = named(run_function(program, PlanBackend()), "elsewhere")
    assert (queue.region, queue.account) == ("us-east-1", "111122223333")


def test_a_resource_without_provider_gets_the_packages_default() -> None:
    outcome = run_function(program, PlanBackend(), config={"aws:region": "eu-north-1", "x:y": "z"})
    queue = named(outcome, "default")
    assert queue.provider == f"{PROVIDER}default_7_51_1::{UNKNOWN}"
    assert queue.provider_settings == {"region": "eu-north-1"}
    assert (queue.region, queue.account) == ("eu-north-1", DEFAULT_ACCOUNT)


def test_a_default_provider_is_in_no_list() -> None:
    types = [each.type for each in run_function(program, PlanBackend()).registrations]
    assert types.count("pulumi:providers:aws") == 1


def test_without_any_setting_the_region_is_that_of_global_services() -> None:
    assert named(run_function(program, PlanBackend()), "default").region == DEFAULT_REGION


def test_a_known_provider_is_referred_to_by_its_id() -> None:
    outcome = run_function(program, KnownBackend())
    assert named(outcome, "managed").provider == f"{PROVIDER}main::main"


def test_a_region_that_is_not_known_yet_is_not_taken_for_a_name() -> None:
    def unknown_region() -> None:
        parameter = aws.ssm.Parameter("region", type="String", value="eu-west-1")
        provider = aws.Provider("main", region=parameter.arn)
        aws.sqs.Queue("jobs", opts=ResourceOptions(provider=provider))

    assert named(run_function(unknown_region, PlanBackend()), "jobs").region == DEFAULT_REGION


@pytest.mark.parametrize("disabled", ['["aws"]', '["*"]', '["other", " aws "]'])
@pytest.mark.parametrize("backend", [PlanBackend, KnownBackend])
def test_a_disabled_default_provider_is_refused_as_by_the_engine(
    disabled: str, backend: Callable[[], Backend]
) -> None:
    config = {"pulumi:disable-default-providers": disabled}
    for faulty, token in (
        (program, "aws:sqs/queue:Queue"),
        (lambda: aws.get_region(), "aws:index/getRegion:getRegion"),
        (lambda: aws.sqs.Queue.get("found", "https://found"), "aws:sqs/queue:Queue"),
    ):
        with pytest.raises(ProgramError, match=rf"'aws' disabled. '{token}' must use an explicit"):
            run_function(faulty, backend(), config=config)


@pytest.mark.parametrize("disabled", ["", "[]", '["docker"]'])
def test_what_is_not_disabled_has_its_default_provider(disabled: str) -> None:
    config = {"pulumi:disable-default-providers": disabled}
    assert named(run_function(program, PlanBackend(), config=config), "default")


def test_a_list_that_is_none_is_told() -> None:
    config = {"pulumi:disable-default-providers": '["aws", 1]'}
    with pytest.raises(ProgramError, match="must be a list of packages"):
        run_function(program, PlanBackend(), config=config)
