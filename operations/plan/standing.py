"""The state of a stack, by `pulumi stack export` or its file in a folder or a bucket, as a document
of a preview that finds nothing to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.values import SECRET_TEXT, Secret, encrypted
from operations.errors import OperationError

Document = dict[str, Any]

_STANDING = "standing"
"""The key of outputs by URN, which only documents made from a state have."""


def is_state(content: Mapping[str, Any]) -> bool:
    """Returns true for the content of a state, rather than of a preview."""
    return _deployment(content) is not None


def _deployment(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Returns the resources' part of a state: of `pulumi stack export`, or of a checkpoint, which
    is the file of a stack in a folder or a bucket (`pulumi login file://...`)."""
    found = content.get("deployment")
    checkpoint = content.get("checkpoint")
    if isinstance(checkpoint, dict) and "stack" in checkpoint:
        # A stack that was never deployed has none.
        found = checkpoint.get("latest") or {}
    return found if isinstance(found, dict) else None


def as_document(content: Mapping[str, Any], file: Path) -> Document:
    """Returns a state as the document of a preview that finds nothing to do. Raises OperationError
    if its resources are not those of a state."""
    resources = (_deployment(content) or {}).get("resources") or []
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise OperationError(
            "has resources that are not those of a state",
            file=file,
            remedy="write it with `pulumi stack export --stack STACK > FILE`",
        )
    # An entry to delete is left over from a replacement that was cut short.
    standing = [state for state in resources if not state.get("delete")]
    return {
        "steps": [
            {
                "op": "same",
                "urn": state["urn"],
                "newState": {**state, "inputs": _read(state.get("inputs") or {}, SECRET_TEXT)},
            }
            for state in standing
        ],
        "changeSummary": {"same": len(standing)},
        _STANDING: {state["urn"]: _outputs(state) for state in standing if state.get("custom")},
    }


def outputs(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]] | None:
    """Returns the ID and the outputs of each resource that stands, by URN; None if the document is
    of a preview."""
    found: Mapping[str, Mapping[str, Any]] | None = document.get(_STANDING)
    return found


def _outputs(state: Mapping[str, Any]) -> dict[str, Any]:
    name = state["urn"].rpartition("::")[2]
    found = {
        key: _read(value, Secret(f"${{{name}.{key}}}"))
        for key, value in (state.get("outputs") or {}).items()
    }
    return {**found, "id": state.get("id", "")}


def _read(value: Any, hidden: Any) -> Any:
    """Returns a value from the state, with `hidden` in place of what the state encrypts."""
    if encrypted(value):
        return hidden
    if isinstance(value, Mapping):
        return {key: _read(item, hidden) for key, item in value.items()}
    return [_read(item, hidden) for item in value] if isinstance(value, list) else value


def _is_resource(state: Any) -> bool:
    return (
        isinstance(state, dict)
        and isinstance(state.get("urn"), str)
        and state["urn"].count("::") >= 3
        and all(isinstance(state.get(key) or {}, dict) for key in ("inputs", "outputs"))
    )
