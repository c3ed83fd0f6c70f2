"""The document that `pulumi preview --json` writes: made from a run, written, and read back.

The CLI's own document of the same program differs in this: it lists the resources in the order in
which its engine finished them, adds source positions and values that the provider filled in, and
reports the program's output among the diagnostics.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine import Diagnostic, Outcome, Registration
from engine.values import UNKNOWN, blind
from operations import outputs
from operations.errors import OperationError
from operations.plan import standing

Document = dict[str, Any]

_REFERENCES = "references"
_ALIASES = "aliases"
"""The two keys that the CLI's document does not have."""

_ESCAPES = str.maketrans(
    {character: f"\\u{ord(character):04x}" for character in "<>&\N{LINE SEPARATOR}\u2029"}
)
"""Characters that the CLI escapes so that its JSON can be put into HTML. They occur inside strings
only."""


def build(outcome: Outcome) -> Document:
    """Returns the document of a run."""
    steps = [_step(registration) for registration in outcome.registrations]
    # Like the CLI, this lists a resource that is only read as a step, but not as a change.
    operations = Counter(step["op"] for step in steps if step["op"] != "read")
    return _present(
        {
            "config": dict(sorted(outcome.config.items())),
            "steps": steps,
            "diagnostics": [_diagnostic(each) for each in outcome.diagnostics],
            "duration": int(outcome.seconds * 1e9),
            "changeSummary": dict(sorted(operations.items())),
        }
    )


def _step(registration: Registration) -> Document:
    operation = "create"
    if registration.external:
        operation = "read"
    elif registration.import_id:
        operation = "import"
    step = {
        "op": operation,
        "urn": registration.urn,
        "provider": registration.provider,
        "newState": _state(registration),
    }
    return {**_present(step), "detailedDiff": None}


def _state(registration: Registration) -> Document:
    """Returns a resource, with its keys in the CLI's order."""
    identity = {"urn": registration.urn, "custom": registration.custom}
    options = {
        "parent": registration.parent,
        "protect": registration.protect,
        "external": registration.external,
        "dependencies": list(registration.dependencies),
        "provider": registration.provider,
        "propertyDependencies": {
            key: list(urns) for key, urns in registration.property_dependencies.items()
        },
        "additionalSecretOutputs": list(registration.additional_secret_outputs),
        "customTimeouts": _whole(registration.custom_timeouts),
        "importID": registration.import_id,
        "retainOnDelete": registration.retain_on_delete,
        "deletedWith": registration.deleted_with,
        "replaceWith": list(registration.replace_with),
        "ignoreChanges": list(registration.ignore_changes),
        "hideDiff": list(registration.hide_diffs),
        "replaceOnChanges": list(registration.replace_on_changes),
        "replacementTrigger": blind(registration.replacement_trigger),
    }
    return {
        **identity,
        **_present({"id": registration.id if registration.external else None}),
        "type": registration.type,
        **_present({"inputs": blind(registration.inputs)}),
        **_present(options),
    }


def _present(fields: Mapping[str, Any]) -> Document:
    """Returns the fields without empty ones, which the CLI leaves out."""
    return {key: value for key, value in fields.items() if value}


def _whole(seconds: Mapping[str, float]) -> dict[str, float]:
    return {key: int(value) if value.is_integer() else value for key, value in seconds.items()}


def _diagnostic(diagnostic: Diagnostic) -> Document:
    prefix = "" if diagnostic.severity == "info" else f"{diagnostic.severity}: "
    return _present(
        {
            "urn": diagnostic.urn,
            "message": f"{prefix}{diagnostic.message}\n",
            "severity": diagnostic.severity,
        }
    )


def add_references(document: Document, outcome: Outcome) -> Document:
    """Returns the document with readable references for the values that are not known yet.

    `outcome` is a run of the same program whose outputs are references. The engine's own keys stay
    unchanged; a reader that does not know this one ignores it.
    """
    wanted = {each.urn: blind(each.inputs) for each in outcome.registrations}
    found = {
        step["urn"]: {
            name: wanted[step["urn"]][name]
            for name, value in step["newState"].get("inputs", {}).items()
            if UNKNOWN in json.dumps(value) and name in wanted.get(step["urn"], {})
        }
        for step in document["steps"]
    }
    aliases = {each.urn: list(each.aliases) for each in outcome.registrations if each.aliases}
    return {
        **document,
        _REFERENCES: {urn: inputs for urn, inputs in found.items() if inputs},
        **_present({_ALIASES: aliases}),
    }


def references(document: Document) -> dict[str, dict[str, Any]]:
    """Returns the inputs of each resource that hold references, by URN. Documents of the CLI have
    none."""
    found: dict[str, dict[str, Any]] = document.get(_REFERENCES) or {}
    return found


def aliases(document: Document) -> dict[str, list[str]]:
    """Returns the URNs that resources had before, by the present one. Documents of the CLI have
    none."""
    found: dict[str, list[str]] = document.get(_ALIASES) or {}
    return found


def text(document: Document) -> str:
    """Returns the document as the CLI prints it."""
    return json.dumps(document, indent=4, ensure_ascii=False).translate(_ESCAPES) + "\n"


def write(document: Document, file: Path) -> None:
    """Writes the whole file or, if that fails, leaves the old one unchanged."""
    outputs.write(text(document), file)


def read(file: Path) -> Document:
    """Reads a document of Plinth's or of the CLI, or a state as one. Raises OperationError if it is
    something else."""
    remedy = (
        "write one with --json FILE or with `pulumi preview --json > FILE`, or what stands there "
        "with `pulumi stack export > FILE`"
    )
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise OperationError("no such file", file=file, remedy=remedy) from None
    except OSError as error:
        raise OperationError(f"cannot be read: {error.strerror}", file=file) from None
    except (ValueError, RecursionError):
        raise OperationError("is not JSON", file=file, remedy=remedy) from None
    if isinstance(content, dict) and standing.is_state(content):
        return standing.as_document(content, file)
    if not isinstance(content, dict) or not content.keys() & {"steps", "duration"}:
        raise OperationError(
            "is no document of a preview, and no state of a stack", file=file, remedy=remedy
        )
    steps = content.get("steps")
    if steps is None or _has_errors(content):
        # Such a document holds only the resources registered before the failure, or none.
        raise OperationError("comes from a preview that failed", file=file, remedy=remedy)
    if not isinstance(steps, list) or not all(_is_step(step) for step in steps):
        raise OperationError("has steps that no preview has", file=file, remedy=remedy)
    return content


def check_whole(document: Document, *, file: Path | str) -> None:
    """Raises OperationError if a document leaves out resources that its preview found
    unchanged."""
    summary = document.get("changeSummary") or {}
    told = sum(step.get("op") == "same" for step in document["steps"])
    missing = summary.get("same", 0) - told
    if missing > 0:
        raise OperationError(
            f"leaves out {missing} unchanged resources, and they count too",
            file=file,
            remedy="write it with `pulumi preview --json --show-sames`",
        )


def _has_errors(content: Document) -> bool:
    diagnostics = content.get("diagnostics")
    return isinstance(diagnostics, list) and any(
        isinstance(each, dict) and each.get("severity") == "error" for each in diagnostics
    )


def _is_step(step: Any) -> bool:
    if not isinstance(step, dict) or not isinstance(step.get("urn"), str):
        return False
    states = [step[key] for key in ("oldState", "newState") if key in step]
    return bool(states) and all(
        isinstance(state, dict) and isinstance(state.get("inputs", {}), dict) for state in states
    )
