"""Whole environments in an emulated account, and the backend that creates them."""

from emulation.backend import BECAME, Attempt
from emulation.emulation import Emulation, emulate, emulate_function

__all__ = [
    "BECAME",
    "Attempt",
    "Emulation",
    "emulate",
    "emulate_function",
]
