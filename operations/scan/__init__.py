"""Scans: checkov's findings, compared with `docs/security.md`."""

from operations.scan import scan

__all__ = [
    "scan",
]
