"""Fixtures of more than one file here."""

from tests.planning.postgresql import empty_data, server

__all__ = ["empty_data", "server"]
