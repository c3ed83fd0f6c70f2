"""The dashboard of an environment, with its saved log queries."""

from components.dashboard.dashboard import Dashboard, DashboardArgs

__all__ = ["Dashboard", "DashboardArgs"]
