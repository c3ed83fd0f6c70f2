"""The two ways in which a command ends early: with an error, or with a result that is no success.

Exit statuses, for scripts:

    0   done; nothing that the command looks for was found
    1   not done, so nothing is known: an OperationError or a wrong option
    2   done, and something was found: drift, a violation, an open way, a stale table
    n   the status of the Pulumi CLI or another tool that ran

A script can thus tell a bad result from a command that could not look.
"""

from pathlib import Path


class OperationError(Exception):
    """Error that the operator can correct: what is wrong, in which file, and what to do about it.

    The command line prints it to stderr without a traceback, and exits with status 1.
    """

    def __init__(self, what: str, *, file: Path | str | None = None, remedy: str = "") -> None:
        self.what = what
        self.file = file
        self.remedy = remedy
        place = f"{file}: " if file else ""
        super().__init__(place + what + (f"; {remedy}" if remedy else ""))


class Ended(SystemExit):
    """End of a command that has reported its result already, so no message follows."""

    DONE = 0
    """Status of a command that found nothing of what it looks for."""
    UNTOLD = 1
    """Status of a command that could not look."""
    FOUND = 2
    """Status of a command that found what it looks for."""
