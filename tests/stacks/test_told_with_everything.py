"""One mistake among all sections is one message, though others read what is wrong."""

import copy
from typing import Any, NamedTuple

import pytest

from config import ConfigError, loader
from config.files import YamlFile
from tests.stacks import everything, example
from tests.stacks.keys import Path


class Mistake(NamedTuple):
    """Another value at a path of one file, and the only message about it."""

    file: str
    path: Path
    value: Any
    says: str


MISTAKES = [
    Mistake("settings", ("region",), "eu-centrl-1", "region: must be an AWS region"),
    Mistake("settings", ("region",), None, "region: must not be null"),
    Mistake("settings", ("domain",), "localhost", "domain: must be a public domain"),
    Mistake("settings", ("network", "zones", 0), "A", "network.zones.0: must be the letter"),
    Mistake("settings", ("services", "memory_mib"), "x", "services.memory_mib: must be a whole"),
    Mistake("settings", ("services", "memory_mib"), 1025, "services.memory_mib: Fargate offers"),
    Mistake("settings", ("sizes", "play", "deployment"), "x", "sizes.play.deployment: must be one"),
    Mistake("settings", ("sizes",), None, "sizes: must not be null"),
    Mistake("workload", ("services",), None, "services: must not be null"),
    Mistake("workload", ("databases",), [], "databases: must be keys with values"),
    Mistake("workload", ("topics",), "x", "topics: must be keys with values"),
    Mistake("workload", ("teams",), None, "teams: must not be null"),
    Mistake("workload", ("services", "shop", "port"), 0, "services.shop.port: must be at least 1"),
    Mistake("workload", ("services", "shop", "image"), "A b", "services.shop.image: must be an"),
    Mistake("workload", ("services", "shop", "routes"), None, "services.shop.routes: must not be"),
    Mistake(
        "workload",
        ("services", "shop", "routes", 1, "paths"),
        ["/api", "/api"],
        "services.shop.routes.1.paths: is already a route",
    ),
    Mistake(
        "workload",
        ("services", "banks", "routes", 0, "auth"),
        "mtl",
        "services.banks.routes.0.auth: must be one of",
    ),
    Mistake("settings", ("cache",), None, "cache: the workload uses the cache; say how it runs"),
    Mistake("settings", ("database",), None, "database: describes the first server"),
    Mistake("workload", ("workers", "mailer"), None, "workers.mailer: must not be null"),
    Mistake("workload", ("user_pools", "people"), None, "user_pools.people: must not be null"),
    Mistake(
        "workload",
        ("user_pools", "people", "clients", "web", "callbacks"),
        ["@/a", "@/a"],
        "user_pools.people.clients.web.callbacks: names @/a twice",
    ),
    Mistake("workload", ("mail", "senders"), ["no-reply"] * 2, "mail.senders: names no-reply"),
    Mistake(
        "workload",
        ("queues", "inbox", "partner_topics", 0, "topic"),
        "",
        "queues.inbox.partner_topics.0.topic: must",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: f"{each.path} {each.value}")
def test_a_mistake_is_told_once(mistake: Mistake) -> None:
    files = copy.deepcopy(dict(everything.FILES))
    section: Any = files[mistake.file]
    for step in mistake.path[:-1]:
        section = section[step]
    section[mistake.path[-1]] = mistake.value
    stack_file = YamlFile(f"Pulumi.{example.STACK}.yaml", None, {})
    workload = YamlFile("config/workload.yaml", files["workload"], {})
    with pytest.raises(ConfigError) as caught:
        loader.check(example.STACK, files["settings"], stack_file, workload, example.FOLDER)
    [problem] = caught.value.problems
    assert f": {mistake.says}" in problem
