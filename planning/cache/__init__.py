"""The nodes of the cache, by shard."""

from planning.cache.nodes import Nodes, nodes_of, part_name

__all__ = ["Nodes", "nodes_of", "part_name"]
