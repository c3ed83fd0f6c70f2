"""Decisions of people: hazards of a change that somebody granted, and differences of an environment
that somebody reviewed."""

from config.decisions import baseline
from config.decisions.baseline import Baseline, Decision
from config.decisions.grants import FILE, Grant, Grants, read

__all__ = ["FILE", "Baseline", "Decision", "Grant", "Grants", "baseline", "read"]
