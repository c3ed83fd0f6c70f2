"""Environments in an emulated account: created, reported, and checked for drift."""

from operations.emulated import (
    emulate,
    emulated_account,
    emulated_document,
    emulated_state,
)

__all__ = [
    "emulate",
    "emulated_account",
    "emulated_document",
    "emulated_state",
]
