"""Reachability: who reaches whom by a plan, and what a change opens."""

from operations.reach import intent, reach
from operations.reach.changes import Opened, new_findings, opened
from operations.reach.checks import Finding, findings
from operations.reach.graph import Graph
from operations.reach.intent import Meant, meant

__all__ = [
    "Finding",
    "Graph",
    "Meant",
    "Opened",
    "findings",
    "intent",
    "meant",
    "new_findings",
    "opened",
    "reach",
]
