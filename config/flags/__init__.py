"""Feature flags: what the workload declares, and what an environment says of them."""

from config.flags.flag import Flag, FlagName
from config.flags.flag_settings import FlagRolloutSettings, FlagValue, ShortFlagValue

__all__ = ["Flag", "FlagName", "FlagRolloutSettings", "FlagValue", "ShortFlagValue"]
