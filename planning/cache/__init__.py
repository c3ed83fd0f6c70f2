"""The nodes of the cache, by shard."""

from planning.cache.nodes import Nodes, nodes_of

__all__ = ["Nodes", "nodes_of"]
