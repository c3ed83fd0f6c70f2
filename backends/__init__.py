"""Backends that need no account: their outputs are unknown, references, or made up."""

from backends import invokes
from backends.plan_backend import PlanBackend
from backends.symbolic import SymbolicBackend, name_of

__all__ = [
    "PlanBackend",
    "SymbolicBackend",
    "invokes",
    "name_of",
]
