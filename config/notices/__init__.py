"""Notices about a configuration that is right but needs attention; pure, one function for each
question. Each yields `Broken` as the checks do, but nothing is refused: the program prints it as a
warning."""

from config.notices.settings_notices import settings_notices
from config.notices.workload_notices import docker_notices, workload_notices

__all__ = ["docker_notices", "settings_notices", "workload_notices"]
