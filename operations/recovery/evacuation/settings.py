"""The settings file of an environment in its recovery region, derived from the environment's own.

The text is kept: comments, order and style. Only values that belong to a region are put in place of
the old ones.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from config import CloudPlatform, CloudSettings
from config.checks import RECOVERY
from config.values import aws_facts
from operations.derived import Derived, Edit, applied, begun_empty, edit, free_network, node
from operations.errors import OperationError
from operations.pulumi_cli import settings_file

_NO_ZONES: Mapping[str, str] = {}


def derive(
    platform: CloudPlatform,
    folder: Path,
    *,
    next_region: str,
    zone_id: str,
    zones: Mapping[str, str] = _NO_ZONES,
) -> Derived:
    """Returns the file of the environment in its recovery region. `next_region` is where its own
    copies go; empty: the region that is left, which is right once that answers again. `zones` are
    the zones that the environment made for further domains, by the keys of these."""
    settings = platform.settings
    region = settings.recovery_region
    if not region:
        raise OperationError(
            f"{platform.stack} has no recovery region, so no copy of its data is anywhere else",
            file=settings_file(folder, platform.stack),
            remedy="recovery_region names one, before the region is lost",
        )
    if next_region and next_region not in aws_facts.REGION_ZONES:
        raise OperationError(f"--recovery-region: must be an AWS region, got {next_region!r}")
    if next_region in (region, *([settings.region] if next_region == region else [])):
        raise OperationError(
            f"--recovery-region: {region} is where the environment goes; its copies need another"
        )
    stack = f"{platform.stack}{RECOVERY}"
    origin = settings_file(folder, platform.stack)
    _check_nothing_is_here_only(settings, stack, region, origin)
    text = origin.read_text(encoding="utf-8")
    edits = [
        edit(text, origin, ("region",), region),
        edit(text, origin, ("recovery_region",), next_region or settings.region),
        edit(text, origin, ("hosted_zone_id",), zone_id),
        *(_with_zone(text, origin, key, zone) for key, zone in zones.items()),
        edit(text, origin, ("network", "cidr"), free_network(settings.network.cidr, folder, stack)),
        *_zones(text, origin, region, spare=bool(settings.network.spare_zone)),
        *begun_empty(text, origin, settings),
        *_authorities(text, origin, settings, next_region),
    ]
    text = applied(text, edits)
    text = _registries(text, settings.account_id, settings.region, region)
    return Derived(
        stack=stack,
        origin=origin,
        file=origin.with_name(f"Pulumi.{stack}.yaml"),
        text=text,
        elsewhere=tuple(_elsewhere(text, settings.region)),
    )


def _authorities(
    text: str, file: Path, settings: CloudSettings, next_region: str
) -> Iterator[Edit]:
    """Yields the edits by which the two authorities of encrypted calls change places."""
    calls = settings.encrypted_calls
    if calls is None or calls.recovery_authority is None:
        return
    stays = calls.authority if next_region in ("", settings.region) else None
    yield edit(text, file, ("encrypted_calls", "authority"), calls.recovery_authority)
    yield edit(text, file, ("encrypted_calls", "recovery_authority"), stays or "null")


def _with_zone(text: str, file: Path, key: str, zone: str) -> Edit:
    """Returns the edit that names the zone of a further domain, which may have no such key."""
    with contextlib.suppress(OperationError):
        return edit(text, file, ("domains", key, "hosted_zone_id"), zone)
    name, section = (node(text, file, ("domains", key, *end)) for end in (("name",), ()))
    start, end, value = edit(text, file, ("domains", key, "name"), _text_of(text, name))
    assert isinstance(section, yaml.MappingNode)
    between = ", " if section.flow_style else f"\n{' ' * section.start_mark.column}"
    return start, end, f"{value}{between}hosted_zone_id: {zone}"


def _text_of(text: str, at: yaml.Node) -> str:
    return text[at.start_mark.index : at.end_mark.index].rstrip()


def _check_nothing_is_here_only(
    settings: CloudSettings, stack: str, region: str, origin: Path
) -> None:
    """Raises OperationError for what exists in the lost region, and that nobody can guess for the
    other one."""
    if existing := settings.network.existing:
        raise OperationError(
            f"names the network {existing.vpc}, which is in {settings.region}, and nobody says "
            f"which one {region} has",
            file=origin,
            remedy=f"write Pulumi.{stack}.yaml before a region is lost, with a network of {region} "
            "under network.existing, or one that Plinth makes (docs/existing.md)",
        )
    if settings.gateway.private and (vpcs := settings.gateway.private.vpcs):
        raise OperationError(
            f"names the network {vpcs[0]} for private names, which is in {settings.region}, and "
            f"nobody says which one {region} has",
            file=origin,
            remedy=f"write Pulumi.{stack}.yaml before a region is lost, with networks of {region} "
            "under gateway.private.vpcs, or without them (docs/private.md)",
        )
    calls = settings.encrypted_calls
    if calls and calls.authority and not calls.recovery_authority:
        raise OperationError(
            f"names the authority {calls.authority} for encrypted calls, and nobody says which one "
            f"{region} has",
            file=origin,
            remedy="name it under encrypted_calls.recovery_authority before a region is lost "
            "(docs/security.md)",
        )
    if named := settings.existing.named():
        raise OperationError(
            f"names {named[0]}, and nobody says what {region} has in its place",
            file=origin,
            remedy=f"write Pulumi.{stack}.yaml before a region is lost, with what {region} has "
            "under existing, or without it (docs/existing.md)",
        )


def _zones(text: str, file: Path, region: str, *, spare: bool) -> Iterator[Edit]:
    """Yields other letters for zones that the region does not have, the spare one among them."""
    there = aws_facts.REGION_ZONES[region]
    items = [*node(text, file, ("network", "zones")).value]
    count = len(items)
    if spare:
        items.append(node(text, file, ("network", "spare_zone")))
    letters = [str(item.value) for item in items]
    free = [letter for letter in there if letter not in letters]
    for item, letter in zip(items, letters, strict=True):
        if letter in there:
            continue
        if not free:
            raise OperationError(
                f"{region} has {len(there)} zones, and network.zones names {count}",
                file=file,
                remedy="another recovery_region has as many",
            )
        yield item.start_mark.index, item.end_mark.index, free.pop(0)


def _registries(text: str, account: str, old: str, new: str) -> str:
    """Returns the text with images of the account's own registry taken from the new region's."""
    return text.replace(f"{account}.dkr.ecr.{old}.", f"{account}.dkr.ecr.{new}.")


def _elsewhere(text: str, old: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"\b{re.escape(old)}\b", line) and not re.match(r"\s*recovery_region:", line):
            yield f"line {number}: {line.strip()}"
