"""Fixtures of more than one file here, names of tests, those that only `make thorough` runs, and
Python's cycle collector during the tests."""

import gc
import os
from collections.abc import Sequence

import pytest

from tests.planning.postgresql import empty_data, server

__all__ = [
    "empty_data",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_make_parametrize_id",
    "server",
]

_THRESHOLDS = (300_000, 10, 10)
"""New containers before a collection, and collections before one of the next generation. A plan has
some 300,000 of them, most of which live to its end; Python's own 700 cost a sixth of the time."""

_LONGEST_NAME = 200
"""Characters of a value that still stand in the name of its test."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names long texts by their argument. They make no name that people read, and one that is made
    anew in each process, such as a key, would give each worker other tests."""
    long = isinstance(val, str) and (len(val) > _LONGEST_NAME or "\n" in val)
    return argname if long else None


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Skips tests that take minutes, as they try each key, each call at which a run may end, other
    whole environments or a merge into a team's clone. `make thorough` runs them."""
    if os.environ.get("THOROUGH"):
        return
    for item in items:
        if item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: `make thorough` runs it"))


def pytest_collection_finish() -> None:
    """Leaves modules and collected tests out of all later collections, as they never go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
