"""Typed configuration: the two files that decide what Plinth builds, and every check of them.

`workload.yaml` says what runs, once for all environments. `Pulumi.<stack>.yaml` says how big, how
many and how long. Nothing here imports Pulumi or AWS, so a file can be checked anywhere.
"""

from config.files import ConfigError, Problem
from config.loader import CloudPlatform, LocalPlatform, Platform, load
from config.settings import CloudSettings, LocalSettings, Settings
from config.workload import Workload

__all__ = [
    "CloudPlatform",
    "CloudSettings",
    "ConfigError",
    "LocalPlatform",
    "LocalSettings",
    "Platform",
    "Problem",
    "Settings",
    "Workload",
    "load",
]
