"""Checks of each file by itself, and of both files together."""

from config.checks import (
    export_checks,
    joint_checks,
    local_checks,
    local_files,
    offers,
    program_checks,
    stack_checks,
    tracing_checks,
    workload_checks,
)
from config.checks.export_checks import Exports
from config.checks.local_checks import INFRASTRUCTURE
from config.checks.stack_checks import RECOVERY, SETTINGS_KEY
from config.checks.workload_checks import RESERVED_VARIABLES

__all__ = [
    "INFRASTRUCTURE",
    "RECOVERY",
    "RESERVED_VARIABLES",
    "SETTINGS_KEY",
    "Exports",
    "export_checks",
    "joint_checks",
    "local_checks",
    "local_files",
    "offers",
    "program_checks",
    "stack_checks",
    "tracing_checks",
    "workload_checks",
]
