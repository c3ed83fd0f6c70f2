"""Shards of the cache are refused where programs or AWS could not use them."""

import pytest

from config.checks.joint_checks import cloud_problems
from config.checks.quota_checks import quota_problems
from config.notices import docker_notices
from config.workload.contract import plain_variables
from config.workload.workload import Workload
from tests.factories import make_settings


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
