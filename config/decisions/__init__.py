"""Decisions of people that a review reads: hazards that somebody granted."""

from config.decisions.grants import FILE, Grant, Grants, read

__all__ = ["FILE", "Grant", "Grants", "read"]
