"""The lines of the checklist before a deployment, in their order."""

LINES = {
    "tests": "All tests passing",
    "scan": "Security scan clean",
    "migrations": "Database migrations ready",
    "flags": "Feature flags configured",
    "alarms": "Monitoring alerts active",
    "mail": "Mail may leave",
    "rollback": "Rollback plan",
}
"""What each line says, by the name of its answer."""
