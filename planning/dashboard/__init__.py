"""The dashboard of an environment and its saved log queries; pure.

content   the dashboard, from the parts that alarms watch
QUERIES   the log queries
"""

from planning.dashboard.content import content
from planning.dashboard.facts import Facts
from planning.dashboard.queries import QUERIES, SavedQuery

__all__ = ["QUERIES", "Facts", "SavedQuery", "content"]
