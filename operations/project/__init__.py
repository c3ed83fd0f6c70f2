"""The project's own upkeep: generated files, README's figures, commits, tables of facts."""

from operations.project import commits, facts, generate, offers, readme

__all__ = [
    "commits",
    "facts",
    "generate",
    "offers",
    "readme",
]
