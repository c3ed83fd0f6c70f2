"""Ports that clients know by heart. They are the same on AWS and in the containers on Docker."""

POSTGRESQL = 5432
REDIS = 6379
"""Valkey listens on it, too."""
