"""The one error that a command ends with."""

from pathlib import Path


class OperationError(Exception):
    """Something the operator can mend: what is wrong, in which file, and what to do about it.

    The command line prints it to stderr without a traceback, and exits with status 1.
    """

    def __init__(self, what: str, *, file: Path | str | None = None, remedy: str = "") -> None:
        self.what = what
        self.file = file
        self.remedy = remedy
        place = f"{file}: " if file else ""
        super().__init__(place + what + (f"; {remedy}" if remedy else ""))
