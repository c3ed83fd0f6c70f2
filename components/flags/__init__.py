"""Feature flags that programs read while they run."""

from components.flags.flags import Flags, FlagsArgs

__all__ = ["Flags", "FlagsArgs"]
