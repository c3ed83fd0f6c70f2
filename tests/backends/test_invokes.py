"""Provider functions that are answered without AWS."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import InvokeOptions

from backends.known import KnownBackend
from backends.plan_backend import PlanBackend
from engine.backend import Backend
from engine.errors import ProgramError
from engine.program import run_function


def in_frankfurt() -> InvokeOptions:
    provider = aws.Provider("main", region="eu-central-1", allowed_account_ids=["111122223333"])
    return InvokeOptions(provider=provider)


@pytest.mark.parametrize("backend", [PlanBackend(), KnownBackend()])
@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda: aws.get_caller_identity(opts=in_frankfurt()).account_id, "111122223333"),
        (lambda: aws.get_region(opts=in_frankfurt()).region, "eu-central-1"),
        (lambda: aws.get_region(region="eu-west-1").region, "eu-west-1"),
        (lambda: aws.get_partition().dns_suffix, "amazonaws.com"),
        (
            lambda: aws.get_availability_zones(opts=in_frankfurt()).names,
            ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        ),
        (
            lambda: aws.get_availability_zones(region="ap-southeast-2").zone_ids,
            ["apse2-az1", "apse2-az2", "apse2-az3"],
        ),
        (lambda: aws.ec2.get_managed_prefix_list(name="cloudfront").name, "cloudfront"),
        (lambda: aws.ec2.get_prefix_list(name="s3").cidr_blocks, []),
        (
            lambda: aws.get_region_output(opts=in_frankfurt()).apply(lambda found: found.region),
            "eu-central-1",
        ),
    ],
)
def test_common_functions_have_answers(
    ask: Callable[[], object], answer: object, backend: Backend
) -> None:
    outcome = run_function(lambda: pulumi.export("answer", ask()), backend)
    assert outcome.outputs == {"answer": answer}


def test_a_prefix_list_is_the_same_on_every_run_and_another_in_every_region() -> None:
    def program() -> None:
        for region in ("eu-west-1", "eu-west-1", "us-east-1"):
            found.append(aws.ec2.get_managed_prefix_list(name="cloudfront", region=region).id)

    found: list[str] = []
    run_function(program, PlanBackend())
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("backend", [PlanBackend(), KnownBackend()])
def test_a_function_without_an_answer_is_named(backend: Backend) -> None:
    with pytest.raises(ProgramError, match=r"aws:ec2/getAmi:getAmi: .* no answer to it is known"):
        run_function(lambda: aws.ec2.get_ami(owners=["amazon"]), backend)
