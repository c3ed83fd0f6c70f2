"""The search engine: its logs, and the names of its indexes."""

from planning.search.logs import LOG_TYPES

__all__ = ["LOG_TYPES"]
