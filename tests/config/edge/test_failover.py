"""The copy of a static bucket in its place: where there is none, that is told."""

from typing import Any

import pytest

from config import ConfigError
from config.files.yaml_file import YamlFile
from config.loader import check
from tests.factories import SHOP, lifted, raw_settings, raw_workload


def told(workload: dict[str, Any] | None = None, **settings: Any) -> str:
    files = (
        YamlFile("Pulumi.prod.yaml", None, {}),
        YamlFile("workload.yaml", raw_workload(**(workload or {})), {}),
    )
    named = raw_settings("prod", edge={"origin_failover": True}, **settings)
    try:
        check("prod", named, *files, SHOP)
    except ConfigError as error:
        return str(error)
    return ""


def test_a_bucket_with_a_copy_has_one_to_ask() -> None:
    assert told() == ""


@pytest.mark.parametrize(
    ("workload", "settings", "says"),
    [
        (
            None,
            {"recovery_region": None, "production": lifted("recovery_region")},
            "needs the copies in recovery_region",
        ),
        ({"buckets": {"static": {"replicate": False}}}, {}, "no static bucket is copied"),
        (
            {
                "buckets": {
                    f"files-{number}": {"purpose": "static", "path": f"/files-{number}"}
                    for number in range(10)
                }
            },
            {},
            "11 static buckets with copies",
        ),
    ],
)
def test_a_wrong_value_is_told(
    workload: dict[str, Any] | None, settings: dict[str, Any], says: str
) -> None:
    message = told(workload, **settings)
    assert "edge.origin_failover" in message
    assert says in message
