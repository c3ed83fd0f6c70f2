"""A person can say that AWS offers what this release does not know; nothing else is overruled."""

from typing import Any

import pytest

from config import CloudPlatform, ConfigError
from config.files.yaml_file import YamlFile
from config.loader import Platform, check
from tests.factories import SHOP, raw_settings, raw_workload

NEWER: dict[str, tuple[dict[str, Any], str | int | list[str]]] = {
    "region": ({"region": "eu-north-9"}, "eu-north-9"),
    "network.zones": ({"network": {"zones": ["a", "f"]}}, ["a", "f"]),
    "network.interface_endpoints": (
        {"network": {"nat": "single", "interface_endpoints": ["newservice"]}},
        "newservice",
    ),
    "gateway.tls_policy": (
        {"gateway": {"tls_policy": "ELBSecurityPolicy-TLS13-1-3-2029-01"}},
        "ELBSecurityPolicy-TLS13-1-3-2029-01",
    ),
    "waf.managed_groups": (
        {"waf": {"managed_groups": ["AWSManagedRulesNew"]}},
        "AWSManagedRulesNew",
    ),
    "services.cpu": ({"services": {"cpu": 65536, "memory_mib": 131072}}, 65536),
    "services.memory_mib": ({"services": {"cpu": 256, "memory_mib": 4096}}, 4096),
    "sizes.orders.cpu": ({"sizes": {"orders": {"cpu": 65536, "memory_mib": 131072}}}, 65536),
    "database.instance_class": ({"database": {"instance_class": "db.r99.large"}}, "db.r99.large"),
    "database.engine_version": ({"database": {"engine_version": "19"}}, "19"),
    "cache.node_type": ({"cache": {"node_type": "cache.r99.large"}}, "cache.r99.large"),
    "cache.engine_version": ({"cache": {"engine_version": "99.0"}}, "99.0"),
    "retention.logs_days": ({"retention": {"logs_days": 100}}, 100),
}
REASON = "announced on 2026-12-01 and tried by hand"


def load(settings: dict[str, Any], workload: dict[str, Any]) -> Platform:
    files = (
        YamlFile("Pulumi.staging.yaml", None, {}),
        YamlFile("config/workload.yaml", workload, {}),
    )
    return check("staging", settings, *files, SHOP)


@pytest.mark.parametrize("key", NEWER)
def test_what_aws_offers_since_is_refused_until_a_person_vouches_for_it(key: str) -> None:
    change, value = NEWER[key]
    with pytest.raises(ConfigError) as refused:
        load(raw_settings("staging", **change), raw_workload())
    assert [problem.path for problem in refused.value.found] == [key]
    assert "`overrules`" in str(refused.value)
    vouched = [{"key": key, "value": value, "reason": REASON}]
    platform = load(raw_settings("staging", **change, overrules=vouched), raw_workload())
    assert isinstance(platform, CloudPlatform)


def test_the_workload_has_overrules_of_its_own() -> None:
    databases = {"orders": {"extensions": ["pg_tomorrow"]}}
    with pytest.raises(ConfigError, match=r"workload\.yaml: databases\.orders\.extensions: "):
        load(raw_settings("staging"), raw_workload(databases=databases))
    vouched = [{"key": "databases.orders.extensions", "value": "pg_tomorrow", "reason": REASON}]
    load(raw_settings("staging"), raw_workload(databases=databases, overrules=vouched))


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ({"cache": {"node_type": "cache.r6gd.xlarge"}}, "cache.node_type", "cache.r6gd.xlarge"),
        ({"region": "cn-north-1"}, "region", "cn-north-1"),
        (
            {"gateway": {"tls_policy": "ELBSecurityPolicy-2016-08"}},
            "gateway.tls_policy",
            "ELBSecurityPolicy-2016-08",
        ),
    ],
)
def test_a_rule_of_plinths_own_is_not_overruled(
    change: dict[str, Any], key: str, value: str
) -> None:
    vouched = [{"key": key, "value": value, "reason": REASON}]
    with pytest.raises(ConfigError) as refused:
        load(raw_settings("staging", **change, overrules=vouched), raw_workload())
    assert key in {problem.path for problem in refused.value.found}


def test_a_reason_is_asked_for() -> None:
    vouched = [{"key": "region", "value": "eu-north-9", "reason": "yes"}]
    with pytest.raises(ConfigError) as refused:
        load(raw_settings("staging", region="eu-north-9", overrules=vouched), raw_workload())
    assert "overrules.0.reason" in {problem.path for problem in refused.value.found}
