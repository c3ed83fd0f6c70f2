"""Whole environments in an emulated account, and the backend that creates them."""

from emulation.backend import BECAME, Attempt
from emulation.emulation import Emulation, emulate

__all__ = [
    "BECAME",
    "Attempt",
    "Emulation",
    "emulate",
]
