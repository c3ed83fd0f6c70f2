"""Drift: AWS's answers about a resource, compared with its declaration."""

from aws_account.drift import drift
from aws_account.drift.drift import Difference, differences
from aws_account.drift.reading import ABSENT, Whole, found_value
from aws_account.drift.unequal import Entry, Step, Steps

__all__ = [
    "ABSENT",
    "Difference",
    "Entry",
    "Step",
    "Steps",
    "Whole",
    "differences",
    "drift",
    "found_value",
]
