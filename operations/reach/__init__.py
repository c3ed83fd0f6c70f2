"""Reachability: who reaches whom by a plan, and what a change opens."""

from operations.reach import intent, reach
from operations.reach.changes import Opened, new_findings, opened
from operations.reach.checks import Finding, findings
from operations.reach.graph import Graph
from operations.reach.hops import Hop
from operations.reach.intent import Meant, meant
from operations.reach.places import DATA, PROGRAMS, Place
from operations.reach.routes import translators

__all__ = [
    "DATA",
    "PROGRAMS",
    "Finding",
    "Graph",
    "Hop",
    "Meant",
    "Opened",
    "Place",
    "findings",
    "intent",
    "meant",
    "new_findings",
    "opened",
    "reach",
    "translators",
]
