"""Backends that need no account: their outputs are unknown, references, or made up."""

from backends import invokes
from backends.plan_backend import PlanBackend
from backends.standing import StandingBackend
from backends.symbolic import SymbolicBackend, name_of

__all__ = [
    "PlanBackend",
    "StandingBackend",
    "SymbolicBackend",
    "invokes",
    "name_of",
]
