"""Settings of the cache."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from config.data.serverless_cache import ServerlessSettings
from config.values import (
    Broken,
    CacheVersion,
    DailyWindow,
    Section,
    Window,
    needs_data_tiering,
    window_problems,
)

MOST_NODES = 500
"""Nodes that AWS grants a cache with shards at most, replicas included. Source:
docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html"""


SOFTWARE = ("engine", "engine_version")
"""Keys that have no default."""
NODES = ("node_type", "replicas", "multi_az")
"""Keys that a cache of nodes must say."""
OF_NODES = ("node_type", "replicas", "shards", "multi_az", "eviction", "maintenance_window")
"""Keys that a serverless cache does not have."""
NO_NODES = "is of a cache of nodes; leave it out: ElastiCache Serverless chooses it"


class CacheSettings(Section):
    """ElastiCache replication group, or ElastiCache Serverless. A change of `engine` from redis to
    valkey happens in place."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["serverless"]}, {"required": [*NODES]}]}
    )

    serverless: ServerlessSettings | None = None
    """ElastiCache Serverless in place of nodes. It has shards that AWS keeps, so programs say
    `uses.cache: cluster`, and no key about nodes, eviction or maintenance. Its version is the major
    one of `engine_version`. A cache of nodes that becomes one, or the other way, is another, empty
    cache; users and their passwords stay (docs/cache.md). Absent: a cache of nodes."""
    engine: Literal["redis", "valkey"]
    """Software of the cache. A change from redis to valkey happens in place."""
    engine_version: CacheVersion
    """Version of the cache in quotes: 7.0 or 7.1 for redis, 7.2 or newer for valkey. It cannot be
    lowered."""
    node_type: Annotated[
        str, Field(default_factory=str, examples=["cache.t3.micro", "cache.r5.large"])
    ]
    """ElastiCache node type. A change replaces the nodes one by one. A cache of nodes must say
    it."""
    replicas: Annotated[int, Field(default_factory=int, ge=0, le=5, examples=[2])]
    """Number of copies of the primary, which stand in other zones, each at the price of the
    primary. With shards: of each shard's primary. A cache of nodes must say it."""
    shards: Annotated[int | None, Field(ge=1, le=500, examples=[3])] = None
    """Number of parts into which keys are divided (cluster mode), each on nodes of its own: as many
    times the price, memory and writes. Programs need a cluster client, which `uses.cache: cluster`
    says of them. The number changes in place, within minutes to hours. Absent: one node holds all
    keys. Shards where there were none, or none where there were some, replace the cache, and its
    content is lost. Source of the limit: docs.aws.amazon.com/AmazonElastiCache/latest/dg/
    Replication.Redis-RedisCluster.html"""
    multi_az: Annotated[bool, Field(default_factory=bool)]
    """Automatic failover to a replica when the primary's zone fails. It needs one replica at least.
    A cache of nodes must say it."""
    eviction: Literal[
        "volatile-lru", "allkeys-lru", "volatile-lfu", "allkeys-lfu", "volatile-ttl", "noeviction"
    ] = "volatile-lru"
    """Rule by which the cache removes keys when its memory is full (Redis's `maxmemory-policy`)."""
    snapshot_window: DailyWindow = "02:00-03:00"
    """Daily time of the snapshot, in UTC, 60 minutes or longer. It may cross midnight."""
    maintenance_window: Window = "sun:04:00-sun:05:00"
    """Weekly time for maintenance, in UTC, 60 minutes or longer, which must not overlap the
    snapshot window."""

    @property
    def nodes(self) -> int:
        """The number of nodes, all of which are paid for."""
        return (self.shards or 1) * (self.replicas + 1)

    def rules(self) -> Iterator[Broken]:
        """Yields settings that ElastiCache would refuse, but only after minutes of waiting."""
        if self.serverless:
            for key in OF_NODES:
                if key in self.model_fields_set and getattr(self, key) is not None:
                    yield Broken(key, getattr(self, key), NO_NODES)
            return
        missing = [key for key in NODES if key not in self.model_fields_set]
        if missing:
            besides = f" {' and '.join(missing[1:])} too," * bool(missing[1:])
            remedy = (
                f"is missing; a cache of nodes needs it,{besides} and a serverless one does not"
            )
            yield Broken(missing[0], None, remedy)
        if needs_data_tiering(self.node_type):
            yield Broken(
                "node_type",
                self.node_type,
                "keeps a part of the data on a disk (data tiering), which Plinth's cache does not "
                "use; choose a family without it, such as cache.r6g or cache.r7g",
            )
        if self.multi_az and not self.replicas and "replicas" not in missing:
            yield Broken(
                "multi_az", True, "needs a replica to fail over to; set replicas to 1 or more"
            )
        if self.shards and self.nodes > MOST_NODES:
            yield Broken(
                "shards",
                self.shards,
                f"with {self.replicas} replicas each are {self.nodes} nodes, and AWS grants "
                f"{MOST_NODES} at most; take fewer shards of a larger node_type, or fewer replicas",
            )
        # docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
        yield from window_problems(
            "snapshot_window", self.snapshot_window, self.maintenance_window, least=60
        )
