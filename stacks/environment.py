"""Chooses the stack that an environment's settings ask for, on AWS or on Docker.

A run imports only its own, because the SDK of the other one's provider takes long to import.
"""

from collections.abc import Mapping
from typing import Any

from config import LocalPlatform, Platform
from extension import Team


def build(platform: Platform | LocalPlatform, team: Team) -> Mapping[str, Any]:
    """Builds an environment where its settings say, and returns the outputs of the stack."""
    if isinstance(platform, LocalPlatform):
        from stacks import local

        return local.build(platform, team)
    from stacks import cloud

    return cloud.build(platform, team)
