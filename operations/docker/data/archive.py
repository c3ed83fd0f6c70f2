"""The file of a backup: a gzipped tar whose first member lists the others with their checksums."""

import datetime
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from operations import outputs
from operations.errors import OperationError

_LIST = "manifest.json"
_FORMAT = 1


@dataclass(kw_only=True)
class _Member:
    path: Path
    about: Mapping[str, Any]


class Writer:
    """Writer of a backup. It collects files in a folder, then writes them."""

    def __init__(self, place: Path, *, project: str, stack: str, made: datetime.datetime) -> None:
        self._place = place
        self._head = {
            "format": _FORMAT,
            "project": project,
            "stack": stack,
            "made": made.isoformat(timespec="seconds"),
        }
        self._members: dict[str, _Member] = {}

    def add(self, name: str, **about: Any) -> Path:
        """Returns the file to which a member is written. The list keeps `about`."""
        path = self._place / str(len(self._members))
        self._members[name] = _Member(path=path, about=about)
        return path

    def write(self, target: Path) -> None:
        """Writes the whole archive. An existing file of that name stays until the new one is
        complete."""
        head = {
            **self._head,
            "members": {
                name: {"sha256": _digest(member.path.open("rb")), **member.about}
                for name, member in self._members.items()
            },
        }
        listed = self._place / _LIST
        listed.write_text(json.dumps(head, indent=1), encoding="utf-8")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperationError(f"cannot be made: {error.strerror}", file=target.parent) from None
        # The file contains all data of the environment.
        with outputs.whole(target, private=True) as partial, tarfile.open(partial, "w:gz") as tar:
            tar.add(listed, _LIST)
            for name, member in self._members.items():
                tar.add(member.path, name)


@dataclass(kw_only=True)
class Reader:
    """Backup that is open for reading."""

    path: Path
    tar: tarfile.TarFile
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def made(self) -> str:
        """The time at which the backup was written."""
        return str(self.head["made"])

    def check(self, project: str) -> None:
        """Raises OperationError for the file of another project, and for a damaged one."""
        if self.head["project"] != project:
            raise OperationError(f"is of the project {self.head['project']}", file=self.path)
        for name, about in self.head["members"].items():
            with self.file(name) as content:
                if _digest(content) != about["sha256"]:
                    raise OperationError(f"is damaged: {name} has changed", file=self.path)

    def names(self, start: str) -> list[str]:
        """Returns the members whose name begins with a text."""
        return sorted(name for name in self.head["members"] if name.startswith(start))

    def about(self, name: str) -> Mapping[str, Any]:
        """Returns the notes about a member that were saved with it."""
        found: Mapping[str, Any] = self.head["members"][name]
        return found

    def buckets(self) -> set[str]:
        """Returns the buckets from which objects were saved."""
        return {str(self.about(name)["bucket"]) for name in self.names("objects/")}

    def has(self, name: str) -> bool:
        """Returns true if the backup has a member of this name."""
        return name in self.head["members"]

    def text(self, name: str) -> str:
        """Returns the content of a member."""
        with self.file(name) as content:
            return content.read().decode()

    def file(self, name: str) -> IO[bytes]:
        """Returns an open member. It is read from the archive, and never unpacked under its
        name."""
        try:
            found = self.tar.extractfile(name)
        except KeyError:
            found = None
        if found is None:
            raise OperationError(f"is damaged: {name} is missing", file=self.path)
        return found


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Opens a backup and reads its list."""
    if path.is_dir():
        raise OperationError("is a folder", file=path, remedy="name a file in it")
    if not path.is_file():
        raise OperationError("there is no such file", file=path)
    try:
        with tarfile.open(path, "r:gz") as tar:
            reader = Reader(path=path, tar=tar)
            reader.head = _list_of(reader)
            yield reader
    except (OSError, EOFError, zlib.error, tarfile.TarError):
        raise OperationError(
            "is no backup, or a damaged one", file=path, remedy="`make backup` writes one"
        ) from None


def _list_of(reader: Reader) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(reader.text(_LIST))
        format_ = found["format"]
    except (ValueError, KeyError, TypeError):
        raise OperationError("is no backup", file=reader.path) from None
    if format_ != _FORMAT:
        told = f"is of format {format_}, and this release reads {_FORMAT}"
        raise OperationError(told, file=reader.path)
    return found


def _digest(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    with content:
        while part := content.read(2**20):
            found.update(part)
    return found.hexdigest()
