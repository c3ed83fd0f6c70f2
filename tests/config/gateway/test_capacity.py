"""Capacity of load balancers that is always ready: what AWS would refuse is refused before."""

from typing import Any

import pytest

from config import ConfigError, loader
from config.files import yaml_file
from config.files.yaml_file import YamlFile
from tests.factories import SHOP, raw_settings, raw_workload
from tests.stacks import example

UNITS, GRANTED = "gateway.minimum_capacity_units", "quotas.reserved_capacity_units"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({UNITS: 99, GRANTED: 500}, f"{UNITS}: must be at least 100, got 99"),
        ({UNITS: 15001, GRANTED: 15001}, f"{UNITS}: must be at most 15000"),
        ({UNITS: [], GRANTED: 500}, f"{UNITS}: must be a whole number"),
        ({"gateway.minimum_capacity_unit": 100}, "did you mean minimum_capacity_units?"),
        ({UNITS: 100}, "100 needs 100 units, and quotas.reserved_capacity_units is 0; ask AWS"),
        (
            {UNITS: 200, GRANTED: 399, "gateway.load_balancers": 2},
            "2 load balancers with 200 need 400 units, and quotas.reserved_capacity_units is 399",
        ),
    ],
)
def test_what_aws_would_refuse_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as error:
        example.platform(settings)
    assert said in str(error.value)


def test_capacity_within_the_quota_is_accepted() -> None:
    platform = example.platform({UNITS: 200, GRANTED: 400, "gateway.load_balancers": 2})
    assert platform.settings.gateway.minimum_capacity_units == 200


def test_docker_reserves_nothing() -> None:
    settings = raw_settings("dev", gateway={"minimum_capacity_units": 100})
    workload = YamlFile("workload.yaml", raw_workload(), {})
    stack = yaml_file.read(SHOP / "Pulumi.dev.yaml")
    with pytest.raises(ConfigError, match="is a reservation at AWS's load balancer; leave it out"):
        loader.check("dev", settings, stack, workload, SHOP)
