"""The flags of an environment on the developer's machine."""

from components.local.flags.flag_server import FLAGS_PORT, FlagServer, FlagServerArgs

__all__ = ["FLAGS_PORT", "FlagServer", "FlagServerArgs"]
