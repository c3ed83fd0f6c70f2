"""A small environment that only tests know, and edits of its two files.

The checked-in files change with every new service; what an edit does is shown on files that stay.
"""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from config import CloudPlatform, loader
from config.checks import stack_checks
from config.files import yaml_file
from config.files.yaml_file import YamlFile
from stacks import cloud
from tests.graph import Graph, deploy_apart

FOLDER = Path(__file__).parent / "example"
STACK = "example"
MIRROR = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/mirror/postgres:16-alpine"
"""An image in the account's own registry, outside of the stack."""
REMOVED = object()
"""As a value: the key is taken out."""

Paths = Mapping[str, Any]
"""Dotted path of a key -> its new value."""


def platform(settings: Paths | None = None, workload: Paths | None = None) -> CloudPlatform:
    """The environment with some keys changed; raises ConfigError as `pulumi up` would."""
    stack_file = yaml_file.read(FOLDER / f"Pulumi.{STACK}.yaml")
    raw_settings = deepcopy(stack_file.content["config"][stack_checks.SETTINGS_KEY])
    raw_workload = deepcopy(yaml_file.read(FOLDER / "workload.yaml").content)
    _edit(raw_settings, settings or {})
    _edit(raw_workload, workload or {})
    edited = YamlFile(name="workload.yaml", content=raw_workload, lines={})
    found = loader.check(STACK, raw_settings, stack_file, edited, FOLDER)
    assert isinstance(found, CloudPlatform)
    return found


def build(settings: Paths | None = None, workload: Paths | None = None) -> Graph:
    """What that environment consists of; built once for all tests that ask for it."""
    key = repr((sorted((settings or {}).items()), sorted((workload or {}).items())))
    if key not in _BUILT:
        edited = platform(settings, workload)
        _BUILT[key] = deploy_apart(lambda: cloud.build(edited), stack=STACK)
    return _BUILT[key]


_BUILT: dict[str, Graph] = {}


def _edit(content: dict[str, Any], paths: Paths) -> None:
    for path, value in paths.items():
        *parents, last = path.split(".")
        section = content
        for parent in parents:
            section = section.setdefault(parent, {})
        if value is REMOVED:
            del section[last]
        else:
            section[last] = value
