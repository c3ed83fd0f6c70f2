"""The choice of the settings model by the target that an environment runs on."""

from config.settings.local_settings import LocalSettings
from config.settings.settings import CloudSettings

MODELS: dict[object, type[CloudSettings] | type[LocalSettings]] = {
    "aws": CloudSettings,
    "docker": LocalSettings,
}


def model_for(target: object) -> type[CloudSettings] | type[LocalSettings]:
    """Returns the model that checks a file with this `target`. For an unknown target it is the
    model for AWS, whose check then reports the mistake."""
    return MODELS.get(target, CloudSettings) if isinstance(target, str) else CloudSettings
