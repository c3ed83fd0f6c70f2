"""Drift: what an account says about a resource, compared with what was declared."""

from aws_account.drift import drift
from aws_account.drift.drift import Difference, differences
from aws_account.drift.reading import ABSENT, found_value

__all__ = [
    "ABSENT",
    "Difference",
    "differences",
    "drift",
    "found_value",
]
