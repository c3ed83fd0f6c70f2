"""The usage that an estimate of the cost assumes, because no plan says it."""

from config.usage.usage_settings import UsageSettings

__all__ = ["UsageSettings"]
