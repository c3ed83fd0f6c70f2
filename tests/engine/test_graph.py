"""The helper that other tests read a program's resources with."""

import json

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import Output, ResourceOptions

from engine.errors import ProgramError
from tests.graph import Graph, deploy

QUEUE = "aws:sqs/queue:Queue"


def program() -> None:
    group = pulumi.ComponentResource("probe:group:Group", "group")
    queue = aws.sqs.Queue("group-jobs", opts=ResourceOptions(parent=group))
    aws.sqs.Queue("mail")
    policy = Output.json_dumps({"Statement": [{"Resource": queue.arn}]})
    aws.sqs.QueuePolicy("access", queue_url=queue.url, policy=policy)
    pulumi.export("url", queue.url)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return deploy(program, stack="staging")


def test_resources_are_found_by_type_and_name(graph: Graph) -> None:
    assert {each.name for each in graph.all(QUEUE)} == {"group-jobs", "mail"}
    assert graph.names(QUEUE) == ["group-jobs", "mail"]
    assert graph.one(QUEUE, "mail").urn == f"urn:pulumi:staging::plinth::{QUEUE}::mail"


def test_what_is_missing_or_ambiguous_is_said_with_what_there_is(graph: Graph) -> None:
    with pytest.raises(AssertionError, match=r"2 of .*Queue, wanted 1; .*'group-jobs', 'mail'"):
        graph.one(QUEUE)
    with pytest.raises(AssertionError, match=r"0 of .*Queue 'post', .*'group-jobs', 'mail'"):
        graph.one(QUEUE, "post")
    with pytest.raises(AssertionError, match=r"0 of aws:sns.*Topic, .*'aws:sqs/queue:Queue'"):
        graph.one("aws:sns/topic:Topic")
    with pytest.raises(AssertionError, match=r"0 components 'x', wanted 1; there are: \['group'\]"):
        graph.component("x")


def test_a_loop_over_nothing_fails_unless_none_is_right(graph: Graph) -> None:
    with pytest.raises(AssertionError, match=r"0 of aws:sns.*Topic, wanted some; .*queue:Queue'"):
        graph.all("aws:sns/topic:Topic")
    assert graph.find("aws:sns/topic:Topic") == []
    assert graph.names("aws:sns/topic:Topic") == []
    assert graph.find(QUEUE) == graph.all(QUEUE)


def test_children_are_found_by_their_component(graph: Graph) -> None:
    group = graph.component("group")
    assert [each.name for each in graph.children(group)] == ["group-jobs"]
    assert graph.children(group.urn) == graph.children(group)


def test_policies_are_parsed(graph: Graph) -> None:
    access = graph.one("aws:sqs/queuePolicy:QueuePolicy")
    assert json.loads(access.inputs["policy"]) == graph.policy(access)
    arn = "arn:aws:sqs:us-east-1:123456789012:group-jobs"
    assert graph.policy(access)["Statement"][0]["Resource"] == arn


def test_exports_are_known(graph: Graph) -> None:
    url = "https://sqs.us-east-1.amazonaws.com/123456789012/group-jobs"
    assert graph.outputs == {"url": url}


def test_a_failing_program_fails_the_test() -> None:
    def failing() -> None:
        aws.sqs.Queue("jobs").arn.apply(lambda arn: dict[str, str]()["no such key"])

    with pytest.raises(ProgramError, match="no such key"):
        deploy(failing)
