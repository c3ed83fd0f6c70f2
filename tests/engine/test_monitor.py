"""What the monitor records, and how it answers."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Output, ResourceOptions

from backends.plan_backend import PlanBackend
from engine.backend import Created, ResourceFailed
from engine.errors import ProgramError
from engine.program import run_function
from engine.registration import Registration
from engine.values.values import UNKNOWN, Secret

QUEUE = "aws:sqs/queue:Queue"


class Group(pulumi.ComponentResource):
    """A component with a queue of its name, and another group in it if one is named."""

    arn: Output[str]

    def __init__(
        self, name: str, *, inner: str | None = None, opts: ResourceOptions | None = None
    ) -> None:
        super().__init__("probe:group:Group", name, None, opts)
        child = ResourceOptions(parent=self)
        self.arn = aws.sqs.Queue(name, opts=child).arn
        if inner:
            Group(inner, opts=child)
        self.register_outputs({"arn": self.arn})


def plan(program: Callable[[], object]) -> tuple[Registration, ...]:
    return run_function(program, PlanBackend()).registrations


def planned(program: Callable[[], object], name: str) -> Registration:
    """The custom resource of that name."""
    [found] = [each for each in plan(program) if each.name == name and each.custom]
    return found


def test_a_urn_holds_the_types_of_all_parents_but_the_stack() -> None:
    urns = [each.urn for each in plan(lambda: Group("outer", inner="inner"))]
    assert urns == [
        "urn:pulumi:test::plinth::pulumi:pulumi:Stack::plinth-test",
        "urn:pulumi:test::plinth::probe:group:Group::outer",
        f"urn:pulumi:test::plinth::probe:group:Group${QUEUE}::outer",
        "urn:pulumi:test::plinth::probe:group:Group$probe:group:Group::inner",
        f"urn:pulumi:test::plinth::probe:group:Group$probe:group:Group${QUEUE}::inner",
    ]


def test_two_resources_with_one_urn_are_refused() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")
        aws.sqs.Queue("jobs")

    with pytest.raises(ProgramError, match=rf"two resources of type {QUEUE} are named 'jobs'"):
        plan(program)


def test_one_name_may_serve_two_types() -> None:
    def program() -> None:
        aws.sqs.Queue("jobs")
        aws.sns.Topic("jobs")

    assert [each.name for each in plan(program)] == ["plinth-test", "jobs", "jobs"]


def test_inputs_are_plain_values_in_the_engines_spelling() -> None:
    inputs = planned(
        lambda: aws.rds.Instance(
            "database",
            instance_class="db.t3.small",
            allocated_storage=20,
            multi_az=False,
            tags={"Name": "x"},
            vpc_security_group_ids=["sg-1"],
            blue_green_update={"enabled": True},
        ),
        "database",
    ).inputs
    assert inputs == {
        "instanceClass": "db.t3.small",
        "allocatedStorage": 20,
        "multiAz": False,
        "tags": {"Name": "x"},
        "vpcSecurityGroupIds": ["sg-1"],
        "blueGreenUpdate": {"enabled": True},
    }
    assert type(inputs["allocatedStorage"]) is int


def test_secrets_stay_secret_at_any_depth() -> None:
    queue = planned(
        lambda: aws.sqs.Queue(
            "jobs", name=Output.secret("hush"), tags={"deep": Output.secret("hush")}
        ),
        "jobs",
    )
    assert queue.inputs == {"name": Secret("hush"), "tags": {"deep": Secret("hush")}}
    assert "hush" not in repr(queue)


def test_what_aws_decides_is_unknown_in_a_plan() -> None:
    ran: list[str] = []

    def program() -> None:
        queue = aws.sqs.Queue("jobs", name="jobs")
        queue.arn.apply(ran.append)
        queue.name.apply(ran.append)
        aws.sns.TopicSubscription("to-jobs", topic="t", protocol="sqs", endpoint=queue.arn)

    assert planned(program, "to-jobs").inputs["endpoint"] == UNKNOWN
    assert ran == ["jobs"]


def test_a_resource_passed_as_an_input_is_sent_as_its_id() -> None:
    def program() -> None:
        bucket: Any = aws.s3.Bucket("files")
        aws.s3.BucketVersioning(
            "versions", bucket=bucket, versioning_configuration={"status": "Enabled"}
        )

    assert planned(program, "versions").inputs["bucket"] == UNKNOWN


def test_what_a_component_registers_is_recorded() -> None:
    stack, group, queue = plan(lambda: Group("outer"))
    assert group.outputs == {"arn": UNKNOWN}
    assert (group.custom, group.parent) == (False, stack.urn)
    assert queue.parent == group.urn


def test_exports_are_recorded_with_their_marks() -> None:
    def program() -> None:
        pulumi.export("plain", {"a": [1]})
        pulumi.export("secret", Output.secret("hush"))
        pulumi.export("unknown", aws.sqs.Queue("jobs").arn)

    outcome = run_function(program, PlanBackend())
    assert outcome.outputs == {"plain": {"a": [1]}, "secret": Secret("hush"), "unknown": UNKNOWN}


def test_dependencies_are_known_per_property_and_in_one_order() -> None:
    def program() -> None:
        queues = [aws.sqs.Queue(f"queue-{letter}") for letter in "cab"]
        aws.sqs.Queue(
            "last",
            name=Output.concat(*(queue.name for queue in queues)),
            delay_seconds=1,
            opts=ResourceOptions(depends_on=[Group("group")]),
        )

    last = planned(program, "last")
    names = [urn.rpartition("::")[2] for urn in last.dependencies]
    assert names == ["queue-a", "queue-b", "queue-c", "group"]
    assert last.property_dependencies == {"name": last.dependencies[:3], "delaySeconds": ()}


def test_a_resource_that_is_read_is_external_and_keeps_its_id() -> None:
    ids: list[str] = []
    queue = planned(
        lambda: void(aws.sqs.Queue.get("jobs", "https://q").id.apply(ids.append)), "jobs"
    )
    assert (queue.external, queue.id) == (True, "https://q")
    assert ids == ["https://q"]


class Failing(PlanBackend):
    """Cannot create the queue `broken`."""

    preview = False

    def create(self, registration: Registration) -> Created:
        if registration.name == "broken":
            raise ResourceFailed("the quota is used up")
        return registration.name, registration.inputs


def test_a_resource_that_fails_is_reported_and_the_run_goes_on() -> None:
    def program() -> None:
        broken = aws.sqs.Queue("broken")
        aws.sns.TopicSubscription("to-it", topic="t", protocol="sqs", endpoint=broken.arn)

    outcome = run_function(program, Failing())
    [failure] = outcome.failures
    assert failure.urn.endswith("::broken")
    assert failure.message == "the quota is used up"
    subscription, _ = outcome.registrations[1:]
    assert subscription.inputs["endpoint"] == UNKNOWN


def test_outputs_that_must_be_secret_are() -> None:
    def program() -> None:
        queue = aws.sqs.Queue(
            "jobs", name="plain", opts=ResourceOptions(additional_secret_outputs=["name"])
        )
        pulumi.export("name", queue.name)

    assert run_function(program, Failing()).outputs == {"name": Secret("plain")}


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (lambda: Remote("r"), "remote component probe:index:Remote 'r'"),
        (lambda: hooked(), "hook 'before' is not run"),
        (lambda: pulumi.runtime.register_invoke_transform(lambda args: None), "are not run"),
        (lambda: aws.sqs.Queue("q", opts=ResourceOptions(urn="urn:x")), "getResource"),
    ],
)
def test_what_cannot_be_done_offline_is_refused(
    program: Callable[[], object], message: str
) -> None:
    with pytest.raises(ProgramError, match=message):
        plan(program)


class Remote(pulumi.ComponentResource):
    def __init__(self, name: str) -> None:
        super().__init__("probe:index:Remote", name, {}, None, remote=True)


def hooked() -> None:
    hook = pulumi.ResourceHook("before", lambda args: None)
    binding = pulumi.ResourceHookBinding(before_create=[hook])
    aws.sqs.Queue("jobs", opts=ResourceOptions(hooks=binding))


def void(value: object) -> None:
    """Makes an expression a program."""
