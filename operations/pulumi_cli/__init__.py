"""The Pulumi CLI, found or installed, and the files with which it works."""

from operations.pulumi_cli import cli, image_versions, stack_file
from operations.pulumi_cli.stack_settings import (
    WITHOUT_OWN_FILE,
    cloud_platform,
    on_docker,
    settings_file,
    settings_of,
    stacks_of,
)

__all__ = [
    "WITHOUT_OWN_FILE",
    "cli",
    "cloud_platform",
    "image_versions",
    "on_docker",
    "settings_file",
    "settings_of",
    "stack_file",
    "stacks_of",
]
