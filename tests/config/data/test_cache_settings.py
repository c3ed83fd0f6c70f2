"""Shards of the cache, and a serverless one, are refused where nobody could use them."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.checks.joint_checks import cloud_problems
from config.checks.production import broken_rules
from config.checks.quota_checks import quota_problems
from config.data import CacheSettings, placed_caches
from config.data.named_cache import NamedCache
from config.notices import docker_notices
from config.settings import CloudSettings
from config.workload.contract import plain_variables
from config.workload.workload import Workload
from tests.factories import make_settings, raw_settings


def workload(**uses: bool | str) -> Workload:
    services = {
        name: {"image": "a:1", "port": 8080, "uses": {"cache": value}}
        for name, value in uses.items()
    }
    return Workload.model_validate({"services": services})


def test_shards_are_refused_while_a_program_has_a_plain_client() -> None:
    settings = make_settings("prod", cache={"shards": 3})
    given = workload(play="cluster", web=True, orders=True, docs=False)
    [broken] = [each for each in cloud_problems(given, settings, "prod") if "shards" in each.path]
    assert "web and orders only say uses.cache: true" in broken.remedy
    assert "CACHE_CLUSTER" in broken.remedy
    fine = cloud_problems(workload(play="cluster", docs=False), settings, "prod")
    assert not [each for each in fine if "shards" in each.path]


@pytest.mark.parametrize(
    ("cache", "nodes"), [({"shards": 30}, 90), ({"shards": 31}, 93), ({"replicas": 5}, 6)]
)
def test_shards_with_their_replicas_are_as_many_nodes_as_aws_grants(
    cache: dict[str, int], nodes: int
) -> None:
    settings = make_settings("prod", cache=cache)
    assert settings.cache
    assert settings.cache.nodes == nodes
    found = list(quota_problems(workload(), settings))
    assert [each.path for each in found] == ([("quotas", "cache_nodes")] if nodes > 90 else [])


def test_only_a_program_that_knows_shards_is_told_whether_there_are_some() -> None:
    given = workload(play="cluster", web=True)
    plain, cluster = (plain_variables(given.services[name].uses) for name in ("web", "play"))
    assert set(cluster) - set(plain) == {"CACHE_CLUSTER"}


def test_docker_says_that_its_one_server_refuses_less() -> None:
    [told] = docker_notices(workload(play="cluster", web=True))
    assert told.path == ("services", "play", "uses", "cache")
    assert "CACHE_CLUSTER false" in told.remedy


LIMITS = {"max_gb": 5, "max_ecpu_per_second": 5000}
SERVERLESS = {"engine": "valkey", "engine_version": "8.0", "serverless": LIMITS}


def serverless(**changes: Any) -> CloudSettings:
    raw = raw_settings("prod", **changes)
    return CloudSettings.model_validate({**raw, "cache": SERVERLESS})


def test_a_serverless_cache_needs_no_nodes_and_is_fit_for_production() -> None:
    settings = serverless()
    assert [each.serverless for each in placed_caches(settings.cache, {})]
    assert "cache.multi_az" not in {each.key for each in broken_rules(settings)}


@pytest.mark.parametrize(
    ("cache", "key", "says"),
    [
        ({**SERVERLESS, "node_type": "cache.r6g.large"}, "node_type", "is of a cache of nodes"),
        ({**SERVERLESS, "replicas": 0}, "replicas", "is of a cache of nodes"),
        ({**SERVERLESS, "multi_az": True}, "multi_az", "is of a cache of nodes"),
        ({**SERVERLESS, "eviction": "noeviction"}, "eviction", "is of a cache of nodes"),
        ({**SERVERLESS, "serverless": None}, "node_type", "a cache of nodes needs it"),
        ({**SERVERLESS, "serverless": None, "replicas": 1}, "node_type", "multi_az too"),
    ],
)
def test_keys_of_the_other_kind_are_refused(cache: dict[str, Any], key: str, says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CacheSettings.model_validate(cache)
    (detail,) = refused.value.errors()
    told = {each.key: each.remedy for each in detail["ctx"]["broken"]}
    assert says in told[key]


def test_a_further_cache_takes_no_nodes_from_a_serverless_one() -> None:
    settings = serverless(caches={"sessions": {}, "scores": {"serverless": LIMITS}})
    found = list(cloud_problems(workload(), settings, "prod"))
    [broken] = [each for each in found if each.path[0] == "caches"]
    assert broken.key == "caches.sessions"
    assert "must say node_type, replicas and multi_az, since `cache` is serv" in broken.remedy
    nodes = NamedCache.model_validate(
        {"node_type": "cache.t4g.small", "replicas": 0, "multi_az": False}
    )
    (_, further) = placed_caches(settings.cache, {"sessions": nodes})
    assert (further.serverless, further.settings.engine) == (None, "valkey")


def test_a_serverless_cache_asks_for_cluster_clients_and_two_zones() -> None:
    settings = serverless(network={"zones": ["a"]}, database={"multi_az": False})
    found = cloud_problems(workload(web=True), settings, "prod")
    zones, clients = [each for each in found if each.path[0] == "cache"]
    assert {zones.key, clients.key} == {"cache.serverless"}
    assert "stands in two zones at least" in zones.remedy
    assert "write uses.cache: cluster where a program" in clients.remedy
