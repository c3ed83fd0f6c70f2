"""Scans: checkov's findings, held against `docs/security.md`."""

from operations.scan import scan

__all__ = [
    "scan",
]
