"""The owner of an environment on Docker: an id of the project's folder, kept in `.pulumi-local/`.

Everything that a folder makes on Docker carries its id as a label. A name proves nothing, because a
second clone of the project, or an earlier release, uses the same names.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from operations.errors import OperationError
from operations.pulumi_cli import cli

OWNER, FOLDER, CLONE = "plinth.owner", "plinth.folder", "plinth.clone"
"""Labels that `components/local/containers/machine.py` gives to everything it makes."""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Record of a folder."""

    id: str
    folder: str
    """Path of the folder when the record was written, so that a copy of the folder is not taken for
    it."""
    volumes: Mapping[str, str] = field(default_factory=dict)
    """Volumes that it took over, by name, with the id on their label, which Docker does not change.
    The id is empty for a volume of an earlier release."""


def read(folder: Path) -> Owner | None:
    """Returns a folder's record. None if nothing was made from it. Writes nothing."""
    try:
        content = json.loads(_file(folder).read_text(encoding="utf-8"))
        return Owner(**content)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise OperationError(
            "says which containers and volumes are this folder's, and cannot be read",
            file=_file(folder),
            remedy="restore it; or remove it, and take them over again by `make adopt`",
        ) from None


def owner_of(folder: Path) -> Owner | None:
    """Returns the record of the current folder. Refuses a copy of another folder that still
    exists."""
    found = read(folder)
    if found is None or Path(found.folder) == folder:
        return found
    original = Path(found.folder)
    other = read(original) if original.is_dir() else None
    if other is not None and other.id == found.id:
        raise OperationError(
            f"{folder} is a copy of {original}, with its .pulumi-local: both would change the same "
            "containers",
            remedy=f"remove {cli.local_folder(folder)}; what is to run beside the other gets "
            "names and ports of its own by docker.clone",
        )
    return found


def claim(folder: Path) -> Owner:
    """Returns the record, and creates it if there is none."""
    found = owner_of(folder) or Owner(id=secrets.token_hex(6), folder=str(folder))
    if not _file(folder).is_file() or found.folder != str(folder):
        found = replace(found, folder=str(folder))
        write(folder, found)
    return found


def write(folder: Path, owner: Owner) -> None:
    """Writes a record."""
    file = _file(folder)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(owner), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise OperationError(
            f"cannot be written: {error.strerror}",
            file=file,
            remedy="work in a copy of the project that you may write to",
        ) from None


def _file(folder: Path) -> Path:
    return cli.local_folder(folder) / "owner.json"
