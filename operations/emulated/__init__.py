"""Environments in an emulated account: created, told about, and asked for drift."""

from operations.emulated import drift, emulate, emulated_account

__all__ = [
    "drift",
    "emulate",
    "emulated_account",
]
