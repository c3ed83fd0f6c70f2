"""Environments in an emulated account: created, reported, and checked for drift."""

from operations.emulated import (
    drift,
    emulate,
    emulated_account,
    emulated_document,
    emulated_state,
)

__all__ = [
    "drift",
    "emulate",
    "emulated_account",
    "emulated_document",
    "emulated_state",
]
