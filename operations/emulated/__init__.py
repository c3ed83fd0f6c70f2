"""Environments in an emulated account: created, told about, and asked for drift."""

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
