"""The architecture on Docker."""

from typing import Any

from config import LocalPlatform


def build(platform: LocalPlatform) -> dict[str, Any]:
    """Builds the environment on this machine."""
    return {"stack": platform.stack}
