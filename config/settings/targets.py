"""The choice of the settings model by the target that an environment runs on."""

from collections.abc import Mapping
from typing import Any

from config.settings.local_settings import LocalSettings
from config.settings.settings import CloudSettings
from config.values import Broken, closest

MODELS: dict[str, type[CloudSettings] | type[LocalSettings]] = {
    "aws": CloudSettings,
    "docker": LocalSettings,
}


_ON_AWS = ("region", "network", "database", "retention")
"""Keys that only an environment on AWS has."""


def meant(content: Mapping[str, Any]) -> tuple[str, Broken | None]:
    """Returns the target of a file's settings, and the problem if `target` says another or none.

    One wrong word there would make every other key wrong, so the rest of the file decides.
    """
    said, described = content.get("target"), _described(content)
    if isinstance(said, str) and said in MODELS:
        if described in (None, said):
            return said, None
        given = [key for key in (*_ON_AWS, "docker") if content.get(key) is not None]
        remedy = f"does not fit the file, which has {', '.join(given)} as on {described}"
        return described, Broken("target", said, f"{remedy}; write {described}, or null for these")
    guess = described or "aws"
    if "target" not in content:
        return guess, None
    hint = closest(str(said), MODELS) if isinstance(said, str) else ""
    return guess, Broken("target", said, f"must be one of {', '.join(MODELS)}{hint}")


def _described(content: Mapping[str, Any]) -> str | None:
    """Returns the target that the sections of a file belong to. None if they belong to both, or to
    neither."""
    on_aws = any(content.get(key) is not None for key in _ON_AWS)
    on_docker = content.get("docker") is not None
    if on_aws == on_docker:
        return None
    return "aws" if on_aws else "docker"


def model_for(target: str) -> type[CloudSettings] | type[LocalSettings]:
    """Returns the model that checks a file with this target."""
    return MODELS[target]
