"""Without a way to the internet, tasks get images from this account's ECR and from nowhere else."""

from typing import Any

import pytest

from config import CloudPlatform, ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from config.values import aws_facts
from tests.factories import SHOP, raw_settings, raw_workload

PUBLIC = "public.ecr.aws/nginx/nginx:1.27"
REGISTRY = f"{raw_settings()['account_id']}.dkr.ecr.eu-central-1.amazonaws.com"
MIRROR = f"{REGISTRY}/mirror/postgres@sha256:{'0' * 64}"


def problems(nat: str, image: str, setup_image: str | None = None) -> tuple[str, ...]:
    """What is said of a service's image and of the setup's; None leaves that as it is."""
    settings: dict[str, Any] = {
        "network": {"nat": nat, "interface_endpoints": [*aws_facts.ENDPOINTS_WITHOUT_INTERNET]},
        "database": {} if setup_image is None else {"setup_image": setup_image},
    }
    files = (
        YamlFile("Pulumi.prod.yaml", None, {}),
        YamlFile("config/workload.yaml", raw_workload(services={"docs": {"image": image}}), {}),
    )
    try:
        assert isinstance(check("prod", raw_settings(**settings), *files, SHOP), CloudPlatform)
    except ConfigError as error:
        return error.problems
    return ()


def test_public_images_need_a_way_out() -> None:
    stack, workload = problems("none", PUBLIC)
    assert stack.startswith("Pulumi.prod.yaml: ")
    assert " database.setup_image: " in stack
    assert workload.startswith("config/workload.yaml: ")
    assert " services.docs.image: " in workload
    for message in (stack, workload):
        assert "network.nat: none" in message
        assert f"copy it to a repository of this account ({REGISTRY}/...)" in message


def test_with_a_way_out_they_are_pulled_from_where_they_are() -> None:
    assert problems("per_zone", PUBLIC) == ()


@pytest.mark.parametrize("image", ["docs:1.0.0", f"{REGISTRY}/mirror/nginx:1.27"])
def test_images_of_this_account_need_none(image: str) -> None:
    assert problems("none", image, MIRROR) == ()


@pytest.mark.parametrize(
    "image",
    [
        "999988887777.dkr.ecr.eu-central-1.amazonaws.com/mirror/postgres:16",
        MIRROR.replace("eu-central-1", "eu-west-1"),
    ],
)
def test_another_account_or_region_is_not_reached_by_the_endpoints(image: str) -> None:
    [message] = problems("none", "docs:1.0.0", image)
    assert " database.setup_image: " in message


def test_the_setup_s_image_names_its_registry() -> None:
    [message] = problems("per_zone", "docs:1.0.0", "postgres:16")
    assert " database.setup_image: must name its registry's host first" in message
