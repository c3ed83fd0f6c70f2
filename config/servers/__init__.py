"""Checks and notices of the database servers of an environment."""

from config.servers.server_checks import server_problems, servers_of
from config.servers.server_notices import restarts

__all__ = ["restarts", "server_problems", "servers_of"]
