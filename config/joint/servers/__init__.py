"""Checks and notices of the database servers and the caches of an environment."""

from config.joint.servers.cache_checks import cache_settings_problems, caches_of
from config.joint.servers.existing_checks import homeless
from config.joint.servers.server_checks import (
    all_servers_of,
    existing_servers_of,
    server_problems,
    servers_of,
)
from config.joint.servers.server_notices import existing_notices, restarts

__all__ = [
    "all_servers_of",
    "cache_settings_problems",
    "caches_of",
    "existing_notices",
    "existing_servers_of",
    "homeless",
    "restarts",
    "server_problems",
    "servers_of",
]
