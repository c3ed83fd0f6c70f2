"""Each key of both files shows in a comparison when its value changes, or stands here with the
reason why it has no effect. New keys are found by themselves."""

import itertools
from collections.abc import Iterator, Mapping

import pytest

from config.usage import UsageSettings
from tests.stacks import everything, grid
from tests.stacks.everything import Edit
from tests.stacks.keys import Key, keys

KEYS = [
    key
    for file, model in everything.MODELS.items()
    for key in keys(file, model, {(): everything.FILES[file]})
]

_BUILD = "how an environment on Docker builds the image"
_OVERRULES = "lets a value pass a check; the value itself shows"
_REASON = "says to readers of the file why the right is needed"
_QUOTA = "says what AWS granted; checks read it, and nothing is built from it"
_USAGE = "what an estimate of the cost assumes; tests/operations/cost/test_usage.py"
_TARGET = "what backups and drills are measured by; nothing is built from it"
_SHARED = "lets programs of other teams use it; what they use shows"
_SHARED_SECTIONS = (
    "databases",
    "search_indexes",
    "topics",
    "queues",
    "buckets",
    "secrets",
    "user_pools",
)
_MYSQL = "is of a server and its databases together; tests/stacks/test_mysql.py"
WITHOUT_EFFECT = {
    "settings.database.engine": _MYSQL,
    "settings.database_servers.*.engine": _MYSQL,
    "workload.databases.*.engine": _MYSQL,
    "workload.user_pools.*.clients.*.flow": "goes with callbacks; tests/components/identity",
    "workload.flags.*.description": "for people who read the file",
    "workload.flags.*.team": "one document at AppConfig has the flags of all teams",
    "settings.target": "docker is another program: nothing of the one is in the other",
    "settings.docker": "must be null on AWS",
    "settings.cache.serverless": "goes with no nodes; tests/stacks/test_caches.py",
    "settings.database.aurora": "goes with no class and storage; tests/stacks/test_aurora.py",
    "settings.database.extended_support": "the provider sends it at the creation only",
    "settings.overrules": _OVERRULES,
    "settings.quotas.listener_rules": _QUOTA,
    "settings.quotas.target_groups": _QUOTA,
    "settings.quotas.reserved_capacity_units": _QUOTA,
    "settings.quotas.security_group_rules": _QUOTA,
    "settings.quotas.cache_nodes": _QUOTA,
    "settings.quotas.cache_users": _QUOTA,
    "settings.quotas.certificate_names": _QUOTA,
    "settings.quotas.edge_behaviors": _QUOTA,
    "settings.quotas.edge_hosts": _QUOTA,
    "settings.edge.countries.block": "goes with no allow; tests/components/edge/test_edge.py",
    "settings.operators.sessions": "permits services.exec in production; that builds it",
    "settings.network.spare_zone": "is for one zone; tests/stacks/test_one_zone.py",
    "settings.existing": "names what others made; tests/stacks/test_existing*.py",
    "settings.gateway.user_pool": "goes with no jwt; tests/stacks/test_user_pools.py",
    "settings.network.existing": "is another network; tests/stacks/test_existing_network.py",
    "settings.encrypted_calls.authority": "goes with no until; test_encrypted_calls.py",
    "settings.encrypted_calls.recovery_authority": "is for an evacuation; test_call_checks.py",
    "settings.ephemeral": "is for an environment without protection; tests/operations/ephemeral",
    "settings.production.without": "lets a rule be broken; what breaks it shows",
    "settings.recovery.rto_minutes": _TARGET,
    "settings.recovery.rpo_minutes": _TARGET,
    **{f"settings.usage.{name}": _USAGE for name in UsageSettings.model_fields},
    "settings.tracing.exporter": "goes with endpoint and secret; tests/stacks/test_tracing.py",
    "workload.overrules": _OVERRULES,
    "workload.services.*.uses.statements.*.reason": _REASON,
    "workload.workers.*.uses.statements.*.reason": _REASON,
    "workload.jobs.*.uses.statements.*.reason": _REASON,
    "workload.services.*.build": _BUILD,
    "workload.workers.*.build": _BUILD,
    "workload.jobs.*.build": _BUILD,
    "workload.jobs.*.uses.services": "must be empty: a job cannot call services",
    **{f"workload.{each}.*.shared_with": _SHARED for each in _SHARED_SECTIONS},
    "workload.databases.*.team": "a database is a part of the server, which belongs to nobody",
    "workload.search_indexes.*.team": "an index is a part of the engine, which is nobody's",
    "workload.subscriptions.*.team": "a subscription takes no tags",
    "workload.teams.*.owners": "say who reviews a file; tests/operations/teams",
    "workload.reserved_hosts": "labels that no route may take; nothing is made for them",
}
"""Keys, each with why a change of it alone changes nothing at AWS."""

TOGETHER = {
    "settings.network.nat": Edit("settings", ("network", "nat_instance"), None),
    "settings.cache.engine": Edit("settings", ("cache", "engine_version"), "8.0"),
    "settings.caches.*.engine": Edit("settings", ("caches", "sessions", "engine_version"), "8.0"),
    # The topics of partners are in one region; copies of buckets need the vault.
    "settings.region": Edit("settings", ("partners",), {}),
    # There are no copies to ask without it.
    "settings.edge.origin_failover": Edit("settings", ("recovery_region",), "eu-west-1"),
    "settings.backup.vault": Edit("settings", ("backup", "buckets"), False),
}
"""Keys whose every other value needs another change beside it."""

TRIES = 3
"""How many values of a key are tried: a number can round to the same, and another key of the same
comparison can hide it."""
ROUNDS = 3
"""How often the keys that are left are compared beside others. Few are left after that, and those
are compared alone."""

Owned = Mapping[str, frozenset[grid.Trace]]


def changes(key: Key) -> Iterator[grid.Change]:
    """Yields changes of the key that the checks accept."""
    beside = [TOGETHER[str(key)]] if str(key) in TOGETHER else []
    for path, value in key.others():
        change = [*beside, Edit(key.file, path, value)]
        edited = everything.platform(change)
        if edited and everything.differs(edited):
            yield change


def shown_alone(change: grid.Change) -> bool:
    """Returns true if a comparison shows the change. Beside another one, its own part must show:
    by a difference that the other does not make alone, or, where the other cannot stand alone, by
    its own value."""
    edited = everything.platform(change)
    assert edited
    found = set(grid.traces(everything.compared(edited)))
    if len(change) == 1:
        return bool(found)
    if beside := everything.platform(change[:-1]):
        return bool(found - set(grid.traces(everything.compared(beside))))
    return any(trace[-1] == repr(change[-1].value) for trace in found)


@pytest.fixture(scope="module")
def owned(request: pytest.FixtureRequest) -> Owned:
    """The differences that another value of each key makes, and no other key. Only the keys whose
    tests were asked for are tried."""
    asked = {item.name for item in request.session.items}
    left = {
        str(key): changes(key)
        for key in KEYS
        if f"{test_a_change_of_a_key_shows.__name__}[{key}]" in asked
    }
    found: dict[str, frozenset[grid.Trace]] = {}
    tried: dict[str, grid.Change] = {}
    for _ in range(ROUNDS):
        # Most keys show by their first value: no other is made and checked for them.
        tried = {
            name: change
            for name, others in left.items()
            if (change := next(others, tried.get(name))) is not None
        }
        single = {name: change for name, change in tried.items() if len(change) == 1}
        own = grid.own_traces([*single.values()])
        found |= {name: own[place] for place, name in enumerate(single) if place in own}
        for name in {*found, *WITHOUT_EFFECT}:
            left.pop(name, None)
    return found


@pytest.mark.thorough
@pytest.mark.xdist_group("every key")
@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_change_of_a_key_shows(key: Key, owned: Owned) -> None:
    if str(key) in WITHOUT_EFFECT:
        # Differences of others may meet where it stands; alone it shows none.
        seems = owned.get(str(key)) and any(map(shown_alone, itertools.islice(changes(key), 1)))
        assert not seems, f"has an effect, so its reason is wrong: {owned[str(key)]}"
        return
    if owned.get(str(key)):
        return
    tried = list(itertools.islice(changes(key), TRIES))
    assert tried, "no other value is accepted: add one to keys.py, or what it needs to everything"
    assert any(map(shown_alone, tried)), f"a comparison shows none of {tried}"


def test_no_reason_is_for_a_key_that_is_gone() -> None:
    assert {*WITHOUT_EFFECT, *TOGETHER} <= {str(key) for key in KEYS}


def test_the_example_has_every_section() -> None:
    """Or the keys within it would be tested nowhere."""
    visited = {key.model for key in KEYS}
    absent = {
        str(key)
        for key in KEYS
        if str(key) not in WITHOUT_EFFECT and key.holds and key.holds not in visited
    }
    assert not absent


@pytest.mark.thorough
def test_a_change_that_is_left_out_of_the_program_is_seen_by_this_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test of tests: a comparison that finds nothing lets no key pass."""
    nothing = everything.compared(everything.BASE)
    assert not nothing.changes
    monkeypatch.setattr(everything, "compared", lambda edited: nothing)
    logs, quota = (
        next(key for key in KEYS if str(key) == name)
        for name in ("settings.retention.logs_days", "settings.quotas.listener_rules")
    )
    changed = [next(changes(logs)), next(changes(quota))]
    assert grid.own_traces(changed) == {}
    assert not shown_alone(changed[0])
