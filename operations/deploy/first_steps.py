"""Needs of a stack's first deployment, and how much of them is there already."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config import CloudPlatform
from config.domains import made_zones
from config.values import repository
from operations import accounts
from operations.images import registries, versions
from planning import facts

PREPARING = ("**Registry::registry", "**aws:ecr/**", "**security:Key**", "**security:Secret**")
"""Targets of what has to be filled before a program can start."""
ZONE = ("**HostedZone**",)
"""Targets of the domain's zone."""


@dataclass(frozen=True)
class Standing:
    """The resources of a state, as far as the order of a first deployment depends on them."""

    resources: tuple[tuple[str, str], ...]
    """Type and name of each."""
    outputs: dict[str, Any]
    """Outputs of the stack."""
    name_servers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name servers of the zones of domains, by the name of the resource."""

    def names(self, type_: str) -> set[str]:
        """Returns the names of a type."""
        return {name for found, name in self.resources if found == type_}


def standing(exported: str) -> Standing:
    """Returns what stands, by `pulumi stack export`."""
    states = (json.loads(exported).get("deployment") or {}).get("resources") or []
    servers = {
        state["urn"].rpartition("::")[2]: tuple((state.get("outputs") or {}).get("nameServers", ()))
        for state in states
        # A private zone has VPCs, and no name servers that a registrar could name.
        if state["type"] == "aws:route53/zone:Zone" and not (state.get("inputs") or {}).get("vpcs")
    }
    stack: dict[str, Any] = next((s for s in states if s["type"] == "pulumi:pulumi:Stack"), {})
    return Standing(
        tuple((state["type"], state["urn"].rpartition("::")[2]) for state in states),
        stack.get("outputs") or {},
        servers,
    )


def _made(platform: CloudPlatform) -> dict[str, str]:
    """Returns the domains whose zones the stack makes, by the names of these."""
    settings = platform.settings
    first = {} if settings.hosted_zone_id else {"zone": settings.domain}
    others = made_zones(settings.domain, settings.domains)
    return first | {f"zone.{key}": name for key, name in others.items()}


def has_zone(platform: CloudPlatform, found: Standing) -> bool:
    """Returns true if the zone of each domain is there, made by the stack or before it."""
    return {*_made(platform)} <= found.names("aws:route53/zone:Zone")


def undelegated(platform: CloudPlatform, found: Standing) -> dict[str, tuple[str, ...]]:
    """Returns the name servers that wait for a registrar, by the domain: no certificate was issued
    by the zone, or stood before the stack, as the zone may have."""
    if platform.settings.existing.certificates:
        return {}
    issued = found.names("aws:acm/certificateValidation:CertificateValidation")
    return {
        domain: found.name_servers.get(zone, ())
        for zone, domain in _made(platform).items()
        if zone.replace("zone", "certificate", 1) not in issued
    }


def is_prepared(platform: CloudPlatform, found: Standing) -> bool:
    """Returns true if each repository and each secret is there."""
    repositories = found.names("aws:ecr/repository:Repository")
    wanted = {f"registry-{name}" for name in facts.repositories(platform.workload)}
    secrets = found.names("aws:secretsmanager/secret:Secret")
    return wanted <= repositories and set(facts.entered_secrets(platform)) <= secrets


def missing_images(platform: CloudPlatform, registry: registries.Registry) -> Iterator[str]:
    """Yields the images whose version the registry does not have."""
    for name, version in versions(platform).items():
        if version is None or registry.digest(name, version) is None:
            yield name


def programs_of(platform: CloudPlatform, images: Sequence[str]) -> tuple[list[str], list[str]]:
    """Returns the programs that are built here for some images, and the images of the others."""
    built = {
        each.name: name
        for each in platform.workload.programs()
        if each.program.build and (name := repository(each.program.image)) in images
    }
    return sorted(built), [name for name in images if name not in built.values()]


class Secrets:
    """The secrets that people enter, in the account."""

    def __init__(self, client: Any, platform: CloudPlatform) -> None:
        self._client = client
        self._prefix = f"{platform.settings.tags.project}/{platform.stack}"
        self._names = facts.entered_secrets(platform)

    def empty(self) -> Iterator[str]:
        """Yields the full names of those that have no value yet."""
        for name in self._names:
            full = f"{self._prefix}/{name}"
            with accounts.asking(f"the secret {full}"):
                found = self._client.describe_secret(SecretId=full)
            stages = (found.get("VersionIdsToStages") or {}).values()
            if not any("AWSCURRENT" in each for each in stages):
                yield full

    def enter(self, full: str, value: str) -> None:
        """Enters a value."""
        with accounts.asking(f"the secret {full}"):
            self._client.put_secret_value(SecretId=full, SecretString=value)
