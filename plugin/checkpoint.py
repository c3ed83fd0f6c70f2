"""The resources in Pulumi's state, for a provider that is asked about only some of them.

With `--target` the engine does not send the others, and a new resource may refer to them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from aws_account.resources import Resource


def resources(file: Path) -> Iterator[Resource]:
    """Yields the AWS resources in a state that the CLI keeps in a file. None if the file does not
    exist yet. Secrets stay encrypted."""
    if not file.is_file():
        return
    checkpoint = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]
    for state in (checkpoint.get("latest") or {}).get("resources") or ():
        if state["type"].startswith("aws:") and not state.get("delete"):
            yield Resource(
                type=state["type"],
                urn=state["urn"],
                inputs=state.get("inputs") or {},
                region=str((state.get("outputs") or {}).get("region") or ""),
                id=state["id"],
                outputs=state.get("outputs") or {},
            )
