"""The provider plugin: the emulated account, served to the Pulumi engine as its AWS provider."""

from plugin import checkpoint

__all__ = [
    "checkpoint",
]
