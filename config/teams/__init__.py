"""Teams that share one platform, and what belongs to them."""

from config.teams.teams import TAG, EnteredSecret, Owned, Shared, Team

__all__ = [
    "TAG",
    "EnteredSecret",
    "Owned",
    "Shared",
    "Team",
]
