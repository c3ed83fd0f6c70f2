"""The usage that a plan's own settings assume."""

import json
from typing import Any

from pydantic import ValidationError

from config.usage import UsageSettings
from operations.plan import Resources


def settings_in(resources: Resources) -> dict[str, Any]:
    """Returns the settings of the stack that a document was made from. Empty for a state, which
    does not hold them."""
    for key, value in resources.config.items():
        if key.endswith(":settings"):
            try:
                found = json.loads(value) if isinstance(value, str) else value
            except ValueError:
                return {}
            return found if isinstance(found, dict) else {}
    return {}


def usage_in(resources: Resources) -> UsageSettings:
    """Returns the usage that a document's settings assume, or the defaults."""
    try:
        return UsageSettings.model_validate(settings_in(resources).get("usage") or {})
    except ValidationError:
        # A program of another version has keys that this one does not know.
        return UsageSettings()


def budget_in(resources: Resources) -> float | None:
    """Returns `alarms.budget_usd` of a document's settings; None if there is no budget."""
    alarms = settings_in(resources).get("alarms")
    budget = alarms.get("budget_usd") if isinstance(alarms, dict) else None
    return float(budget) if isinstance(budget, (int, float)) else None
