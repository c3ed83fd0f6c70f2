"""Service levels: the objectives of each environment and service, and how they are measured."""

from operations.infrastructure.markdown import joined, link, table
from operations.infrastructure.project import Project

_MINUTES = 30 * 24 * 60
"""Minutes of the 30 days over which objectives are measured."""


def together(project: Project) -> str:
    """Returns the objectives, with what they leave over."""
    rows = []
    for environment, platform in project.clouds:
        whole = platform.settings.objectives
        named = {"All requests": whole, **{f"`{n}`": whole.of(n) for n in whole.services}}
        for name, each in named.items():
            failing = 100 - each.availability_percent
            rows.append(
                (
                    name,
                    environment.stack,
                    f"{each.availability_percent:g} %",
                    f"{_MINUTES * failing / 100:,.0f} minutes in 30 days",
                    f"{failing:.3g} % 5xx",
                    f"{each.latency_percent:g} % within {each.latency_seconds * 1000:,.0f} ms",
                )
            )
    if not rows:
        return "No environment is on AWS, so none has objectives."
    columns = ("Of", "Environment", "Availability", "Which leaves", "Errors", "Answers")
    more = link("docs/monitoring.md", "docs/monitoring.md#objectives")
    return joined(
        table(columns, rows),
        "Measured at the load balancer, or the edge in front of it, over 30 days. Alarms go off "
        f"when what is left over is spent too fast: {more}.",
    )
