"""Drift: what an account says about a resource, compared with what was declared."""

from aws_account.drift import drift
from aws_account.drift.drift import Difference, differences
from aws_account.drift.reading import ABSENT, Whole, found_value
from aws_account.drift.unequal import Entry, Steps

__all__ = [
    "ABSENT",
    "Difference",
    "Entry",
    "Steps",
    "Whole",
    "differences",
    "drift",
    "found_value",
]
