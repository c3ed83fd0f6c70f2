"""A key that signs for the edge, with its generations, and the behavior that asks for it."""

from components.edge import SigningKey, SigningKeyArgs
from tests.components.edge.made import edge
from tests.graph import deploy

PUBLIC_KEY = "aws:cloudfront/publicKey:PublicKey"
KEY_GROUP = "aws:cloudfront/keyGroup:KeyGroup"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"


def test_each_generation_is_a_key_of_its_own_in_one_group() -> None:
    keys = {"2027": "-----new-----\n", "2026": "-----old-----\n"}
    graph = deploy(lambda: SigningKey("edge-key-films", SigningKeyArgs(public_keys=keys)))
    made = {each.name: each for each in graph.all(PUBLIC_KEY)}
    assert {name: each.inputs for name, each in made.items()} == {
        f"edge-key-films-{generation}": {
            "comment": "Signs for edge-key-films",
            "encodedKey": text,
        }
        for generation, text in keys.items()
    }
    # In one order, whatever the order of the file is.
    assert graph.one(KEY_GROUP, "edge-key-films").inputs == {
        "comment": "Keys whose signatures count",
        "items": [made["edge-key-films-2026"].id, made["edge-key-films-2027"].id],
    }


def test_only_the_files_below_its_path_need_a_signature() -> None:
    graph = edge(static=("/films", "/static"), key_groups={"/films": "group"})
    inputs = graph.one(DISTRIBUTION, "edge").inputs
    asked = {
        each["pathPattern"]: each.get("trustedKeyGroups")
        for each in inputs["orderedCacheBehaviors"]
    }
    assert asked["/films/*"] == ["group"]
    del asked["/films/*"]
    # The page for an unreachable load balancer is for everybody, though it lies in that bucket.
    assert "/edge-errors/*" in asked
    assert set(asked.values()) == {None}
    assert "trustedKeyGroups" not in inputs["defaultCacheBehavior"]
