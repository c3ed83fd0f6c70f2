"""One mistake in a company's files is one message, though other keys read what is wrong."""

import copy
import datetime
import functools
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from config import ConfigError, loader
from config.checks import SETTINGS_KEY
from config.files import YamlFile, yaml_file
from config.values import KeyPath
from config.workload import team_files
from tests.factories import ROOT

STACK = "prod"


class Mistake(NamedTuple):
    """Another value at a path of a company's file, and the only message about it."""

    company: str
    file: str
    path: KeyPath
    value: Any
    says: str


GONE = object()
"""Value of a key that is taken out."""
SETTINGS = [
    Mistake("clinic", "settings", ("tags",), {}, "tags: is empty; add project: Name of the"),
    Mistake("game", "settings", ("gateway",), {}, "gateway: is empty; add jwt: Issuer of access"),
    Mistake("game", "settings", ("search",), {}, "search: is empty; add engine_version: "),
    Mistake("ferry", "settings", ("network",), {}, "network: is empty; add cidr: Addresses of"),
    Mistake("game", "settings", ("cache", "replicas"), GONE, "cache.replicas: is missing"),
    Mistake(
        "game",
        "settings",
        ("caches",),
        {},
        "caches.sessions: the workload uses the cache sessions, and nothing here says how it runs; "
        "write sessions: {}; likewise caches.boards (Pulumi.prod.yaml:",
    ),
    Mistake(
        "game", "settings", ("domains",), GONE, "which needs no zone of its own; likewise domains."
    ),
    Mistake(
        "ledger",
        "settings",
        ("gateway", "issuers"),
        GONE,
        "lacks partners, whose tokens routes of payouts ask for and staff, whose tokens",
    ),
    Mistake("clinic", "settings", ("region",), "eu-centrl-1", "region: must be an AWS region"),
    Mistake("clinic", "settings", ("recovery_region",), "eu-wst-1", "recovery_region: must be"),
    Mistake("clinic", "settings", ("waf", "managed_groups", 0), "Common", "waf.managed_groups: is"),
    Mistake("ferry", "settings", ("environment",), "prod", "environment: must be one of"),
    Mistake("ferry", "settings", ("waf",), [], "waf: must be keys with values"),
    Mistake("ferry", "settings", ("retention",), None, "retention: must not be null"),
    Mistake("ferry", "settings", ("retention", "logs_days"), 15, "logs_days: must be one of 1"),
    Mistake("ferry", "settings", ("production", "without", "waf"), None, "must not be null"),
    Mistake("ferry", "settings", ("database", "instance_class"), "t4g.micro", "instance_class: "),
    Mistake("ferry", "settings", ("database", "instance_class"), "db.r5.axlarge", "class: "),
    Mistake("ferry", "settings", ("services", "tasks_max"), "many", "must be a whole number"),
    Mistake("ferry", "settings", ("services", "tasks_max"), "0002", "reads as an octal number"),
    Mistake("ledger", "settings", ("services",), None, "services: must not be null"),
    Mistake("ledger", "settings", ("waf",), None, "waf: production: must not be null"),
    Mistake("ledger", "settings", ("sizes", "payments", "deployment"), "x", "must be one of"),
    Mistake(
        "ledger",
        "settings",
        ("database_servers", "ledger", "parameters", "statement_timeout"),
        True,
        "must be a whole number from 0 to 2,147,483,647",
    ),
    Mistake(
        "game",
        "settings",
        ("database_servers", "results", "aurora", "instance_class"),
        "r8g.large",
        "aurora.instance_class: must be db.",
    ),
    Mistake(
        "game",
        "settings",
        ("sizes",),
        {"play": {"cpu": 4096}, "match": {"cpu": 4096}},
        "in steps of 1024 with cpu 4096; likewise sizes.match.memory_mib (Pulumi.prod.yaml:34)",
    ),
    Mistake(
        "game",
        "settings",
        ("database", "aurora", "instance_class"),
        "db.r8g.large",
        "aurora.min_acus: goes without instance_class; say that, or min_acus and max_acus, for i",
    ),
    Mistake(
        "game",
        "settings",
        ("database", "aurora", "min_acus"),
        0.3,
        "min_acus: must be a multiple of 0.5",
    ),
    Mistake(
        "ledger",
        "settings",
        ("sizes", "payments", "deployment"),
        "rolling",
        "so leave it out; shift_minutes too; likewise sizes.payments.approvals (Pulumi.prod.yaml:",
    ),
    Mistake(
        "video",
        "settings",
        ("database_servers", "magazine", "engine"),
        GONE,
        "16, 17, 18; that is a version of MySQL, whose server has engine: mysql (as of",
    ),
    Mistake("game", "settings", ("quotas",), [], "quotas: must be keys with values"),
    Mistake("game", "settings", ("gateway", "user_pool"), [], "gateway.user_pool: must be text"),
    Mistake("video", "settings", ("cache", "serverless"), None, "node_type: is missing;"),
    Mistake(
        "clinic",
        "settings",
        ("existing", "database_servers", "dispensary", "engine_version"),
        "77",
        "engine_version: RDS for PostgreSQL has the major versions",
    ),
    Mistake(
        "clinic", "settings", ("gateway", "jwt", "audience"), "staff\u200b", "U+200B (ZERO WIDTH"
    ),
]
WORKLOAD = [
    Mistake(
        "clinic",
        "workload",
        ("teams", "billing"),
        GONE,
        "is no team; there are records, reception, pharmacy; write it under teams, or correct all "
        "that name it; likewise",
    ),
    Mistake("clinic", "workload", ("teams",), {}, "alarms.teams.billing (Pulumi.prod.yaml:"),
    Mistake(
        "game",
        "workload",
        ("databases", "results"),
        GONE,
        "workers.scores.uses.databases: is not defined under databases; there are game; likewise "
        "database_servers.results.databases.0 (Pulumi.prod.yaml:",
    ),
    Mistake("video", "workload", ("databases",), GONE, "; likewise services.player.uses.databases"),
    Mistake(
        "game",
        "workload",
        ("user_pools",),
        GONE,
        "and there is none; write it under user_pools; likewise gateway.user_pool",
    ),
    Mistake("ledger", "workload", ("services", "ledger"), GONE, "; likewise services.refunds.uses"),
    Mistake("video", "workload", ("services", "catalog"), GONE, " and sizes.catalog (Pulumi.prod"),
    Mistake(
        "video", "workload", ("queues", "transcodings"), GONE, "buckets.originals.events.0.queue"
    ),
    Mistake(
        "video",
        "workload",
        ("services",),
        GONE,
        "there are no services; write `services:` with all that are used; likewise sizes.catalog "
        "(Pulumi.prod.yaml:43); that may also be what is wrong with edge.cache_seconds./assets",
    ),
    Mistake("ledger", "workload", ("services",), GONE, "may also be what is wrong with gateway.mt"),
    Mistake(
        "clinic",
        "workload",
        ("services",),
        GONE,
        "there is no service at all; likewise gateway.private (Pulumi.prod.yaml:57), got 'arn:",
    ),
    Mistake(
        "game",
        "workload",
        ("buckets",),
        GONE,
        "there is no static bucket at all; likewise user_pools.players.clients.game.callbacks.0",
    ),
    Mistake(
        "video",
        "workload",
        ("buckets", "renditions"),
        GONE,
        "there are originals; that may also be what is wrong with edge.error_pages (Pulumi.prod",
    ),
    Mistake("game", "workload", ("buckets", "client", "path"), GONE, "path: a static bucket needs"),
    Mistake("ledger", "workload", ("subscriptions",), [], "reaches nobody: no queue is subscribed"),
    Mistake("clinic", "workload", ("workers", "billing", "team"), "billng", "is no team; did you"),
    Mistake("clinic", "workload", ("databases", "records", "team"), "x", "is no team; there are"),
    Mistake(
        "clinic",
        "workload",
        ("databases", "appointments", "shared_with", 0),
        "Billing",
        "shared_with.0: must be the name of a team, or `*` for all",
    ),
    Mistake("clinic", "workload", ("topics", "visits", "shared_with"), "billing", "must be a list"),
    Mistake(
        "clinic",
        "workload",
        ("services", "scanners", "uses", "services", 0),
        "recrds",
        "is not defined under services; did you mean records?",
    ),
    Mistake("ferry", "workload", ("services", "tickets"), None, "tickets: must not be null"),
    Mistake("ferry", "workload", ("services", "tickets", "routes"), 1, "routes: must be a list"),
    Mistake(
        "ferry",
        "workload",
        ("services", "tickets", "routes", 0, "auth"),
        "non",
        "auth: must be one of required, none, mtls; did you mean none?",
    ),
    Mistake("ledger", "workload", ("subscriptions", 0, "topic"), None, "topic: must not be null"),
    Mistake("ledger", "workload", ("topics", "entries", "fifo"), "x", "must be true or false"),
    Mistake("game", "workload", ("services", "play", "websocket"), "x", "must be true or false"),
    Mistake("game", "workload", ("buckets", "client", "hosts"), "@", "hosts: must be a list"),
    Mistake("game", "workload", ("buckets", "client", "purpose"), "x", "must be one of"),
    Mistake(
        "game",
        "workload",
        ("user_pools", "players", "scopes", "match", 0),
        "fi nd",
        "user_pools.players.scopes.match.0: must",
    ),
    Mistake("game", "workload", ("services", "play", "routes", 0, "issuer"), "x", "issuer names"),
    Mistake(
        "game",
        "workload",
        ("services", "play", "routes", 0, "auth"),
        "none",
        "or write auth: required; likewise services.play.routes.0.client (config/workload.yaml)",
    ),
    Mistake(
        "game",
        "workload",
        ("user_pools", "players", "clients", "game", "flow"),
        "client_credentials",
        "game.callbacks: must be left out with flow: client_credentials, where nobody signs in; li",
    ),
    Mistake(
        "game",
        "workload",
        ("user_pools", "players", "groups"),
        "moderators",
        "groups: must be a list: [moderators], got 'moderators'",
    ),
    Mistake(
        "game",
        "workload",
        ("buckets", "client", "hosts"),
        ["@", "play", "@japn"],
        "@, @japn, play answer; likewise domains.japn (Pulumi.prod.yaml:11), got '@japan'",
    ),
    Mistake(
        "game", "workload", ("flags",), {"new-menu": True}, "below it, such as team, description,"
    ),
    Mistake(
        "game", "workload", ("flags",), ["new-menu"], "keys with values below it, no list, got"
    ),
    Mistake(
        "game",
        "workload",
        ("user_pools", "players", "clients", "game", "scopes"),
        ["openid"],
        "such as api/read; openid, email and profile come with flow: code, got 'openid'",
    ),
    Mistake("clinic", "workload", ("mail",), True, "keys with values below it, such as senders, g"),
    Mistake("clinic", "workload", ("mail", "senders"), [], "needs at least 1 entry, got []"),
    Mistake(
        "ledger",
        "workload",
        ("services", "payments", "verification", "command"),
        "payments verify",
        "verification.command: must be a list: [payments, verify], got 'payments verify'",
    ),
    Mistake(
        "video", "workload", ("databases", "magazine", "engine"), "mariadb", "must be one of postg"
    ),
    Mistake("video", "workload", ("buckets", "renditions", "path"), 1, "path: must be"),
    Mistake("video", "workload", ("buckets", "renditions", "signed_with"), "x", "no program signs"),
]


@functools.cache
def files_of(company: str) -> tuple[Path, YamlFile, YamlFile]:
    """The folder of a company, and its two files."""
    folder = ROOT / "examples" / company
    return folder, yaml_file.read(folder / f"Pulumi.{STACK}.yaml"), team_files.read(folder, [])


def put(content: Any, path: KeyPath, value: Any) -> Any:
    """A copy of a file's content with another value at a path."""
    changed = copy.deepcopy(content)
    section = changed
    for step in path[:-1]:
        section = section[step]
    if value is GONE:
        del section[path[-1]]
    else:
        section[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    "mistake",
    [*SETTINGS, *WORKLOAD],
    ids=lambda each: f"{each.company} {each.path} {'gone' if each.value is GONE else each.value}",
)
def test_a_mistake_is_told_once(mistake: Mistake) -> None:
    folder, stack_file, workload_file = files_of(mistake.company)
    settings, workload = stack_file.content["config"][SETTINGS_KEY], workload_file.content
    if mistake.file == "settings":
        settings = put(settings, mistake.path, mistake.value)
    else:
        workload = put(workload, mistake.path, mistake.value)
    joined = YamlFile("config/workload.yaml", workload, {})
    today = datetime.date(2026, 11, 28)
    with pytest.raises(ConfigError) as caught:
        loader.check(STACK, settings, stack_file, joined, folder, today=today)
    [problem] = caught.value.problems
    assert mistake.says in problem
