"""The infrastructure document: what stands where, written from the files and their plans.

architecture   the sections about what an environment consists of
running        the sections about how it is deployed, watched, recovered and paid for
"""

from operations.infrastructure import command, coverage

__all__ = ["command", "coverage"]
