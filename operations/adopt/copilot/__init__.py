"""Manifests of AWS Copilot, read into a workload and settings."""

from operations.adopt.copilot.reading import read

__all__ = ["read"]
