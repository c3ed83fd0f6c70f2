"""Checks and notices of the database servers and the caches of an environment."""

from config.joint.servers.cache_checks import cache_settings_problems, caches_of
from config.joint.servers.engine_checks import mysql_name_problems
from config.joint.servers.existing_checks import homeless
from config.joint.servers.server_checks import (
    all_servers_of,
    existing_servers_of,
    server_problems,
    servers_of,
)
from config.joint.servers.server_notices import (
    copied_daily,
    existing_notices,
    moving,
    restarts,
    without_insights,
)

__all__ = [
    "all_servers_of",
    "cache_settings_problems",
    "caches_of",
    "copied_daily",
    "existing_notices",
    "existing_servers_of",
    "homeless",
    "moving",
    "mysql_name_problems",
    "restarts",
    "server_problems",
    "servers_of",
    "without_insights",
]
