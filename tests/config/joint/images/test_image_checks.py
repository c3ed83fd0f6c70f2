"""Images are held against the versions that the settings give, and against what ECS takes."""

from typing import Any

import pytest

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, raw_settings, raw_workload


def problems(versions: dict[str, str], services: dict[str, Any]) -> tuple[str, ...]:
    files = (
        YamlFile("Pulumi.prod.yaml", None, {}),
        YamlFile("config/workload.yaml", raw_workload(services=services), {}),
    )
    with pytest.raises(ConfigError) as caught:
        check("prod", raw_settings(images=versions), *files, SHOP)
    return caught.value.problems


def test_a_renamed_image_is_one_message_that_names_both_places() -> None:
    (problem,) = problems({"storefront": "1.0.0"}, {"docs": {"image": "handbook"}})
    assert problem == (
        "Pulumi.prod.yaml: images.storefront: no image has this name; rename it handbook, which "
        "has no version yet; likewise services.docs.image (config/workload.yaml), got '1.0.0'"
    )


def test_names_that_need_not_belong_together_are_told_one_by_one() -> None:
    services = {"docs": {"image": "handbook"}, "web": {"image": "pages"}}
    assert len(problems({"storefront": "1.0.0"}, services)) == 3


def test_a_reference_that_no_task_takes_is_told() -> None:
    image = f"{'x' * 240}:1.0.0"
    (problem,) = problems({}, {"docs": {"image": image}})
    assert "services.docs.image: has 304 characters with its registry and version" in problem
    assert "and 255 are taken; shorten its name by 49" in problem
    (problem,) = problems({}, {"docs": {"image": f"quay.io/xx{image}"}})
    assert "services.docs.image: has 256 characters, and 255 are taken; shorten its" in problem
