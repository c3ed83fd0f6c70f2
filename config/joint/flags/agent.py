"""The agent of AWS AppConfig beside each program that reads flags, on AWS; pure.

It is a sidecar like those that a team writes itself, so its image and memory are checked and built
as theirs are. It asks AppConfig for new values and answers programs at localhost, so that none of
them needs AWS's SDK, and an answer takes no time and costs nothing.
"""

from config.flags import FlagRolloutSettings
from config.workload import Program, Sidecar, Workload

AGENT = "flags-agent"
"""The name of the agent beside a program."""


def flagged(workload: Workload, settings: FlagRolloutSettings) -> Workload:
    """Returns the workload whose programs that read flags have the agent beside them."""
    return workload.with_programs(lambda _, program: _flagged(program, settings))


def _flagged(program: Program, settings: FlagRolloutSettings) -> Program:
    if not program.uses.flags:
        return program
    agent = Sidecar(
        image=settings.image,
        environment={"POLL_INTERVAL": str(settings.poll_seconds)},
        memory_mib=settings.memory_mib,
        # AWS's page says so. A task whose agent is gone would keep its flags for ever.
        essential=True,
        # A program may read flags as it starts.
        starts="before",
        writable_paths=["/tmp"],
        capabilities=[],
    )
    return program.model_copy(update={"sidecars": {**program.sidecars, AGENT: agent}})
