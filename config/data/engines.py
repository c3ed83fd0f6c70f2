"""The engines of RDS instances: their words, ports, logs and versions."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.values import DatabaseEngine


@dataclass(frozen=True, kw_only=True)
class EngineFacts:
    """One engine as RDS offers it."""

    title: str
    """Name for people."""
    port: int
    logs: tuple[str, ...]
    """Logs that go to CloudWatch."""
    setup_image: str
    """Image of the setup task."""
    parts_of_major: int
    """Numbers of which a major version consists: 16, but 8.4."""
    without_insights: frozenset[str] = frozenset()
    """Classes on which RDS runs no Performance Insights."""

    def major(self, version: str) -> str:
        """Returns the major version: 16 of 16.9, and 8.4 of 8.4.6."""
        return ".".join(version.split(".")[: self.parts_of_major])

    def is_pinned(self, version: str) -> bool:
        """Returns true for a version with its minor."""
        return version != self.major(version)


ENGINES: Mapping[DatabaseEngine, EngineFacts] = {
    "postgres": EngineFacts(
        title="PostgreSQL",
        port=5432,
        # All that RDS can send, except the events of IAM authentication.
        logs=("postgresql", "upgrade"),
        setup_image="public.ecr.aws/docker/library/postgres:16-alpine",
        parts_of_major=1,
    ),
    "mysql": EngineFacts(
        title="MySQL",
        port=3306,
        # The general log would have every statement, and the audit log needs a plugin.
        logs=("error", "slowquery"),
        setup_image="public.ecr.aws/docker/library/mysql:8.4",
        parts_of_major=2,
        # docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.Engines.html
        without_insights=frozenset({"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"}),
    ),
}
"""Engines by RDS's word for each."""
