"""The programs of an environment, and the manners of every command that changes one.

Program    a service, a worker or a job, with its names at AWS
running    the services and tasks as ECS tells them
changes    a change that AWS must not make twice, and the question before it
"""

from operations.operate.programs import changes, running, times
from operations.operate.programs.program import Program, all_of, one

__all__ = ["Program", "all_of", "changes", "one", "running", "times"]
