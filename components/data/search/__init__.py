"""The search engine."""

from components.data.search.search import Search, SearchArgs

__all__ = ["Search", "SearchArgs"]
