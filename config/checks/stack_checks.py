"""Checks of a stack's settings against its siblings: its name, its network, its domain."""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from config.checks import joint_checks
from config.checks.production import broken_rules, wrong_lifts
from config.domains import above, hosts_named, names_of
from config.files import ConfigError, own_file, yaml_file
from config.network import NetworkSettings
from config.settings import CloudSettings, LocalSettings
from config.values import Broken, KeyPath, full_name, parted
from config.workload import Workload

SETTINGS_KEY = "plinth:settings"
RECOVERY = "-recovery"
"""The end of the name of a stack that stands for another one, in its recovery region, after a
region's loss. It takes over that stack's domain."""


def name_problem(stack: str) -> str:
    """Returns the reason for which no stack can have this name. Empty if one can."""
    longest = joint_checks.LONGEST_STACK
    if len(stack) <= longest and re.fullmatch(r"[a-z](-?[a-z0-9])*", stack):
        return ""
    return (
        f"the name of the stack is part of AWS's names: at most {longest} lower-case letters, "
        "digits and single hyphens, starting with a letter"
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
    networks = {
        file: cidr
        for file, other in siblings.items()
        if (cidr := _cidr(other)) and not _stands_in(other, stack)
    }
    if settings.network.existing is None:
        # Environments may share a network that exists, and nobody here chose its range.
        yield from joint_checks.overlaps(settings.network.cidr, networks)
    yield from _made_twice(settings.network, siblings)
    yield from _own_names(settings, stack, siblings)


def _own_names(
    settings: CloudSettings, stack: str, siblings: Mapping[str, Mapping[str, Any]]
) -> Iterator[Broken]:
    """Yields domains that another environment has, too."""
    private = settings.gateway.private
    for file, other in siblings.items():
        theirs = _domains_of(other)
        if private and f"{private.subdomain}.{settings.domain}" in theirs:
            yield Broken(
                "gateway.private.subdomain",
                private.subdomain,
                f"is the domain of {file}, whose public hosts this network would no longer find; "
                "choose another label",
            )
        if file == f"Pulumi.{stack}{RECOVERY}.yaml":
            continue
        taken_over = file == f"Pulumi.{stack.removesuffix(RECOVERY)}.yaml"
        for place, name, zone in _zones(settings):
            if name not in theirs:
                continue
            if not taken_over:
                also = "that" if name == other.get("domain") else "a domain"
                key = () if place == ("domain",) else ("name",)
                yield Broken((*place, *key), name, f"is also {also} of {file}; each needs its own")
            elif zone is None:
                key = ("hosted_zone_id",)
                yield Broken(
                    key if place == ("domain",) else (*place, *key),
                    None,
                    f"must be the zone of {file}, whose domain this stack takes over: nobody would "
                    "ask a second zone of that name",
                )


def _zones(settings: CloudSettings) -> Iterator[tuple[KeyPath, str, str | None]]:
    """Yields the domains of an environment: the place, the name, and the ID of the zone, or what
    there is in its place; None if Plinth makes a zone."""
    yield ("domain",), settings.domain, settings.hosted_zone_id
    names = {"": settings.domain, **names_of(settings.domains)}
    for key, each in settings.domains.items():
        yield ("domains", key), each.name, each.hosted_zone_id or above(each.name, names)


def _domains_of(other: Mapping[str, Any]) -> list[str]:
    """Returns the names of all domains of another environment that can be read."""
    further = other.get("domains")
    sections = further.values() if isinstance(further, Mapping) else ()
    named = [each.get("name") for each in sections if isinstance(each, Mapping)]
    return [each for each in (other.get("domain"), *named) if isinstance(each, str)]


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


def _stands_in(settings: Mapping[str, Any], stack: str) -> bool:
    """Returns true if an environment is a copy that stands in a stack's own network."""
    life, network = settings.get("ephemeral"), settings.get("network")
    if not (isinstance(life, Mapping) and isinstance(network, Mapping)):
        return False
    return life.get("copy_of") == stack and bool(network.get("existing"))


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
        name: file
        for file, other in siblings_of(folder, stack).items()
        for name in _domains_of(other)
    }
    further = names_of(settings.domains)
    for path, user, host in hosts_named(workload):
        label, at = parted(host)
        # An operator's reserved label may lead elsewhere, and must be free for that.
        free = user == "redirects" or label not in workload.reserved_hosts
        # The domain itself is told by the settings' own file.
        if label == "@" or not free or (at and at not in further):
            continue
        name = full_name(host, settings.domain, further)
        if file := domains.get(name):
            yield Broken(
                path,
                host,
                f"{name} is the domain of {file}, and each name has one owner; choose another "
                "label",
            )
