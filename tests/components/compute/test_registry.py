"""Image repositories: fixed names, tags that never move, and who may pull."""

import json
from typing import Any

import pytest

from components.compute.registry import Registry, RegistryArgs
from config.values.images import resolve
from engine.errors import ProgramError
from tests.factories import make_environment
from tests.graph import Graph, deploy

REPOSITORY = "aws:ecr/repository:Repository"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"


def arguments(**facts: Any) -> RegistryArgs:
    return RegistryArgs(
        environment=make_environment(**facts),
        repositories=["web", "team/orders", "web"],
        kms_key_arn="arn:aws:kms:eu-central-1:111122223333:key/1",
        keep_images=50,
    )


def registry(**facts: Any) -> Graph:
    return deploy(lambda: Registry("registry", arguments(**facts)))


def test_each_image_has_one_repository_under_project_and_stack() -> None:
    graph = registry(project="shop", stack="blue")
    names = [each.inputs["name"] for each in graph.all(REPOSITORY)]
    assert sorted(names) == ["shop/blue/team/orders", "shop/blue/web"]


def test_images_are_immutable_scanned_and_encrypted_with_the_customer_key() -> None:
    for repository in registry().all(REPOSITORY):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        assert repository.inputs["encryptionConfigurations"] == [
            {"encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-central-1:111122223333:key/1"}
        ]


@pytest.mark.parametrize("protect", [True, False])
def test_repositories_with_images_are_deleted_only_where_nothing_is_protected(
    protect: bool,
) -> None:
    for repository in registry(protect=protect).all(REPOSITORY):
        assert repository.inputs["forceDelete"] is not protect


def test_untagged_images_go_after_a_week_and_the_newest_tagged_ones_stay() -> None:
    graph = registry()
    untagged, newest = json.loads(graph.one(LIFECYCLE, "registry-web").inputs["policy"])["rules"]
    assert untagged["selection"]["tagStatus"] == "untagged"
    assert untagged["selection"]["countNumber"] == 7
    assert newest["selection"]["tagStatus"] == "tagged"
    assert newest["selection"]["countNumber"] == 50
    assert untagged["rulePriority"] < newest["rulePriority"]


def test_an_image_reference_leads_to_the_repository_that_exists() -> None:
    hosts: list[str] = []
    graph = deploy(lambda: hosts.append(Registry("registry", arguments()).host))
    reference = resolve("team/orders:1.0.0", hosts[0], {})
    assert reference == (
        "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/test/team/orders:1.0.0"
    )
    name = graph.one(REPOSITORY, "registry-team/orders").inputs["name"]
    assert reference.partition("/")[2] == f"{name}:1.0.0"


def test_a_role_may_pull_one_repository_and_push_none() -> None:
    graph = deploy(
        lambda: Registry("registry", arguments()).grant_pull("orders", "orders-role", "team/orders")
    )
    grant = graph.one("aws:iam/rolePolicy:RolePolicy", "registry-to-orders")
    token, pull = graph.policy(grant)["Statement"]
    assert grant.inputs["role"] == "orders-role"
    assert token["Action"] == ["ecr:GetAuthorizationToken"]
    assert pull["Resource"] == [graph.one(REPOSITORY, "registry-team/orders").outputs["arn"]]
    assert all(action.startswith(("ecr:Batch", "ecr:Get")) for action in pull["Action"])


def test_pulling_what_is_not_kept_here_is_refused() -> None:
    with pytest.raises(ProgramError, match="must be among team/orders, web, got mails"):
        deploy(lambda: Registry("registry", arguments()).grant_pull("x", "role", "mails"))
