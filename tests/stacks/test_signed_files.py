"""Files for those with a signature: who gets which half of which key, in a whole environment."""

import json

import pytest

from tests.graph import Graph
from tests.stacks import example

SECRET = "aws:secretsmanager/secret:Secret"
PUBLIC_KEY = "aws:cloudfront/publicKey:PublicKey"


@pytest.fixture(scope="module")
def graph() -> Graph:
    keys = {"2026": "certs/films.pem", "2027": "certs/films-new.pem"}
    return example.build(
        {"edge.signing_keys": {"films": {"public_keys": keys, "signs": "2027"}}},
        {
            "buckets.films": {"purpose": "static", "path": "/films", "signed_with": "films"},
            "services.shop.uses.signing_keys": ["films"],
        },
    )


def test_the_program_gets_the_key_that_signs_with_its_id(graph: Graph) -> None:
    task = graph.one("aws:ecs/taskDefinition:TaskDefinition", "shop")
    container = json.loads(task.inputs["containerDefinitions"])[0]
    plain = {each["name"]: each["value"] for each in container["environment"]}
    hidden = {each["name"]: each["valueFrom"] for each in container["secrets"]}
    assert plain["FILMS_SIGNING_KEY_ID"] == graph.one(PUBLIC_KEY, "edge-key-films-2027").id
    assert hidden["FILMS_SIGNING_KEY"] == graph.one(SECRET, "films-2027").outputs["arn"]


def test_private_keys_are_entered_and_go_although_the_environment_is_protected(
    graph: Graph,
) -> None:
    for name, protected in (("films-2026", False), ("films-2027", False), ("card-key", True)):
        secret = graph.one(SECRET, name)
        assert secret.inputs["name"] == f"example/example/{name}"
        assert secret.inputs["recoveryWindowInDays"] == 30
        assert secret.protect is protected


def test_the_edge_asks_for_the_group(graph: Graph) -> None:
    edge = graph.one("aws:cloudfront/distribution:Distribution").inputs
    [films] = [e for e in edge["orderedCacheBehaviors"] if e["pathPattern"] == "/films/*"]
    group = graph.one("aws:cloudfront/keyGroup:KeyGroup", "edge-key-films")
    assert films["trustedKeyGroups"] == [group.id]
    assert group.inputs["items"] == [
        graph.one(PUBLIC_KEY, f"edge-key-films-{year}").id for year in ("2026", "2027")
    ]
