"""Caches that AWS could not make, or that programs could not use, are refused by name."""

from typing import Any

import pytest

from config.checks.joint_checks import cloud_problems
from config.checks.local_checks import local_problems
from config.checks.production import broken_rules
from config.joint.servers.cache_checks import MOST_CACHES, cache_settings_problems
from config.notices import docker_notices
from config.notices.settings_notices import unused
from config.values.section import Broken
from config.workload.contract import plain_variables
from config.workload.workload import Workload
from tests.factories import make_local_platform, make_settings

LIMITS = {"max_gb": 5, "max_ecpu_per_second": 5000}
ALONE = {
    "engine": "valkey",
    "engine_version": "8.0",
    "node_type": "cache.t4g.small",
    "replicas": 1,
    "multi_az": True,
}


def workload(**uses: dict[str, Any]) -> Workload:
    services = {name: {"image": "a:1", "port": 8080, "uses": each} for name, each in uses.items()}
    return Workload.model_validate({"services": services})


def problems(
    caches: dict[str, Any], uses: Workload | None = None, /, **settings: Any
) -> list[Broken]:
    chosen = make_settings("prod", caches=caches, **settings)
    return list(cache_settings_problems(uses or workload(), chosen, "prod"))


def test_one_that_takes_the_firsts_values_or_says_all_needs_no_words() -> None:
    used = workload(web={"caches": {"sessions": "plain"}})
    assert problems({"sessions": {}}, used) == []
    assert problems({"sessions": ALONE}, used, cache=None) == []
    software = {"engine": "valkey", "engine_version": "8.0"}
    scores = workload(web={"caches": {"scores": "cluster"}})
    assert problems({"scores": {**software, "serverless": LIMITS}}, scores, cache=None) == []
    assert problems({"scores": {"serverless": LIMITS}}, scores, cache={"shards": 2}) == []


@pytest.mark.parametrize(
    ("caches", "settings", "key", "says"),
    [
        ({"cache": {}}, {}, "caches.cache", "is what the first cache is called"),
        (
            {"sessions": {"node_type": "cache.t4g.small"}},
            {"cache": None},
            "caches.sessions",
            "must say engine, engine_version, replicas and multi_az, since `cache` is null",
        ),
        (
            {"sessions": {"engine": "valkey"}},
            {},
            "caches.sessions.engine",
            "makes valkey 7.1 with what `cache` says",
        ),
        (
            {"scores": {"serverless": LIMITS, "replicas": 1}},
            {},
            "caches.scores.replicas",
            "is of a cache of nodes; leave it out",
        ),
        (
            {"scores": {"serverless": LIMITS}},
            {"cache": None},
            "caches.scores",
            "must say engine and engine_version, since `cache` is null",
        ),
        (
            {"scores": {"serverless": LIMITS}},
            {"network": {"zones": ["a"]}, "cache": {"multi_az": False}},
            "caches.scores.serverless",
            "stands in two zones at least",
        ),
        (
            {"sessions": {"replicas": 0}},
            {},
            "caches.sessions.multi_az",
            "needs a replica to fail over to",
        ),
        (
            {
                "sessions": {
                    "snapshot_window": "04:00-05:30",
                    "maintenance_window": "sun:04:00-sun:05:00",
                }
            },
            {},
            "caches.sessions.maintenance_window",
            "overlaps",
        ),
        (
            {"a" * 30: {}},
            {},
            f"caches.{'a' * 30}",
            "ElastiCache takes 40",
        ),
        (
            {f"c{number}": {} for number in range(MOST_CACHES + 1)},
            {},
            "caches",
            f"must be {MOST_CACHES} at most",
        ),
        (
            {f"c{number}": {} for number in range(MOST_CACHES - 1)},
            {"database_servers": {"ledger": {}}},
            "caches",
            f"must be {MOST_CACHES - 2} at most beside so many database_servers",
        ),
    ],
)
def test_a_cache_that_could_not_be_made_is_refused(
    caches: dict[str, Any], settings: dict[str, Any], key: str, says: str
) -> None:
    found = [each for each in problems(caches, **settings) if each.key == key]
    assert found
    assert says in found[0].remedy


@pytest.mark.parametrize(
    ("uses", "caches", "key", "says"),
    [
        (
            {"web": {"caches": {"sesions": "plain"}}},
            {"sessions": {}},
            "caches.sesions",
            "did you mean sessions?",
        ),
        (
            {"web": {"caches": {"sessions": "plain"}}},
            {},
            "caches.sessions",
            "write sessions: {}",
        ),
        (
            {"sessions-cache": {}},
            {"sessions": {}},
            "caches.sessions",
            "needs sessions-cache as a name of its own",
        ),
        (
            {"web": {"caches": {"sessions": "plain"}}, "sessions-cache-web": {}},
            {"sessions": {}},
            "caches.sessions",
            "needs sessions-cache-web as a name of its own",
        ),
        (
            {"web": {"caches": {"sessions": "plain"}}},
            {"sessions": {"shards": 2}},
            "caches.sessions.shards",
            "web only say uses.caches.sessions: plain; write uses.caches.sessions: cluster where a "
            "program connects by SESSIONS_CACHE_CLUSTER, or write shards: null",
        ),
        (
            {"web": {"caches": {"scores": "plain"}}},
            {"scores": {"serverless": LIMITS}},
            "caches.scores.serverless",
            "write uses.caches.scores: cluster where a program connects by "
            "SCORES_CACHE_CLUSTER, or leave serverless out",
        ),
        (
            {
                "web": {
                    "cache": True,
                    "databases": {},
                    "caches": dict.fromkeys(("a", "b", "c", "d"), "plain"),
                }
            },
            {key: {} for key in ("a", "b", "c", "d")},
            "caches",
            "a task can reach 4 of both at most",
        ),
    ],
)
def test_a_cache_that_programs_could_not_use_is_refused(
    uses: dict[str, Any], caches: dict[str, Any], key: str, says: str
) -> None:
    settings = make_settings("prod", caches=caches)
    found = [each for each in cloud_problems(workload(**uses), settings, "prod") if each.key == key]
    assert found
    assert says in found[0].remedy


def test_shards_of_the_first_can_be_left_out() -> None:
    used = workload(web={"cache": "cluster", "caches": {"sessions": "plain"}})
    sharded = {"shards": 2}
    assert problems({"sessions": {"shards": None}}, used, cache=sharded) == []
    assert [each.key for each in problems({"sessions": {}}, used, cache=sharded)] == [
        "caches.sessions.shards"
    ]


def test_a_cache_without_failover_breaks_the_rule_of_production() -> None:
    settings = make_settings("prod", caches={"sessions": {"multi_az": False}})
    [broken] = [each for each in broken_rules(settings) if "cache" in each.key]
    assert broken.key == "caches.sessions.multi_az"
    assert "production.without lifts it for all caches by cache.multi_az" in broken.remedy


def test_one_that_nobody_uses_is_told() -> None:
    settings = make_settings("prod", caches={"sessions": {}})
    told = {each.key: each.remedy for each in unused(workload(), settings)}
    assert "no program has uses.caches.sessions; take it out" in told["caches.sessions"]


def test_names_are_before_the_variables() -> None:
    runs = workload(web={"cache": True, "caches": {"web-sessions": "cluster"}})
    names = plain_variables(runs.services["web"].uses)
    assert "CACHE_HOST" in names
    assert "CACHE_CLUSTER" not in names
    assert {"WEB_SESSIONS_CACHE_HOST", "WEB_SESSIONS_CACHE_CLUSTER"} <= {*names}
    [told] = docker_notices(runs)
    assert told.path == ("services", "web", "uses", "caches", "web-sessions")
    assert "WEB_SESSIONS_CACHE_CLUSTER false" in told.remedy


def test_docker_refuses_a_program_with_the_containers_name() -> None:
    services = {
        "orders": {"uses": {"caches": {"a": "plain"}}},
        "a-cache": {"image": "a:1.0.0", "port": 8080},
    }
    platform = make_local_platform(workload={"services": services})
    [told] = local_problems(platform.workload, platform.settings)
    assert "is the name of the container of a cache" in told.remedy
