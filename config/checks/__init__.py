"""Checks of what each file says in itself, and of what both say together."""

from config.checks import joint_checks, local_checks, notices, offers, stack_checks, workload_checks
from config.checks.local_checks import INFRASTRUCTURE
from config.checks.stack_checks import SETTINGS_KEY

__all__ = [
    "INFRASTRUCTURE",
    "SETTINGS_KEY",
    "joint_checks",
    "local_checks",
    "notices",
    "offers",
    "stack_checks",
    "workload_checks",
]
