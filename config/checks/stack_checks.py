"""Checks of a stack's settings against its siblings: its name, its network, its domain."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from config.checks import joint_checks
from config.checks.production import broken_rules, wrong_lifts
from config.files import ConfigError, own_file, yaml_file
from config.gateway import outside_services
from config.network import NetworkSettings
from config.settings import CloudSettings, LocalSettings
from config.values import Broken, KeyPath
from config.workload import Workload

SETTINGS_KEY = "plinth:settings"
RECOVERY = "-recovery"
"""The end of the name of a stack that stands for another one, in its recovery region, after a
region's loss. It takes over that stack's domain."""


def name_problem(stack: str) -> str:
    """Returns the reason for which no stack can have this name. Empty if one can."""
    if re.fullmatch(r"[a-z](-?[a-z0-9]){0,19}", stack):
        return ""
    return (
        "the name of the stack is part of AWS's names: at most 20 lower-case letters, digits and "
        "single hyphens, starting with a letter"
    )


def stack_problems(
    settings: CloudSettings | LocalSettings,
    stack: str,
    folder: Path,
    today: date | None = None,
) -> Iterator[Broken]:
    """Yields problems of a stack file by itself, with its name and its siblings; paths are the
    stack file's. Without a date no lifted rule is over."""
    if problem := name_problem(stack):
        yield Broken("", stack, problem)
    if stack.startswith("prod") and settings.environment != "production":
        yield Broken(
            "environment", settings.environment, f"must be production in the stack {stack}"
        )
    if isinstance(settings, LocalSettings):
        # An environment on a developer's machine shares neither network nor domain.
        return
    if settings.environment == "production":
        yield from broken_rules(settings)
    yield from wrong_lifts(settings, today)
    siblings = siblings_of(folder, stack)
    if settings.ephemeral:
        yield from _origin_problems(settings.ephemeral.copy_of, settings.account_id, siblings)
    networks = {file: cidr for file, other in siblings.items() if (cidr := _cidr(other))}
    if settings.network.existing is None:
        # Environments may share a network that exists, and nobody here chose its range.
        yield from joint_checks.overlaps(settings.network.cidr, networks)
    yield from _made_twice(settings.network, siblings)
    private = settings.gateway.private
    for file, other in siblings.items():
        if private and other.get("domain") == f"{private.subdomain}.{settings.domain}":
            yield Broken(
                "gateway.private.subdomain",
                private.subdomain,
                f"is the domain of {file}, whose public hosts this network would no longer find; "
                "choose another label",
            )
        if other.get("domain") != settings.domain:
            continue
        if file == f"Pulumi.{stack}{RECOVERY}.yaml":
            continue
        if stack.endswith(RECOVERY) and file == f"Pulumi.{stack.removesuffix(RECOVERY)}.yaml":
            if settings.hosted_zone_id is None:
                yield Broken(
                    "hosted_zone_id",
                    None,
                    f"must be the zone of {file}, whose domain this stack takes over: nobody would "
                    "ask a second zone of that name",
                )
            continue
        yield Broken("domain", settings.domain, f"is also that of {file}; each needs its own")


def _made_twice(
    network: NetworkSettings, siblings: Mapping[str, Mapping[str, Any]]
) -> Iterator[Broken]:
    """Yields endpoints that another environment makes in the same network that exists."""
    if network.existing is None:
        return
    for file, other in siblings.items():
        theirs = other.get("network")
        if not isinstance(theirs, Mapping):
            continue
        shared = theirs.get("existing")
        if not isinstance(shared, Mapping) or shared.get("vpc") != network.existing.vpc:
            continue
        for place, own, made in (
            (
                ("network", "interface_endpoints"),
                network.interface_endpoints,
                theirs.get("interface_endpoints"),
            ),
            (
                ("network", "existing", "route_tables"),
                network.existing.route_tables,
                shared.get("route_tables"),
            ),
        ):
            there = made if isinstance(made, list) else []
            if twice := [each for each in own if each in there]:
                yield Broken(
                    place,
                    twice,
                    f"are also those of {file} in the same VPC, and AWS takes one of each; leave "
                    "them out of one file",
                )


def _origin_problems(
    origin: str, account: str, siblings: Mapping[str, Mapping[str, Any]]
) -> Iterator[Broken]:
    """Yields an origin of an ephemeral environment that is not there, or in another account."""
    found = siblings.get(f"Pulumi.{origin}.yaml")
    if found is None:
        known = ", ".join(sorted(file.split(".")[1] for file in siblings)) or "none"
        remedy = f"must be a stack with a file of settings here; there are: {known}"
        yield Broken("ephemeral.copy_of", origin, remedy)
    elif found.get("account_id") != account:
        remedy = f"is in the account {found.get('account_id')}, with its zone and its images"
        yield Broken("ephemeral.copy_of", origin, remedy)


def siblings_of(folder: Path, stack: str) -> dict[str, dict[str, Any]]:
    """Returns the settings of the other environments. A broken file is left out: its own stack
    reports it."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(stacks_folder(folder).glob("Pulumi.*.yaml")):
        if path.name == f"Pulumi.{stack}.yaml" or own_file.is_own(path):
            continue
        try:
            content = yaml_file.read(path).content
            settings = content["config"][SETTINGS_KEY]
        except (ConfigError, KeyError, TypeError):
            continue
        if isinstance(settings, dict):
            found[path.name] = settings
    return found


def stacks_folder(folder: Path) -> Path:
    """Returns the folder of the stack files: the folder of Pulumi.yaml, unless that names
    another."""
    try:
        return folder / str(yaml_file.read(folder / "Pulumi.yaml").content["stackConfigDir"] or "")
    except (ConfigError, KeyError, TypeError):
        return folder


def _cidr(settings: Mapping[str, Any]) -> str | None:
    """Returns the network of another environment, if it has one that can be read."""
    try:
        return str(ipaddress.IPv4Network(settings["network"]["cidr"]))
    except (KeyError, TypeError, ValueError):
        return None


def host_problems(
    workload: Workload, settings: CloudSettings, folder: Path, stack: str
) -> Iterator[Broken]:
    """Yields hosts of the workload that are the domain of another environment, or lie below it;
    paths are the workload's."""
    domains = {
        other["domain"]: file
        for file, other in siblings_of(folder, stack).items()
        if isinstance(other.get("domain"), str)
    }
    named: list[tuple[KeyPath, str]] = [
        (("services", name, "routes", index, "hosts"), label)
        for name, service in outside_services(workload.services).items()
        for index, route in enumerate(service.routes)
        for label in route.hosts
        if label not in workload.reserved_hosts
    ]
    # An operator's reserved label may lead elsewhere, and must be free for that.
    named += [(("redirects", label), label) for label in workload.redirects]
    for path, label in named:
        if file := domains.get(f"{label}.{settings.domain}"):
            yield Broken(
                path,
                label,
                f"{label}.{settings.domain} is the domain of {file}, and each name has one owner; "
                "choose another label",
            )
