"""The two ways in which a command ends early: with an error, or with a result that is no success.

Exit statuses, for scripts:

    0   done; nothing that the command looks for was found
    1   an OperationError, or something was found: drift, a stale table, a failed resource
    2   a wrong option, told by the command line itself; of `policies`: violations
    n   the status of the Pulumi CLI or another tool that ran
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

    FOUND = 1
    """Status of a command that found what it looks for."""

    VIOLATIONS = 2
    """Status of `policies` if a rule is broken. 1 says that it could not tell."""
