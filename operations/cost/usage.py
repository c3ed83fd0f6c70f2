"""The usage that a plan's own settings assume."""

from pydantic import ValidationError

from config.usage import UsageSettings
from operations.plan import Resources


def usage_in(resources: Resources) -> UsageSettings:
    """Returns the usage that a document's settings assume, or the defaults."""
    try:
        return UsageSettings.model_validate(resources.settings.get("usage") or {})
    except ValidationError:
        # A program of another version has keys that this one does not know.
        return UsageSettings()


def budget_in(resources: Resources) -> float | None:
    """Returns `alarms.budget_usd` of a document's settings; None if there is no budget."""
    alarms = resources.settings.get("alarms")
    budget = alarms.get("budget_usd") if isinstance(alarms, dict) else None
    return float(budget) if isinstance(budget, (int, float)) else None
