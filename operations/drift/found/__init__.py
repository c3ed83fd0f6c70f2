"""Differences between an environment and its declaration, whoever read them, and their lines."""

from operations.drift.found.account import of_account
from operations.drift.found.findings import NOTHING, Finding, LeftOut, Reading
from operations.drift.found.lines import counted, line, named, styled, told, values

__all__ = [
    "NOTHING",
    "Finding",
    "LeftOut",
    "Reading",
    "counted",
    "line",
    "named",
    "of_account",
    "styled",
    "told",
    "values",
]
