"""The document of an emulation: every resource as it was created, for other tools to read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.values import SECRET_TEXT, Secret, blind
from operations.errors import OperationError

if TYPE_CHECKING:
    from aws_account.resources import Resource
    from emulation import Attempt, Emulation


def build(emulation: "Emulation") -> dict[str, Any]:
    """Returns the document. Secrets are `[secret]`."""
    return {
        "project": emulation.outcome.project,
        "stack": emulation.outcome.stack,
        "account": emulation.account.number if emulation.accounts else None,
        "seconds": round(emulation.outcome.seconds, 3),
        "outputs": blind(emulation.outcome.outputs),
        "resources": [_resource(attempt) for attempt in emulation.attempts],
    }


def _resource(attempt: "Attempt") -> dict[str, Any]:
    registration, resource = attempt.registration, attempt.resource
    inputs = {**(resource.inputs if resource else {}), **blind(registration.inputs)}
    hidden = {
        *registration.additional_secret_outputs,
        *(name for name, value in registration.inputs.items() if isinstance(value, Secret)),
    }
    outputs = resource.outputs if resource else {}
    return {
        "urn": registration.urn,
        "type": registration.type,
        "name": registration.name,
        "parent": registration.parent,
        "region": registration.region,
        "defaultTags": dict(registration.default_tags),
        "ignoreChanges": list(registration.ignore_changes),
        "inputs": inputs,
        "id": resource.id if resource else None,
        "outputs": {
            name: SECRET_TEXT if name in hidden else value for name, value in outputs.items()
        },
        "became": attempt.became,
        "recorded": list(resource.recorded) if resource else [],
        "problem": attempt.problem,
        "seconds": round(attempt.seconds, 4),
    }


def read(file: Path) -> tuple[str, list["Resource"]]:
    """Returns the account's number and the resources of a document. Inputs that hold a secret are
    left out, because secrets cannot be compared. Raises OperationError if the file is something
    else."""
    remedy = "write one by `make emulate STACK=... JSON=FILE`"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        number = str(content["account"])
        declared = [_declared(each) for each in content["resources"] if each["id"] is not None]
    except OSError as error:
        raise OperationError(
            f"cannot be read: {error.strerror}", file=file, remedy=remedy
        ) from None
    except (ValueError, KeyError, TypeError):
        raise OperationError("is no document of an emulation", file=file, remedy=remedy) from None
    return number, declared


def _declared(entry: dict[str, Any]) -> "Resource":
    # It imports moto, which looks at the machine's AWS settings as soon as it is imported.
    from aws_account.resources import Resource

    inputs = entry["inputs"]
    return Resource(
        type=entry["type"],
        urn=entry["urn"],
        inputs={
            name: value for name, value in inputs.items() if SECRET_TEXT not in json.dumps(value)
        },
        region=entry["region"],
        default_tags=entry["defaultTags"],
        ignore_changes=tuple(entry.get("ignoreChanges", ())),
        id=entry["id"],
        outputs=entry["outputs"],
    )
