"""Copies that stand in the network of another environment: what they keep from being deleted."""

from operations.plan.guests.standing import guests_of, refuse_below
from operations.plan.guests.taken import Taken, taken, warning

__all__ = ["Taken", "guests_of", "refuse_below", "taken", "warning"]
