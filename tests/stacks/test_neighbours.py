"""Two environments in one account and region: nothing of one is named like a thing of the other,
and no right reaches over."""

import json
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from stacks import cloud
from tests.factories import make_platform
from tests.graph import Graph, deploy_apart
from tests.stacks.statements import ROLE_POLICY, statements

pytestmark = pytest.mark.xdist_group("neighbours")

NAMES = ("family", "finalSnapshotIdentifier", "identifier", "name", "userGroupId", "userId")
"""Inputs that name the thing itself. What has none of them gets a random end from autonaming."""

FAMILIES_OF_AWS = (
    "aws:elasticache/parameterGroup:ParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)
"""Their family is an engine's version."""
TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition"


def build(project: str, stack: str = "prod") -> Graph:
    changes = {"tags": {"project": project}, "domain": f"{project}.example.com"}
    platform = replace(make_platform("prod", settings=changes), stack=stack)
    return deploy_apart(lambda: cloud.build(platform), stack=stack)


def physical_names(graph: Graph) -> set[tuple[str, str]]:
    return {
        (each.type, each.inputs[key])
        for each in graph.registrations
        for key in NAMES
        if each.type.startswith("aws:")
        and each.type not in FAMILIES_OF_AWS
        and isinstance(each.inputs.get(key), str)
    }


@pytest.fixture(scope="module")
def shop() -> Graph:
    return build("shop")


def test_products_with_a_stack_of_the_same_name_share_no_physical_name(shop: Graph) -> None:
    mine, theirs = physical_names(shop), physical_names(build("store"))
    assert len(mine) == len(theirs) > 50
    assert mine & theirs == set()


def test_the_right_to_start_tasks_ends_with_the_environment(shop: Graph) -> None:
    patterns = {
        resource
        for each in statements(shop)
        if "ecs:RunTask" in each.actions
        for resource in each.resources
    }
    assert any(pattern.endswith("-*:*") for pattern in patterns)
    assert started(shop, patterns) == families(shop)
    for other in (build("shop", "prod-eu"), build("shop", "pro"), build("store")):
        assert started(other, patterns) == set()


def families(graph: Graph) -> set[str]:
    return {each.inputs["family"] for each in graph.all(TASK_DEFINITION)}


def started(graph: Graph, patterns: set[str]) -> set[str]:
    """The families of tasks that the patterns let start."""
    arn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/{}:7"
    return {
        family
        for family in families(graph)
        if any(fnmatchcase(arn.format(family), pattern) for pattern in patterns)
    }


def test_no_right_reaches_a_thing_of_another_environment(shop: Graph) -> None:
    """ARNs are those of a preview in which every output is known. Where AWS's names are too short
    to hold the environment's, a condition names its tags."""
    for other in (build("shop", "prod-eu"), build("shop", "pro"), build("store")):
        theirs = {
            arn
            for each in other.registrations
            if each.type.startswith("aws:")
            and isinstance(arn := each.outputs.get("arn"), str)
            and "111122223333" in arn
        } - {each.outputs.get("arn") for each in shop.registrations}
        assert len(theirs) > 100
        reached = {
            (statement.holder.name, pattern)
            for statement in statements(shop)
            if statement.allows and statement.holder.type == ROLE_POLICY
            # Lists of names, which AWS gives of all log groups, or of all instances, or of none.
            if statement.actions not in (["logs:DescribeLogGroups"], ["rds:DescribeDBInstances"])
            for pattern in statement.resources
            if pattern != "*"
            and "aws:ResourceTag/stack" not in statement.conditions
            and any(fnmatchcase(arn, pattern) for arn in theirs)
        }
        assert reached == set()


def test_what_is_bound_by_tags_is_bound_to_project_and_stack(shop: Graph) -> None:
    [provider] = shop.all("pulumi:providers:aws")
    tags = json.loads(provider.inputs["defaultTags"])["tags"]
    bound = [each for each in statements(shop) if "aws:ResourceTag/stack" in each.conditions]
    assert len(bound) == 3
    for each in bound:
        assert each.content["Condition"]["StringEquals"] == {
            "aws:ResourceTag/project": tags["project"],
            "aws:ResourceTag/stack": tags["stack"],
        }


def test_further_tags_are_on_everything_that_the_provider_makes() -> None:
    platform = make_platform("prod", settings={"tags": {"extra": {"data-class": "internal"}}})
    graph = deploy_apart(lambda: cloud.build(platform), stack="prod")
    (provider,) = graph.all("pulumi:providers:aws")
    tags = json.loads(provider.inputs["defaultTags"])["tags"]
    assert tags["data-class"] == "internal"
    assert {"environment", "project", "owner", "cost-center", "stack"} < set(tags)
