"""The search engine: its logs, and its nodes."""

from planning.search.logs import LOG_TYPES
from planning.search.nodes import search_nodes

__all__ = ["LOG_TYPES", "search_nodes"]
