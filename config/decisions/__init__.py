"""Decisions of people: hazards that somebody granted, differences of an environment that
somebody reviewed, and those between environments that are meant."""

from config.decisions import baseline
from config.decisions.baseline import Baseline, Decision
from config.decisions.grants import FILE, Grant, Grants, read
from config.decisions.promotion import Promotion, read_promotion

__all__ = [
    "FILE",
    "Baseline",
    "Decision",
    "Grant",
    "Grants",
    "Promotion",
    "baseline",
    "read",
    "read_promotion",
]
