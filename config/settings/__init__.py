"""The settings of an environment: the models of `Pulumi.<stack>.yaml`."""

from config.settings import docker_images, targets
from config.settings.docker_images import PinnedImage
from config.settings.docker_settings import LOCAL_REGION, DockerSettings, InfrastructureImages
from config.settings.ephemeral_settings import EphemeralSettings
from config.settings.local_settings import LocalSettings
from config.settings.production_settings import LiftedRule, ProductionSettings
from config.settings.program_overrides import ProgramOverrides
from config.settings.recovery_settings import BackupSettings, RecoverySettings
from config.settings.settings import CloudSettings, Settings
from config.settings.size import defaults_of, place_of, resolved, service_sizes, size_of
from config.settings.tag_settings import EPHEMERAL_KEY, MOST_EXTRA, TAGS_PER_RESOURCE, Tags
from config.settings.targets import model_for

__all__ = [
    "EPHEMERAL_KEY",
    "LOCAL_REGION",
    "MOST_EXTRA",
    "TAGS_PER_RESOURCE",
    "BackupSettings",
    "CloudSettings",
    "DockerSettings",
    "EphemeralSettings",
    "InfrastructureImages",
    "LiftedRule",
    "LocalSettings",
    "PinnedImage",
    "ProductionSettings",
    "ProgramOverrides",
    "RecoverySettings",
    "Settings",
    "Tags",
    "defaults_of",
    "docker_images",
    "model_for",
    "place_of",
    "resolved",
    "service_sizes",
    "size_of",
    "targets",
]
