"""What an environment runs on decides which settings it has."""

from config.settings.local_settings import LocalSettings
from config.settings.settings import CloudSettings

MODELS: dict[object, type[CloudSettings] | type[LocalSettings]] = {
    "aws": CloudSettings,
    "docker": LocalSettings,
}


def model_for(target: object) -> type[CloudSettings] | type[LocalSettings]:
    """The model that checks a file, by its `target`; a wrong one is told by the first."""
    return MODELS.get(target, CloudSettings) if isinstance(target, str) else CloudSettings
