"""Drift of an environment that Pulumi's own engine and provider read.

A preview of a refresh takes no lock, neither of a state in a bucket or a folder nor of Pulumi's
service (`pkg/backend/diy/backend.go`: `Refresh` locks only if it is no preview), so a scheduled
check never stands in the way of a deployment. It also writes nothing. If a deployment runs
meanwhile, it reads what stands halfway, and the next check is right again.
"""

import sys
import tempfile
from pathlib import Path

from operations.deploy import engine
from operations.drift import engine_document
from operations.drift.found import Reading
from operations.errors import Ended, OperationError
from operations.pulumi_cli import cli

_COMMAND = "`pulumi refresh --preview-only --json`"


def refreshed(stack: str, folder: Path) -> Reading:
    """Asks the engine. Raises OperationError if it cannot tell."""
    print(f"reading {stack} by {_COMMAND} ...", file=sys.stderr, flush=True)
    status = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        try:
            options = ["--preview-only", "--json", "--non-interactive"]
            engine.run("refresh", stack, options, folder=folder, output=output)
        except Ended as ending:
            status = int(ending.code or 0)
        output.seek(0)
        text = output.read()
    if not text.strip():
        raise OperationError(
            f"{_COMMAND} ended with status {status} and told nothing of {stack}",
            remedy=f"its reason stands above; if it wants a token, {cli.LOGIN}",
        )
    reading = engine_document.read(text, _COMMAND)
    if status:
        raise OperationError(f"{_COMMAND} ended with status {status}")
    return reading


def from_file(file: Path, stack: str) -> Reading:
    """Reads a document that was written before, of this stack."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no text"
        raise OperationError(f"cannot be read: {reason}", file=file) from None
    return engine_document.read(text, str(file), stack=stack)
