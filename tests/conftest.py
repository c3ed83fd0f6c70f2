"""Fixtures of more than one file here, and Python's cycle collector during the tests."""

import gc

from tests.planning.postgresql import empty_data, server

__all__ = ["empty_data", "pytest_collection_finish", "server"]

_THRESHOLDS = (300_000, 10, 10)
"""New containers before a collection, and collections before one of the next generation. A plan has
some 300,000 of them, most of which live to its end; Python's own 700 cost a sixth of the time."""


def pytest_collection_finish() -> None:
    """Leaves modules and collected tests out of all later collections, as they never go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
