"""Things that others made and the settings name: their needs, and AWS's word on them."""

from operations.existing import existing

__all__ = ["existing"]
