"""Settings of a further cache, beside the one that `cache` describes, and the caches together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from config.data.cache_settings import NODES, SOFTWARE, CacheSettings
from config.data.serverless_cache import ServerlessSettings
from config.values import CacheVersion, DailyWindow, KeyPath, Section, Window

FIRST_CACHE = "cache"
"""The name of the cache that `cache` describes."""


class NamedCache(Section):
    """Cache of its own, with its own nodes, users, passwords, alarms and snapshots, for programs
    that name it under `uses.caches`. An absent key has the value that it has under `cache`; if that
    is null, all keys without a default must be said. Removing a protected cache is refused."""

    serverless: ServerlessSettings | None = None
    """ElastiCache Serverless in place of nodes. It has shards that AWS keeps, so its programs say
    `cluster`, and no key about nodes, eviction or maintenance. Its version is the major one of
    `engine_version`. A cache of nodes that becomes one, or the other way, is another, empty cache;
    users and their passwords stay (docs/cache.md). Absent: a cache of nodes, whatever `cache`
    is."""
    engine: Literal["redis", "valkey"] | None = None
    """Software of the cache, said together with `engine_version`. Absent: as `cache` says."""
    engine_version: CacheVersion | None = None
    """Version of the cache in quotes. It cannot be lowered. Absent: as `cache` says."""
    node_type: Annotated[str, Field(examples=["cache.t3.micro", "cache.r5.large"])] | None = None
    """ElastiCache node type. A change replaces the nodes one by one. Absent: as `cache` says."""
    replicas: Annotated[int, Field(ge=0, le=5, examples=[1])] | None = None
    """Number of copies of the primary, each at its price; with shards, of each shard's. Absent: as
    `cache` says."""
    shards: Annotated[int | None, Field(ge=1, le=500, examples=[3])] = None
    """Number of parts into which keys are divided; null: it has none. Absent: as `cache` says.
    Shards where there were none, or none where there were some, replace this cache."""
    multi_az: bool | None = None
    """Automatic failover to a replica in another zone. Absent: as `cache` says."""
    eviction: (
        Literal[
            "volatile-lru",
            "allkeys-lru",
            "volatile-lfu",
            "allkeys-lfu",
            "volatile-ttl",
            "noeviction",
        ]
        | None
    ) = None
    """Rule by which the cache removes keys when its memory is full. Absent: as `cache` says."""
    snapshot_window: DailyWindow | None = None
    """Daily time of the snapshot, in UTC, 60 minutes or longer. Absent: as `cache` says."""
    maintenance_window: Window | None = None
    """Weekly time for maintenance, in UTC, 60 minutes or longer. Absent: as `cache` says."""

    def missing(self, first: CacheSettings | None) -> list[str]:
        """Returns the keys that neither this cache nor the first one says."""
        needed = SOFTWARE if first is None else ()
        if not self.serverless and (first is None or first.serverless):
            needed = (*needed, *NODES)
        return [key for key in needed if getattr(self, key) is None]

    def completed(self, first: CacheSettings | None) -> CacheSettings:
        """Returns the settings of this cache, with those of the first one for all that is absent.
        Nothing is checked here."""
        given = {
            key: getattr(self, key)
            for key in self.model_fields_set - {"serverless"}
            if key == "shards" or getattr(self, key) is not None
        }
        given["serverless"] = self.serverless
        if self.serverless:
            given |= {"node_type": "", "replicas": 0, "shards": None, "multi_az": False}
        if first is None:
            return CacheSettings.model_construct(None, **given)
        return first.model_copy(update=given)


@dataclass(frozen=True, kw_only=True)
class PlacedCache:
    """One cache of an environment, with its settings."""

    key: str
    """Key under `caches`. Empty for the first cache."""
    settings: CacheSettings

    @property
    def serverless(self) -> ServerlessSettings | None:
        """The limits of a serverless cache. None for a cache of nodes."""
        return self.settings.serverless

    @property
    def name(self) -> str:
        """The program's name for the cache, from which the names of its parts begin."""
        return cache_name(self.key)

    @property
    def path(self) -> KeyPath:
        """Place of the cache's settings in the stack file."""
        return ("caches", self.key) if self.key else (FIRST_CACHE,)


def cache_name(key: str) -> str:
    """Returns the program's name for a cache, by its key under `caches`."""
    return f"{key}-{FIRST_CACHE}" if key else FIRST_CACHE


def placed_caches(
    first: CacheSettings | None, others: Mapping[str, NamedCache] | None
) -> list[PlacedCache]:
    """Returns the caches of an environment, the first one before the others, and without those
    whose settings are incomplete."""
    own = [PlacedCache(key="", settings=first)] if first else []
    return own + [
        PlacedCache(key=key, settings=each.completed(first))
        for key, each in (others or {}).items()
        if not each.missing(first)
    ]
