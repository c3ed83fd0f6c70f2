"""The document of an emulation: every resource as it came to be, for other tools to read."""

from typing import Any

from emulator.backend import Attempt
from emulator.emulation import Emulation
from emulator.values import SECRET_TEXT, Secret, blind


def build(emulation: Emulation) -> dict[str, Any]:
    """The document; secrets are `[secret]`."""
    return {
        "project": emulation.outcome.project,
        "stack": emulation.outcome.stack,
        "account": emulation.account.number if emulation.accounts else None,
        "seconds": round(emulation.outcome.seconds, 3),
        "outputs": blind(emulation.outcome.outputs),
        "resources": [_resource(attempt) for attempt in emulation.attempts],
    }


def _resource(attempt: Attempt) -> dict[str, Any]:
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
