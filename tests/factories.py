"""Complete inputs for tests, of which a test names only what it is about."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pulumi

from components.security.iam import Grantee
from config import CloudPlatform, CloudSettings, LocalPlatform, LocalSettings, Workload
from config.checks.stack_checks import SETTINGS_KEY
from config.files import yaml_file
from planning.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
SHOP = ROOT / "examples" / "shop"
"""The example of the product. The files at the top belong to the team that clones it, so no test
may depend on what they say."""


def make_environment(**changes: Any) -> Environment:
    """An environment in eu-central-1."""
    facts: dict[str, Any] = {
        "stack": "test",
        "name": "staging",
        "project": "shop",
        "account_id": "111122223333",
        "region": "eu-central-1",
        "recovery_region": None,
        "domain": "shop.example.com",
        "protect": False,
        "logs_days": 30,
        "object_versions_days": 30,
    }
    return Environment(**{**facts, **changes})


def make_grantee(name: str) -> Grantee:
    """A program that something is granted to; only inside of a program that is deployed."""
    return Grantee(
        name=name,
        role_name=pulumi.Output.from_input(f"{name}-role"),
        security_group_id=pulumi.Output.from_input(f"sg-{name}"),
    )


def raw_settings(stack: str = "prod", **changes: Any) -> dict[str, Any]:
    """The shop's settings of a stack; `section={"key": value}` changes keys of a section."""
    content = yaml_file.read(SHOP / f"Pulumi.{stack}.yaml").content["config"][SETTINGS_KEY]
    merged: dict[str, Any] = _merged(content, changes)
    return merged


def lifted(*rules: str) -> dict[str, Any]:
    """The section `production` without these rules."""
    lift = {"reason": "two people, told so", "until": "2099-01-01"}
    return {"without": dict.fromkeys(rules, lift)}


def make_settings(stack: str = "prod", **changes: Any) -> CloudSettings:
    """The same, checked."""
    return CloudSettings.model_validate(raw_settings(stack, **changes))


def raw_workload(**changes: Any) -> dict[str, Any]:
    """The shop's workload; `services={"web": {...}}` changes keys below it."""
    content = yaml_file.read(SHOP / "config" / "workload.yaml").content
    merged: dict[str, Any] = _merged(content, changes)
    return merged


def make_workload(**changes: Any) -> Workload:
    """The same, checked on its own."""
    return Workload.model_validate(raw_workload(**changes))


def make_platform(
    stack: str = "prod",
    *,
    settings: dict[str, Any] | None = None,
    workload: dict[str, Any] | None = None,
) -> CloudPlatform:
    """A whole stack on AWS; the two arguments change its files."""
    return CloudPlatform(
        stack=stack,
        settings=make_settings(stack, **(settings or {})),
        workload=make_workload(**(workload or {})),
    )


def make_local_platform(
    stack: str = "dev",
    *,
    settings: dict[str, Any] | None = None,
    workload: dict[str, Any] | None = None,
) -> LocalPlatform:
    """A whole stack on Docker, with the programs' own images; the two arguments change its
    files."""
    changes = _merged({"docker": {"stand_ins": False}}, settings or {})
    return LocalPlatform(
        stack=stack,
        settings=LocalSettings.model_validate(raw_settings(stack, **changes)).resolved(),
        workload=make_workload(**(workload or {})),
    )


def _merged(base: Any, changes: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(changes, dict):
        return deepcopy(changes)
    merged = deepcopy(base)
    for key, value in changes.items():
        merged[key] = _merged(merged.get(key), value)
    return merged
