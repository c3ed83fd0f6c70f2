"""The answers of a static bucket at `/`: which file answers which path."""

from dataclasses import dataclass

FILES_ALWAYS = "/.well-known/"
"""Paths whose files have names without a dot, such as apple-app-site-association."""


@dataclass(frozen=True)
class StaticSite:
    """Website of files, at some hosts or at all."""

    hosts: tuple[str, ...]
    """Labels of its hosts; none for all hosts of the environment."""
    index: str
    """Name of the file that answers for a folder."""
    fallback: str | None
    """Key of the file that answers for each path without a file; None where the folder's index
    does."""
