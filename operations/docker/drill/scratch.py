"""The scratch archive of a drill: a backup in the form of `make backup`, in a folder that is
removed."""

import contextlib
import datetime
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from operations.docker.data import archive

PREFIX = "plinth-drill-"
"""The beginning of every name that a drill gives, so that a person knows what it is."""


def name() -> str:
    """Returns a name that nothing of the environment has."""
    return f"{PREFIX}{secrets.token_hex(4)}"


@contextlib.contextmanager
def writer(folder: Path, stack: str) -> Iterator[tuple[archive.Writer, Path]]:
    """Yields an archive that can be written, and the file for it."""
    now = datetime.datetime.now(datetime.UTC)
    with tempfile.TemporaryDirectory() as place:
        members = Path(place) / "members"
        members.mkdir()
        yield (
            archive.Writer(members, project=folder.name, stack=stack, made=now),
            Path(place) / "drill.tar.gz",
        )
