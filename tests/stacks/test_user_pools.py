"""User pools of an environment: what routes ask of their tokens, and what programs get of them."""

import json
from typing import Any

import pytest

from config import ConfigError, LocalPlatform
from config.files import YamlFile
from config.loader import check
from stacks import local
from tests.factories import SHOP, raw_settings, raw_workload
from tests.graph import Graph, deploy, waits_for
from tests.stacks import example
from tests.stacks.local_stack import CONTAINER, uploads, variables

RULE = "aws:lb/listenerRule:ListenerRule"
PEOPLE: dict[str, Any] = {
    "scopes": {"api": ["read"]},
    "clients": {
        "web": {"flow": "code", "callbacks": ["@/signed-in"]},
        "batch": {"flow": "client_credentials", "scopes": ["api/read"]},
    },
}
ROUTE = {"paths": ["/me"], "issuer": "people", "client": "web", "scopes": ["api/read"]}
USE = {"people": {"access": "read", "client": "batch", "secret": True}}
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/userPool-user-pool-people"


@pytest.fixture(scope="module")
def graph() -> Graph:
    workload = {
        "user_pools": {"people": PEOPLE},
        "services.shop.routes": [{"hosts": ["@"], "auth": "none"}],
        "services.prices.routes": [ROUTE],
        "services.prices.uses.user_pools": USE,
    }
    return example.build({"gateway.jwt": None}, workload)


def test_a_route_takes_access_tokens_of_the_pool_and_the_client(graph: Graph) -> None:
    [rule] = [each for each in graph.find(RULE) if each.name.endswith("prices.me")]
    check = rule.inputs["actions"][0]["jwtValidation"]
    assert check == {
        "issuer": ISSUER,
        "jwksEndpoint": f"{ISSUER}/.well-known/jwks.json",
        "additionalClaims": [
            {
                "name": "client_id",
                "format": "single-string",
                "values": ["userPoolClient-user-pool-people-web"],
            },
            {"name": "scope", "format": "space-separated-values", "values": ["api/read"]},
            {"name": "token_use", "format": "single-string", "values": ["access"]},
        ],
    }


def test_the_load_balancer_may_fetch_the_keys_of_the_pool_alone(graph: Graph) -> None:
    egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    assert graph.one(egress, "gateway-token-keys").inputs["toPort"] == 443


def test_a_program_gets_names_and_the_secret_of_its_client(graph: Graph) -> None:
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", "prices")
    program = json.loads(task.inputs["containerDefinitions"])[0]
    given = {each["name"]: each["value"] for each in program["environment"]}
    assert given["PEOPLE_USER_POOL_ID"] == "userPool-user-pool-people"
    assert given["PEOPLE_ISSUER"] == ISSUER
    assert given["PEOPLE_CLIENT_ID"] == "userPoolClient-user-pool-people-batch"
    assert given["PEOPLE_SIGN_IN_URL"].endswith(".auth.eu-central-1.amazoncognito.com")
    [secret] = [each for each in program["secrets"] if each["name"] == "PEOPLE_CLIENT_SECRET"]
    assert ":secret:example/example/user-pool-people-batch" in secret["valueFrom"]
    version = graph.one("aws:secretsmanager/secretVersion:SecretVersion")
    assert version.urn in waits_for(graph, task)


def test_who_signs_in_is_watched_and_a_program_has_no_metric(graph: Graph) -> None:
    alarms = {
        each.name
        for each in graph.find("aws:cloudwatch/metricAlarm:MetricAlarm")
        if "sign-ins" in each.name
    }
    assert alarms == {"alarms-sign-ins-throttled--user-pool-people-web"}


def test_on_docker_the_gateway_asks_the_same_of_a_token_that_the_stack_signs() -> None:
    docs = {"routes": [{**ROUTE, "hosts": ["docs"]}], "uses": {"user_pools": USE}}
    found = raw_workload(user_pools={"people": PEOPLE}, services={"docs": docs})
    files = YamlFile("Pulumi.dev.yaml", None, {}), YamlFile("config/workload.yaml", found, {})
    default = {"jwt": None, "user_pool": "people"}
    platform = check("dev", raw_settings("dev", gateway=default), *files, SHOP)
    assert isinstance(platform, LocalPlatform)
    outputs: dict[str, Any] = {}
    graph = deploy(
        lambda: outputs.update(local.build(platform)),
        stack="dev",
        config={"plinth:local-secret": "a secret of these tests", "plinth:local-owner": "0a1b"},
    )
    given = variables(graph.one(CONTAINER, "docs"))
    assert given["PEOPLE_USER_POOL_ID"] == "docker_people"
    assert given["PEOPLE_ISSUER"] == "https://localhost:8443/people/"
    assert given["PEOPLE_CLIENT_ID"] == "people-batch"
    assert given["PEOPLE_SIGN_IN_URL"] == ""
    assert given["PEOPLE_CLIENT_SECRET"]
    config = "".join(uploads(graph.one(CONTAINER, "gateway")).values())
    assert "jwt_payload_query('$.token_use')" in config
    assert "-m str 'people-web'" in config
    assert outputs["token_claims"] == outputs["token_issuers"]["people"]
    assert outputs["token_issuers"]["people"] == {
        "iss": "https://localhost:8443/people/",
        "aud": None,
        "token_use": "access",
        "client_id": "people-web",
    }


def test_a_pool_can_be_the_issuer_for_routes_that_name_none() -> None:
    workload = {
        "user_pools": {"people": PEOPLE},
        "services.shop.routes": [{"hosts": ["@"], "paths": ["/"], "auth": "none"}],
        "services.prices.routes": [{"paths": ["/me"], "scopes": ["api/read"]}],
    }
    graph = example.build({"gateway.jwt": None, "gateway.user_pool": "people"}, workload)
    [rule] = [each for each in graph.find(RULE) if each.name.endswith("prices.me")]
    check = rule.inputs["actions"][0]["jwtValidation"]
    assert check["issuer"] == ISSUER
    assert [each["name"] for each in check["additionalClaims"]] == ["scope", "token_use"]
    assert not [
        each
        for each in example.platform(
            {"gateway.jwt": None, "gateway.user_pool": "people"}, workload
        ).notices
        if "gives out tokens" in each
    ]


@pytest.mark.parametrize(
    ("gateway", "routes", "says"),
    [
        ({"user_pool": "people"}, [{"paths": ["/me"]}], "write jwt: null"),
        ({"jwt": None, "user_pool": "peple"}, [{"paths": ["/me"]}], "did you mean people?"),
        (
            {"jwt": None, "user_pool": "people"},
            [{"paths": ["/me"], "scopes": ["api/write"]}],
            "is no scope of people",
        ),
    ],
    ids=["two issuers", "no such pool", "no such scope"],
)
def test_a_default_pool_that_routes_cannot_use_is_refused(
    gateway: dict[str, Any], routes: list[dict[str, Any]], says: str
) -> None:
    workload = {"user_pools": {"people": PEOPLE}, "services.prices.routes": routes}
    with pytest.raises(ConfigError) as refused:
        example.platform({f"gateway.{key}": each for key, each in gateway.items()}, workload)
    assert says in str(refused.value)
