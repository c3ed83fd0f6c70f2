"""The files that commands write: a whole one or none, and `-` for the standard output."""

import os
import sys
from pathlib import Path
from typing import TextIO

from operations.errors import OperationError

STDOUT = Path("-")


def check_writable(*files: Path | None) -> None:
    """Raises OperationError if a file cannot be written, before any work is done for it."""
    named = [file for file in files if file]
    if named.count(STDOUT) > 1:
        raise OperationError("two results cannot both go to -", remedy="name a file for one")
    for file in named:
        if file == STDOUT:
            continue
        if file.is_dir():
            raise OperationError("is a folder", file=file, remedy="name a file in it")
        if not file.parent.is_dir():
            raise OperationError("no such folder", file=file.parent, remedy="create it first")
        if not os.access(file.parent, os.W_OK):
            raise OperationError("you may not write to this folder", file=file.parent.resolve())


def write(text: str, file: Path) -> None:
    """Writes the whole file or, if that fails, leaves the old one unchanged."""
    if file == STDOUT:
        sys.stdout.write(text)
        return
    check_writable(file)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(file)
    except OSError as error:
        raise OperationError(f"cannot be written: {error.strerror}", file=file) from None
    finally:
        partial.unlink(missing_ok=True)


def beside(*files: Path | None) -> TextIO:
    """Returns the stream for people: the standard output, unless a result goes there."""
    return sys.stderr if STDOUT in files else sys.stdout
