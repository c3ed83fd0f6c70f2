"""Teams: what each of them owns, and who reviews its file."""

from operations.teams.command import teams

__all__ = ["teams"]
