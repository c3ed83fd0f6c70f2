"""Checks of the database servers of an environment."""

from config.servers.server_checks import server_problems, servers_of

__all__ = ["server_problems", "servers_of"]
