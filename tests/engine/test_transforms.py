"""Transforms run in process, as the engine would run them."""

import asyncio
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Output, ResourceOptions, ResourceTransformArgs, ResourceTransformResult

from backends.plan_backend import PlanBackend
from engine.program import run_function
from engine.registration import Registration
from engine.values.values import UNKNOWN, Secret

Transform = Callable[[ResourceTransformArgs], ResourceTransformResult | None]


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK's own way to run transforms starts a gRPC server."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a gRPC server was started")

    monkeypatch.setattr("grpc.aio.server", refuse)


def queues(program: Callable[[], object]) -> dict[str, Registration]:
    outcome = run_function(program, PlanBackend())
    return {each.name: each for each in outcome.registrations if each.type.startswith("aws:sqs")}


def labelled(label: str) -> Transform:
    """Adds a letter to the description of a queue: the end of its name."""

    def transform(args: ResourceTransformArgs) -> ResourceTransformResult | None:
        if args.type_ != "aws:sqs/queue:Queue":
            return None
        name = args.props.get("name", "")
        return ResourceTransformResult({**args.props, "name": f"{name}{label}"}, args.opts)

    return transform


def test_a_resources_own_transforms_come_first_then_its_parents_then_the_stacks() -> None:
    def program() -> None:
        aws.sqs.Queue("before")
        pulumi.runtime.register_resource_transform(labelled("c"))
        group = pulumi.ComponentResource(
            "probe:group:Group", "group", None, ResourceOptions(transforms=[labelled("b")])
        )
        options = ResourceOptions(parent=group, transforms=[labelled("a")])
        aws.sqs.Queue("inside", opts=options)
        aws.sqs.Queue("outside")

    names = {name: queue.inputs.get("name") for name, queue in queues(program).items()}
    assert names == {"before": None, "inside": "abc", "outside": "c"}


def test_a_transform_may_change_options() -> None:
    def protect(args: ResourceTransformArgs) -> ResourceTransformResult:
        change = ResourceOptions(protect=True, ignore_changes=["name"])
        return ResourceTransformResult(args.props, ResourceOptions.merge(args.opts, change))

    def program() -> None:
        pulumi.runtime.register_resource_transform(protect)
        first = aws.sqs.Queue("first")
        options = ResourceOptions(depends_on=[first], delete_before_replace=True)
        aws.sqs.Queue("jobs", opts=options)

    jobs = queues(program)["jobs"]
    assert (jobs.protect, jobs.ignore_changes) == (True, ("name",))
    assert jobs.delete_before_replace is True
    assert [urn.rpartition("::")[2] for urn in jobs.dependencies] == ["first"]


def test_a_transform_may_wait_and_may_use_outputs() -> None:
    def program() -> None:
        first = aws.sqs.Queue("first")

        async def transform(args: ResourceTransformArgs) -> ResourceTransformResult:
            await asyncio.sleep(0)
            props = {**args.props, "name": first.arn, "tags": {"hidden": Output.secret("hush")}}
            return ResourceTransformResult(props, args.opts)

        aws.sqs.Queue("jobs", name="x", opts=ResourceOptions(transforms=[transform]))

    inputs = queues(program)["jobs"].inputs
    assert inputs == {"name": UNKNOWN, "tags": {"hidden": Secret("hush")}}


def test_a_value_that_a_transform_replaced_brings_no_dependencies() -> None:
    def program() -> None:
        first = aws.sqs.Queue("first")

        def transform(args: ResourceTransformArgs) -> ResourceTransformResult:
            return ResourceTransformResult({**args.props, "name": "fixed"}, args.opts)

        options = ResourceOptions(transforms=[transform])
        aws.sqs.Queue("jobs", name=first.name, policy=first.arn, opts=options)

    dependencies = queues(program)["jobs"].property_dependencies
    assert dependencies["name"] == ()
    assert [urn.rpartition("::")[2] for urn in dependencies["policy"]] == ["first"]


def test_many_resources_may_wait_for_one_transform() -> None:
    def program() -> None:
        pulumi.runtime.register_resource_transform(labelled("x"))
        for number in range(300):
            aws.sqs.Queue(f"queue-{number}")

    assert {queue.inputs["name"] for queue in queues(program).values()} == {"x"}
