"""The search engine's indexes, held against the workload's programs and an environment's
settings."""

from config.joint.search.search_checks import index_problems, search_problems

__all__ = ["index_problems", "search_problems"]
