"""Nodes of a replication group: their number, and the names that ElastiCache gives them; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WHOLE = "cache"
"""Name of the one part of a cache without shards."""


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """A primary and its replicas; with shards, as many of these as there are shards."""

    shards: int
    """0 for a cache without shards (cluster mode disabled)."""
    replicas: int

    @property
    def count(self) -> int:
        """The number of all nodes."""
        return (self.shards or 1) * (self.replicas + 1)

    def ends(self) -> dict[str, list[str]]:
        """Returns what stands after the group's name in the names of nodes, by the part that has
        them: `cache`, or `shard-1` and so on. docs.aws.amazon.com/AmazonElastiCache/latest/dg/
        Replication.Redis.Groups.html"""
        members = [f"{number:03}" for number in range(1, self.replicas + 2)]
        if not self.shards:
            return {WHOLE: members}
        return {
            f"shard-{shard}": [f"{shard:04}-{member}" for member in members]
            for shard in range(1, self.shards + 1)
        }


def part_name(cache: str, part: str) -> str:
    """Returns the name that alarms give to a part of a cache, by the program's name for the cache:
    `cache` and `shard-1` of the first one, `sessions-cache` and `sessions-cache-shard-1` of
    another."""
    if cache == WHOLE:
        return part
    return cache if part == WHOLE else f"{cache}-{part}"


def nodes_of(inputs: Mapping[str, Any]) -> Nodes:
    """Returns the nodes of a replication group, from its inputs."""
    if inputs.get("numNodeGroups"):
        replicas = int(inputs.get("replicasPerNodeGroup") or 0)
        return Nodes(shards=int(inputs["numNodeGroups"]), replicas=replicas)
    return Nodes(shards=0, replicas=int(inputs.get("numCacheClusters") or 1) - 1)
