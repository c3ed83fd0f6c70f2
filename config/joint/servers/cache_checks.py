"""Checks of the caches of an environment against the programs that use them; pure."""

from collections.abc import Iterator

from config.data import (
    FIRST_CACHE,
    NO_NODES,
    OF_NODES,
    PlacedCache,
    cache_name,
    placed_caches,
)
from config.joint.servers.server_checks import MOST_SERVERS
from config.settings import CloudSettings
from config.values import Broken, aws_facts, closest, lacking
from config.workload import Workload, contract
from wording import counted, listed

MOST_CACHES = 2 * MOST_SERVERS
"""Caches beside the first one, if there is one database server. Each adds one policy to the role
of the function that makes passwords, and each further server two."""
_IDENTIFIER = 40
"""Characters of a replication group's identifier. docs.aws.amazon.com/AmazonElastiCache/latest/
APIReference/API_CreateReplicationGroup.html"""
_RANDOM_SUFFIX = len("-a1b2c3")


def caches_of(settings: CloudSettings) -> list[PlacedCache]:
    """Returns the caches of an environment, the first one before the others."""
    return placed_caches(settings.cache, settings.caches)


def cache_settings_problems(
    workload: Workload, settings: CloudSettings, stack: str
) -> Iterator[Broken]:
    """Yields caches that programs use and nobody described, incomplete ones, and values that do not
    fit the programs; paths are the stack file's."""
    yield from _absent(workload, settings)
    yield from _names(workload, settings, stack)
    yield from _incomplete(workload, settings)
    for cache in caches_of(settings):
        yield from _version(settings, cache)
        if cache.serverless:
            yield from _serverless(settings, cache)
            yield from _plain_clients(workload, cache, "serverless")
            continue
        for broken in cache.settings.rules() if cache.key else ():
            yield Broken((*cache.path, *broken.path), broken.value, broken.remedy)
        if cache.settings.shards:
            yield from _plain_clients(workload, cache, "shards")


def _incomplete(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields caches without what the first one could say, unless that one is missing itself."""
    if settings.cache is None and _uses_first(workload):
        return
    for key, named in settings.caches.items():
        if missing := list(named.missing(settings.cache)):
            why = "is null and" if settings.cache is None else "is serverless, and"
            what = "it" if len(missing) == 1 else "them"
            remedy = f"must say {listed(missing)}, since `cache` {why} there is nothing to take"
            yield Broken(("caches", key), None, f"{remedy} {what} from")


def _serverless(settings: CloudSettings, cache: PlacedCache) -> Iterator[Broken]:
    """Yields keys that a serverless cache does not have, and a network of one zone, in which AWS
    makes none."""
    # The first one's own model refuses them there.
    own = settings.caches.get(cache.key)
    for key in OF_NODES if own else ():
        if getattr(own, key) is not None:
            yield Broken((*cache.path, key), getattr(own, key), NO_NODES)
    if len(settings.network.zones) == 1:
        yield Broken(
            (*cache.path, "serverless"),
            f"in {settings.network.zones}",
            "stands in two zones at least; name another one under network.zones, or do without "
            "serverless",
            reads=("network.zones",),
            lacks="network.zones",
        )


def _version(settings: CloudSettings, cache: PlacedCache) -> Iterator[Broken]:
    """Yields a cache whose engine and version come from two sections and do not fit. Of one section
    the offers tell (config/checks/offers.py)."""
    own = settings.caches.get(cache.key)
    engine, version = cache.settings.engine, cache.settings.engine_version
    if own is None or version in aws_facts.CACHE_VERSIONS[engine]:
        return
    if bool(own.engine) != bool(own.engine_version):
        key = "engine" if own.engine else "engine_version"
        yield Broken(
            (*cache.path, key),
            getattr(own, key),
            f"makes {engine} {version} with what `cache` says, which does not exist; say engine "
            "and engine_version both",
            reads=(FIRST_CACHE,),
        )


def _uses_first(workload: Workload) -> bool:
    return any(each.program.uses.cache for each in workload.programs())


def _absent(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    programs = [each.program for each in workload.programs()]
    if settings.cache is None and _uses_first(workload):
        yield Broken(FIRST_CACHE, None, "the workload uses the cache; say how it runs")
    named = {name: None for program in programs for name in program.uses.caches}
    for name in named:
        if name not in settings.caches:
            hint = closest(name, settings.caches)
            remedy = f"the workload uses the cache {name}, and nothing here says how it runs"
            remedy += hint or f"; write {name}: {{}}"
            lacks = lacking("caches", name, settings.caches)
            yield Broken(("caches", name), None, remedy, lacks=lacks)


def _names(workload: Workload, settings: CloudSettings, stack: str) -> Iterator[Broken]:
    servers = 2 * len(settings.database_servers) + len(settings.existing.database_servers)
    room = max(MOST_CACHES - servers, 0)
    if len(settings.caches) > room:
        beside = " beside so many database_servers" if servers else ""
        yield Broken(
            "caches",
            counted(len(settings.caches), "cache"),
            f"must be {room} at most{beside}: the role of the function that makes their passwords "
            "has room for no more rights",
        )
    programs = workload.by_name()
    for key in settings.caches:
        place, name = ("caches", key), cache_name(key)
        if key == FIRST_CACHE:
            yield Broken(place, key, "is what the first cache is called; choose another name")
        over = len(f"{name}-{stack}") + _RANDOM_SUFFIX - _IDENTIFIER
        if over > 0:
            yield Broken(
                place,
                key,
                f"makes a name of {over + _IDENTIFIER} characters, and ElastiCache takes "
                f"{_IDENTIFIER}; shorten it by {over}",
            )
        users = [
            f"{name}-{each.name}" for each in workload.programs() if key in each.program.uses.caches
        ]
        for taken in (name, f"{name}-users", *users):
            if taken in programs:
                yield Broken(
                    place,
                    key,
                    f"needs {taken} as a name of its own, which is what {programs[taken]} is "
                    "called; choose another name",
                )


def _plain_clients(workload: Workload, cache: PlacedCache, key: str) -> Iterator[Broken]:
    """Yields programs that would fail at a cache with shards: a plain client is answered MOVED by
    each shard that does not have the key. A serverless cache always has some."""
    names = [
        each.name
        for each in workload.programs()
        if contract.cache_uses(each.program.uses).get(cache.key) is False
    ]
    if names:
        line = f"uses.{contract.cache_key(cache.key)}"
        said = f"{line}: {'plain' if cache.key else 'true'}"
        null = cache.key and key == "shards"
        without = "write shards: null" if null else f"leave {key} out"
        limits = cache.serverless
        given = limits.model_dump() if limits else cache.settings.shards
        yield Broken(
            (*cache.path, key),
            given,
            f"needs a cluster client in every program that uses the cache, and {listed(names)} "
            f"only say {said}; write {line}: cluster where a program connects by "
            f"{contract.variable(cache_name(cache.key))}_CLUSTER, or {without} (docs/cache.md)",
        )
