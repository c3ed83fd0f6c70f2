"""The text in a file that somebody wrote, or the reason why it cannot be read, in plain words."""

import stat
from pathlib import Path

_MAX_BYTES = 2_000_000
"""Largest size of a file. A thousand services take half of it; a larger file would be read for
minutes, to say at its end what is wrong."""


class Unread(Exception):
    """Reason why a file has no text, with what to do."""


def text_in(file: Path, *, encoding: str = "utf-8-sig") -> str:
    """Returns the text in a file. Raises Unread if there is none that can be read."""
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unread(f"is no file{_is_folder(file)}")
        if status.st_size > _MAX_BYTES:
            size = f"{status.st_size / 1_000_000:.0f} MB"
            raise Unread(f"has {size}, and a file of settings has at most 2; is it another's?")
        return file.read_text(encoding=encoding)
    except FileNotFoundError:
        raise Unread(missing(file)) from None
    except UnicodeDecodeError as fault:
        raise Unread(f"is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
    except OSError as fault:
        raise Unread(f"cannot be read: {fault.strerror}") from None


def renamed(file: Path) -> str:
    """Returns `; x.yml is there: rename it x.yaml` if a missing file stands beside its place under
    another ending, or in letters of another case; otherwise an empty text."""
    try:
        names = sorted(each.name for each in file.parent.iterdir() if each.is_file())
    except OSError:
        return ""
    endings = {".yaml": (".yml", ".json"), ".yml": (".yaml",)}.get(file.suffix, ())
    meant = {f"{file.stem}{ending}".lower() for ending in (file.suffix, *endings)}
    found = [name for name in names if name.lower() in meant and name != file.name]
    return f"; {found[0]} is there: rename it {file.name}" if found else ""


def missing(file: Path) -> str:
    """Returns the reason why there is no file, with what to do."""
    if file.is_symlink():
        return f"is a link to {file.readlink()}, which is not there; correct the link"
    return f"is missing in {file.parent.resolve()}{renamed(file)}"


def _is_folder(file: Path) -> str:
    return " but a folder; move it away" if file.is_dir() else "; write one in its place"
