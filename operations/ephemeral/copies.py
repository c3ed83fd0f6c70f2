"""The settings file of an ephemeral environment, derived from the one that it is a copy of.

What differs is what two environments cannot share, and what an environment for a few days does
without: copies of its data, standbys, protection, and people who are woken at night.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from config import CloudPlatform, CloudSettings
from operations.derived import Derived, Edit, applied, begun_empty, edit, free_network, node
from operations.ephemeral.shared_network import sharing
from operations.errors import OperationError
from operations.pulumi_cli import settings_file

_SMALLER: dict[tuple[str, ...], str] = {
    ("protect",): "false",
    ("recovery_region",): "null",
    ("backup",): "{vault: false}",
    ("edge", "origin_failover"): "false",
    ("edge", "plan"): "null",
    ("encrypted_calls",): "null",
    ("services", "tasks_min"): "1",
    ("services", "approvals"): "[]",
    ("database", "multi_az"): "false",
    ("database", "read_replicas"): "0",
    ("cache", "multi_az"): "false",
    ("cache", "replicas"): "0",
    ("search", "multi_az"): "false",
    ("search", "instances"): "1",
    ("search", "master_type"): "null",
    ("retention", "snapshots_days"): "0",
    ("alarms", "notify"): "{}",
    ("alarms", "teams"): "{}",
    ("existing", "certificates"): "null",
    ("existing", "keys", "recovery"): "null",
    ("existing", "buckets"): "{}",
}
"""Values of a short life, by key, where the file has the key. Nobody is told of alarms, nor
that a deployment waits, so it has no gates. Neither an authority nor a pricing plan is paid for a
month, to whose end the plan would also keep the edge from being swept away. Certificates that exist
are for another domain, and buckets that exist hold the original's objects."""


def check_origin(platform: CloudPlatform, folder: Path) -> None:
    """Raises OperationError for an origin that is production, or ephemeral itself."""
    settings = platform.settings
    origin = settings_file(folder, platform.stack)
    if settings.environment == "production":
        raise OperationError(
            "is production, of which no ephemeral copy is made: it is for data that stays",
            file=origin,
            remedy="copy staging, or another environment that may be lost",
        )
    if settings.existing.database_servers:
        raise OperationError(
            "names a database server that exists, in which the copy would use the original's "
            "databases",
            file=origin,
            remedy="write the copy's file by hand: with a server of its own under `database`, and "
            "without existing.database_servers (docs/existing.md)",
        )
    if settings.ephemeral:
        raise OperationError(
            f"is a copy itself, of {settings.ephemeral.copy_of}",
            file=origin,
            remedy=f"copy {settings.ephemeral.copy_of}",
        )


def derive(
    platform: CloudPlatform,
    folder: Path,
    stack: str,
    *,
    zone_id: str,
    until: date,
    existing: str = "",
) -> Derived:
    """Returns the file of an ephemeral copy of an environment that `check_origin` lets pass.
    `existing` names the original's network, if the copy is to stand in it."""
    settings = platform.settings
    origin = settings_file(folder, platform.stack)
    text = origin.read_text(encoding="utf-8")
    edits = [
        edit(text, origin, ("hosted_zone_id",), zone_id),
        *(
            sharing(text, origin, settings, existing)
            if existing
            else _own_network(text, origin, settings, folder, stack)
        ),
        *_smaller(text, origin, settings),
        *(
            edit(text, origin, ("sizes", name, "approvals"), "[]")
            for name, size in settings.sizes.items()
            if size.approvals
        ),
        *begun_empty(text, origin, settings),
        *_one_shard(text, origin, settings),
        _life(text, origin, platform.stack, until),
    ]
    edits += _own_zones(text, origin, settings)
    derived = _renamed(applied(text, edits), settings, stack)
    file = origin.with_name(f"Pulumi.{stack}.yaml")
    return Derived(stack=stack, origin=origin, file=file, text=derived)


def _own_zones(text: str, file: Path, settings: CloudSettings) -> Iterator[Edit]:
    """Yields the edits by which further domains need no zone: they lie below the copy's own."""
    for key, each in settings.domains.items():
        if each.hosted_zone_id is not None:
            yield edit(text, file, ("domains", key, "hosted_zone_id"), "null")


def _renamed(text: str, settings: CloudSettings, stack: str) -> str:
    """Returns the text with the copy's names of all domains, wherever they stand."""
    own = f"{stack}.{settings.domain}"
    names = {settings.domain: own}
    names |= {each.name: f"{key}.{own}" for key, each in settings.domains.items()}
    # Of a domain below another one, the whole name is the one that is meant.
    longest = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    begin = "(?<![a-z0-9-])" if settings.domains else ""
    return re.sub(f"{begin}(?:{longest})", lambda found: names[found[0]], text)


def _own_network(
    text: str, file: Path, settings: CloudSettings, folder: Path, stack: str
) -> Iterator[Edit]:
    """Yields the edit that gives the copy a network of its own. One that exists is shared, with the
    endpoints that the original made in it: AWS takes no second one of a service."""
    if existing := settings.network.existing:
        yield edit(text, file, ("network", "interface_endpoints"), "[]")
        if existing.route_tables:
            yield edit(text, file, ("network", "existing", "route_tables"), "[]")
        return
    free = free_network(settings.network.cidr, folder, stack)
    yield edit(text, file, ("network", "cidr"), free)


def _smaller(text: str, file: Path, settings: CloudSettings) -> Iterator[Edit]:
    """Yields the edits of keys that the file has, and whose sections it has."""
    of_caches: dict[tuple[str, ...], str] = {
        ("caches", key, name): value
        for key in settings.caches
        for name, value in (("multi_az", "false"), ("replicas", "0"))
    }
    # The address of a pool's pages is nobody else's in the region.
    of_pools: dict[tuple[str, ...], str] = {
        ("user_pools", key, "domain_prefix"): "null" for key in settings.user_pools
    }
    for path, value in {**_SMALLER, **of_caches, **of_pools}.items():
        with contextlib.suppress(OperationError):
            yield edit(text, file, path, value)


def _one_shard(text: str, file: Path, settings: CloudSettings) -> Iterator[Edit]:
    """Yields the edit that leaves a cache with shards one of them, so its programs meet the same
    kind of cache."""
    if settings.cache and settings.cache.shards:
        yield edit(text, file, ("cache", "shards"), "1")
    for key, cache in settings.caches.items():
        if cache.shards:
            yield edit(text, file, ("caches", key, "shards"), "1")


def _life(text: str, file: Path, origin: str, until: date) -> Edit:
    """Returns the edit that writes the last day, as a line above that of `protect`."""
    at = node(text, file, ("protect",))
    assert isinstance(at, yaml.ScalarNode)
    line = text.rfind("\n", 0, at.start_mark.index) + 1
    indent = " " * (len(text[line:]) - len(text[line:].lstrip()))
    return line, line, f"{indent}ephemeral: {{copy_of: {origin}, until: {until}}}\n"
