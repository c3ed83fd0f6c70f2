"""The access of operators to what runs."""

from typing import Literal

from config.values import Section


class OperatorsSettings(Section):
    """Access of operators to what runs. Outside of production `services.exec` alone decides."""

    sessions: Literal["forbidden", "recorded"] = "forbidden"
    """Sessions in production's tasks. forbidden: `services.exec` must be false there. recorded: it
    may be true, and the log group `<project>/<stack>/cluster/exec` keeps what is typed and shown,
    encrypted, for `retention.logs_days`. No resource follows from it."""
