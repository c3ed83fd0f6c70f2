"""Evidence that something ran for exactly these files: a marker that `make test` and others leave,
or the word of whoever calls."""

import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from operations.deploy import bindings
from operations.errors import OperationError
from operations.folder import PROJECT, Folder
from operations.pulumi_cli import cli

KINDS = ("tests", "scan", "alarms", "rollback")
"""Lines of the checklist that a caller can vouch for."""
_MARKED = ("tests",)
"""Lines that a marker answers."""


def ran(
    kind: Annotated[str, typer.Argument(help=f"What ran: {', '.join(_MARKED)}.")],
    folder: Folder = PROJECT,
) -> None:
    """Note that something ran without a fault for the files as they are now."""
    check(kind, _MARKED)
    try:
        files = _files(folder)
    except OperationError as error:
        # What ran did run, also in a folder that is no clone.
        print(f"not noted for `ready`: {error}", file=sys.stderr)
        return
    file = _file(folder, kind)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"files": files, "at": now}), encoding="utf-8")
    except OSError as error:
        print(f"not noted for `ready`: {file}: {error.strerror}", file=sys.stderr)


def check(kind: str, known: Sequence[str] = KINDS) -> None:
    """Raises OperationError for a kind that there is not."""
    if kind not in known:
        raise OperationError(
            f"{kind}: is nothing that evidence is given for", remedy=f"give {', '.join(known)}"
        )


def when(folder: Path, kind: str) -> str:
    """Returns when something ran for exactly these files. Empty if it did not."""
    try:
        content = json.loads(_file(folder, kind).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(content["at"]) if content.get("files") == _files(folder) else ""


def _files(folder: Path) -> str:
    """Returns one fingerprint of all files, committed or not."""
    found = json.dumps(bindings.program(folder, ""), sort_keys=True)
    whole = found + json.dumps(bindings.configuration_files(folder), sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _file(folder: Path, kind: str) -> Path:
    return cli.local_folder(folder.resolve()) / "ran" / f"{kind}.json"
