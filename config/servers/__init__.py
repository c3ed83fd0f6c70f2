"""Checks and notices of the database servers and the caches of an environment."""

from config.servers.cache_checks import cache_settings_problems, caches_of
from config.servers.server_checks import server_problems, servers_of
from config.servers.server_notices import restarts

__all__ = [
    "cache_settings_problems",
    "caches_of",
    "restarts",
    "server_problems",
    "servers_of",
]
