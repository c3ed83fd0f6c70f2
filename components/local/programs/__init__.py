"""Programs of the workload on Docker, in containers or on the developer's machine."""

from components.local.programs.host_program import HostProgram, HostProgramArgs
from components.local.programs.host_view import Published, from_host
from components.local.programs.program import Program, ProgramArgs

__all__ = [
    "HostProgram",
    "HostProgramArgs",
    "Program",
    "ProgramArgs",
    "Published",
    "from_host",
]
