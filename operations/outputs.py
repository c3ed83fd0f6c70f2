"""The files that commands write: a whole one or none, and `-` for the standard output."""

import codecs
import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from operations.errors import OperationError

STDOUT = Path("-")


_ESCAPED = "plinth-escaped"


def accept_all_characters() -> None:
    """Lets the standard output take characters that its encoding lacks: those of help and of file
    names on a terminal that knows ASCII alone. They are escaped as JSON is."""
    codecs.register_error(_ESCAPED, _escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=_ESCAPED)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


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
        if _is_device(file):
            if not os.access(file, os.W_OK):
                raise OperationError("you may not write to it", file=file)
        elif not os.access(file.parent, os.W_OK):
            raise OperationError("you may not write to this folder", file=file.parent.resolve())


def write(text: str, file: Path) -> None:
    """Writes the whole file or, if that fails, leaves the old one unchanged."""
    if file == STDOUT:
        sys.stdout.write(text)
        return
    check_writable(file)
    with whole(file) as partial:
        partial.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def whole(file: Path, *, private: bool = False) -> Iterator[Path]:
    """Yields the file to write into, which takes the place of another one once it is complete.
    Raises OperationError if that fails, and leaves the old one unchanged. A link stays one, and a
    device or a pipe is written to itself. A private file is for its owner only."""
    partial = target = file
    try:
        if not _is_device(file):
            target = file.resolve()
            partial = target.with_name(f".{target.name}.{os.getpid()}")
            partial.touch(mode=0o600 if private else 0o666)
            if target.is_file() and not private:
                shutil.copymode(target, partial)
        yield partial
        if partial is not target:
            partial.replace(target)
    except OSError as error:
        if error.filename not in (None, str(partial), str(target)):
            raise
        raise OperationError(f"cannot be written: {error.strerror}", file=file) from None
    finally:
        if partial is not target:
            partial.unlink(missing_ok=True)


def _is_device(file: Path) -> bool:
    """Returns true for what no file can take the place of: /dev/stdout, a shell's pipe."""
    return file.is_relative_to("/dev") or (file.exists() and not file.is_file())


def beside(*files: Path | None) -> TextIO:
    """Returns the stream for people: the standard output, unless a result goes there."""
    return sys.stderr if STDOUT in files else sys.stdout
