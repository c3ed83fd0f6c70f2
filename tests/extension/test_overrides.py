"""Overrides: what they change, what is told of each, and which of them are refused."""

import pulumi_aws as aws
import pytest

from backends.known import KnownBackend
from engine.errors import ProgramError
from engine.program import Outcome, run_function
from extension import Override, Team, applied

QUEUE = "aws:sqs/queue:Queue"


def run(*overrides: Override, stack: str = "prod") -> Outcome:
    """A program with two queues and a topic, under some overrides."""

    def program() -> None:
        with applied(Team(overrides=overrides, stacks=["dev", "prod", "staging"])):
            mails = aws.sqs.Queue("mails", delay_seconds=5)
            aws.sqs.Queue("prices")
            aws.sns.Topic("events", display_name=mails.arn)

    return run_function(program, KnownBackend(), stack=stack)


def override(name: str | None = "mails", **changes: object) -> Override:
    fields = {"resource": aws.sqs.Queue, "reason": "The partner sends slowly.", **changes}
    return Override(name=name, **{"arguments": {"delay_seconds": 9}, **fields})  # type: ignore[arg-type]


def delays(outcome: Outcome) -> dict[str, object]:
    found = (each for each in outcome.registrations if each.type == QUEUE)
    return {each.name: each.inputs.get("delaySeconds") for each in found}


def refused(*overrides: Override) -> str:
    with pytest.raises(ProgramError) as error:
        run(*overrides)
    return str(error.value)


def test_one_resource_gets_the_other_value() -> None:
    assert delays(run(override())) == {"mails": 9, "prices": None}


def test_without_a_name_every_resource_of_the_class_gets_it() -> None:
    assert delays(run(override(None))) == {"mails": 9, "prices": 9}


def test_a_function_makes_the_value_of_the_one_before() -> None:
    outcome = run(override(arguments={"delay_seconds": lambda old: old + 1}))
    assert delays(outcome)["mails"] == 6


def test_the_line_says_what_was_what_is_and_why() -> None:
    [said] = [each.message for each in run(override()).diagnostics]
    assert said == (
        "own/overrides.py changes aws:sqs/queue:Queue mails: delay_seconds: 5 -> 9, "
        "because: The partner sends slowly."
    )


def test_a_value_that_is_known_later_is_replaced_without_being_shown() -> None:
    topic = override("events", resource=aws.sns.Topic, arguments={"display_name": "Events"})
    outcome = run(topic)
    [said] = [each.message for each in outcome.diagnostics]
    assert "display_name: a value known later -> 'Events'" in said


def test_an_override_is_for_the_stacks_that_it_names() -> None:
    assert delays(run(override(stacks=["staging"])))["mails"] == 5
    assert delays(run(override(stacks=["prod"])))["mails"] == 9


def test_on_docker_an_override_of_aws_has_nothing_to_meet() -> None:
    def program() -> None:
        with applied(Team(overrides=[override()], stacks=["dev"])):
            pass

    assert run_function(program, KnownBackend(), stack="dev").diagnostics == ()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (override("mail"), "sqs.Queue mail: no such resource in this stack; did you mean mails?"),
        (override("x", resource=aws.sns.TopicPolicy), "no such resource in this stack; did you"),
        (
            override(arguments={"delay_second": 9}),
            "is no argument of Queue; did you mean delay_seconds",
        ),
        (override(arguments={"arn": "x"}), "arn: is no argument of Queue; there are"),
        (override(arguments={"delay_seconds": 5}), "changes nothing: Plinth gives 5 itself"),
        (override(arguments={"delay_seconds": lambda old: old}), "changes nothing"),
        (override(reason="why"), "reason: say in a sentence why"),
        (override(stacks=["prd"]), "stacks: there is no prd; did you mean prod?"),
        (override(stacks=["production"]), "stacks: there is no production; did you mean prod?"),
        (
            override(arguments={"delay_seconds": "long"}),
            "sqs.Queue mails: delay_seconds: must be a whole number, got 'long'",
        ),
        (
            override(arguments={"delay_seconds": lambda old: [old]}),
            "delay_seconds: must be a whole number, got [5]",
        ),
        (override(arguments={"fifo_queue": 1}), "fifo_queue: must be True or False, got 1"),
        (override(arguments={"tags": ["a"]}), "tags: must be keys with values, got ['a']"),
        (override(arguments={"tags": {"a": 1}}), "tags: [a]: must be text, got 1"),
        (
            override(None, resource=aws.sns.Topic, arguments={"name_prefix": True}),
            "name_prefix: must be text, got True",
        ),
    ],
)
def test_a_wrong_override_is_refused_with_what_to_do(wrong: Override, says: str) -> None:
    assert says in refused(wrong)


def test_all_wrong_overrides_are_told_at_once() -> None:
    message = refused(override("mail"), override(arguments={"delay": 9}))
    assert message.startswith("2 problems in the overrides; nothing was changed\n")
