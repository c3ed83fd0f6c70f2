"""What own/resources.py exports: what programs get by it, and what is refused."""

import json
import re
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest

from backends.known import KnownBackend
from engine.errors import ProgramError
from engine.program import run_function
from extension import Allow, Export, Offer, Platform, RunningPlatform, Team, Way, applied
from stacks import cloud, local
from tests.factories import make_local_platform, make_platform
from tests.graph import Graph, deploy, deploy_apart

POLICY = "aws:iam/rolePolicy:RolePolicy"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
USES = {"services": {"web": {"uses": {"own": ["store"]}}}}


def store(platform: Platform) -> Offer:
    """A table, with a secret of its own and a port that programs reach."""
    table = aws.dynamodb.Table("store", hash_key="id", opts=platform.opts)
    group = aws.ec2.SecurityGroup("store", vpc_id=platform.network.vpc_id, opts=platform.opts)
    return Offer(
        variables={"STORE": table.name},
        secrets={"STORE_KEY": platform.secrets["payment-provider-key"].arn},
        rights=[Allow(["dynamodb:GetItem"], [table.arn]), platform.use_of_key("dynamodb")],
        way=Way(group.id, 8111),
    )


STORE = Export(store, variables=["STORE", "STORE_KEY"], on_docker={"STORE": "s", "STORE_KEY": "k"})


def build(export: Export, add: Callable[[RunningPlatform], None] | None = None) -> Graph:
    """An environment whose web uses one export."""
    platform = make_platform("prod", workload=USES)
    return deploy_apart(lambda: cloud.build(platform, Team(exports={"store": export}, add=add)))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return build(STORE)


def container(graph: Graph) -> dict[str, dict[str, str]]:
    (content,) = json.loads(graph.one(TASK, "web").inputs["containerDefinitions"])
    return {
        "environment": {each["name"]: each["value"] for each in content["environment"]},
        "secrets": {each["name"]: each["valueFrom"] for each in content["secrets"]},
    }


def test_a_program_gets_the_variables_and_the_secrets(graph: Graph) -> None:
    found = container(graph)
    assert found["environment"]["STORE"] == "store"
    secret = graph.one("aws:secretsmanager/secret:Secret", "payment-provider-key").outputs["arn"]
    assert found["secrets"]["STORE_KEY"] == secret
    execution = graph.policy(graph.one(POLICY, "web-execution"))
    assert secret in str(execution)


def test_its_role_gets_the_rights_and_nothing_else(graph: Graph) -> None:
    policy = graph.policy(graph.one(POLICY, "store--web"))
    table = graph.one("aws:dynamodb/table:Table").outputs["arn"]
    assert policy["Statement"][0] == {
        "Effect": "Allow",
        "Action": ["dynamodb:GetItem"],
        "Resource": [table],
    }
    (through,) = policy["Statement"][1]["Condition"]["StringEquals"].values()
    assert through == "dynamodb.eu-central-1.amazonaws.com"
    assert not [
        name for name in graph.names(POLICY) if name.startswith("store--") and "web" not in name
    ]


def test_the_way_is_open_on_both_sides(graph: Graph) -> None:
    kinds = ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",)
    for kind in (*kinds, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"):
        assert graph.one(kind, "store-from-web").inputs["fromPort"] == 8111


def test_the_task_starts_after_what_lets_it_in(graph: Graph) -> None:
    service = graph.one("aws:ecs/service:Service", "web")
    assert graph.one(POLICY, "store--web").urn in service.dependencies


def test_own_resources_have_the_one_provider_and_a_parent(graph: Graph) -> None:
    table, own = graph.one("aws:dynamodb/table:Table"), graph.component("own")
    (provider,) = graph.find("pulumi:providers:aws")
    assert table.provider.startswith(provider.urn)
    assert table.parent == own.urn


def test_who_adds_nothing_has_nothing_in_the_tree() -> None:
    bare = deploy_apart(lambda: cloud.build(make_platform("staging")), stack="staging")
    assert bare.find("plinth:own:OwnResources") == []


def test_what_is_added_sees_the_programs_and_exports_outputs() -> None:
    def add(platform: RunningPlatform) -> dict[str, pulumi.Output[str] | None]:
        return {
            "web": platform.programs["web"].scaling_target,
            "job": platform.programs["nightly-report"].scaling_target,
            "zone": platform.zones["germany"].zone_id,
            "certificate": platform.certificates["germany"].arn,
        }

    domains = {"germany": {"name": "example.de", "hosted_zone_id": "Z0123456789ABCDEFGHIJ"}}
    workload = {"redirects": {"@germany": "@"}}
    platform = make_platform("staging", settings={"domains": domains}, workload=workload)

    def program() -> None:
        for name, value in cloud.build(platform, Team(add=add)).items():
            pulumi.export(name, value)

    outputs = deploy(program, stack="staging").outputs
    target = outputs["web"]
    assert re.fullmatch("service/[^/]+/web[^/]*", target)
    assert outputs.get("job") is None
    assert outputs["zone"] == "Z0123456789ABCDEFGHIJ"
    assert outputs["certificate"].startswith("arn:aws:acm:")
    assert "urls" in outputs


def test_a_resource_without_the_stacks_provider_is_refused() -> None:
    def add(platform: RunningPlatform) -> None:
        aws.dynamodb.Table("lost", hash_key="id")

    platform = make_platform("staging")
    disabled = {"pulumi:disable-default-providers": '["aws"]'}
    with pytest.raises(ProgramError, match="'aws:dynamodb/table:Table' must use an explicit"):
        deploy_apart(lambda: cloud.build(platform, Team(add=add)), config=disabled)


@pytest.mark.parametrize(
    ("rights", "says"),
    [
        (Allow(["dynamodb:*"], ["arn:aws:dynamodb:eu-central-1:1:table/x"]), "name each action"),
        (Allow(["dynamodb:GetItem"], ["*"]), r"\*: is everything, and dynamodb:GetItem can be"),
        (Allow(["dynamodb:ListTables"], ["*"]), "give the reason"),
        (Allow(["iam:PassRole"], ["arn:aws:iam::1:role/x"]), "no program gets it"),
        (Allow([], []), "has no action or no resource"),
        (Allow(["sts:AssumeRole"], [pulumi.Output.from_input("arn")]), "in plain text"),
        (Allow(["sts:AssumeRole"], ["arn:aws:iam::111122223333:role/x"]), "own account"),
    ],
)
def test_rights_are_least_privilege_here_too(rights: Allow, says: str) -> None:
    with pytest.raises(ProgramError, match=says):
        build(Export(lambda platform: Offer(rights=[rights])))


def test_variables_are_declared_as_they_are_given() -> None:
    with pytest.raises(ProgramError, match="gives the variables STORE and declares none"):
        build(Export(lambda platform: Offer(variables={"STORE": "x"})))


def test_docker_gets_the_values_for_docker() -> None:
    platform = make_local_platform(workload=USES)
    secret = {"plinth:local-secret": "a secret of these tests"}
    team = Team(exports={"store": STORE})
    graph = deploy_apart(lambda: local.build(platform, team), stack="dev", config=secret)
    environment = graph.one("docker:index/container:Container", "web").inputs["envs"]
    assert {"STORE=s", "STORE_KEY=k"} <= {
        getattr(each, "value", each) for each in _plain(environment)
    }


def _plain(value: object) -> list[str]:
    found = getattr(value, "value", value)
    assert isinstance(found, list)
    return [str(getattr(each, "value", each)) for each in found]


def test_a_run_says_what_was_added() -> None:
    platform = make_platform("staging", workload=USES)

    def program() -> None:
        team = Team(exports={"store": STORE}, stacks=["staging"])
        with applied(team):
            cloud.build(platform, team)

    said = [each.message for each in run_function(program, KnownBackend()).diagnostics]
    assert "own/resources.py adds aws:dynamodb/table:Table store" in said
    assert len(said) == 5


def test_an_action_that_iam_does_not_know_needs_a_reason() -> None:
    table = "arn:aws:dynamodb:eu-central-1:111122223333:table/a"
    [problem] = Allow(["dynamodb:GetItems"], [table]).problems("111122223333")
    assert "dynamodb has no such action; did you mean GetItem?; if IAM takes it by now" in problem
    vouched = Allow(["dynamodb:GetItems"], [table], reason="announced last week")
    assert vouched.problems("111122223333") == []
