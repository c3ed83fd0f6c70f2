"""An engine that runs a Pulumi program in this process, without the Pulumi CLI."""

from engine import cli_yaml, program, project
from engine.backend import Backend, Created, ResourceFailed
from engine.errors import ProgramError
from engine.host import collector_paused
from engine.program import Diagnostic, Outcome, run, run_function
from engine.project import Project
from engine.registration import (
    DEFAULT_REGION,
    PROVIDER_TYPE,
    STACK_TYPE,
    Properties,
    Registration,
    account_of,
    make_urn,
)

__all__ = [
    "DEFAULT_REGION",
    "PROVIDER_TYPE",
    "STACK_TYPE",
    "Backend",
    "Created",
    "Diagnostic",
    "Outcome",
    "ProgramError",
    "Project",
    "Properties",
    "Registration",
    "ResourceFailed",
    "account_of",
    "cli_yaml",
    "collector_paused",
    "make_urn",
    "program",
    "project",
    "run",
    "run_function",
]
