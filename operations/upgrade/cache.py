"""Another version of the cache, from Redis to Valkey too, in place by `up`: a snapshot before it,
and a look at each node after it.

Source: docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.HowTo.html
"""

from collections.abc import Mapping
from typing import Any

from config.data import FIRST_CACHE, cache_name
from config.joint.servers import caches_of
from config.values import aws_facts
from operations import accounts
from operations.errors import OperationError
from operations.procedure import (
    Clock,
    Entries,
    Journal,
    Look,
    Operated,
    Step,
    notice,
    patiently,
)
from operations.report import Block, Paragraph, Table
from operations.sites import Site
from operations.upgrade import halves, settings_lines
from operations.upgrade.versions import holds, parts

NAME, AFTER = "upgrade-cache", "upgrade-cache-after"


def before(site: Site, clock: Clock, to: str) -> Operated:
    """Returns the procedure that ends with the lines in the stack's file."""
    return Operated(
        site=site,
        clock=clock,
        name=_named(site, NAME),
        facts=lambda: _facts(site, clock, to),
        steps=lambda kept, _: [
            _snapshot(site, kept),
            settings_lines.step(site, _section(site), _values(kept)),
        ],
        finished=lambda entries: (
            entries.facts["to"] == to
            and settings_lines.stand(site, _section(site), _values(entries.facts))
        ),
        told=_told,
    )


def after(site: Site, clock: Clock, kept: Mapping[str, Any]) -> Operated:
    """Returns the procedure that follows `up`, for the facts of the one before."""
    return halves.second(site, clock, kept, name=_named(site, AFTER), steps=_after)


def upgraded(
    site: Site, clock: Clock, entries: Entries | None, to: str
) -> Mapping[str, Any] | None:
    """Returns what the procedure before `up` was about, if `up` has upgraded a node since."""
    kept = halves.first_ended(entries, to)
    if kept is None:
        return None
    found = patiently(clock, lambda: _nodes(site, str(kept["id"])))
    return kept if any(_runs(each, kept) for each in found) else None


def _named(site: Site, name: str) -> str:
    """Returns the name of a procedure about the cache. Each cache has its own journal."""
    return f"{name}-{site.cache}" if site.cache else name


def _section(site: Site) -> str:
    return f"caches.{site.cache}" if site.cache else FIRST_CACHE


def _followers(site: Site) -> list[str]:
    """Returns the caches that follow the version of the first one."""
    caches = site.platform.settings.caches
    return [key for key, each in caches.items() if not (each.engine or each.engine_version)]


def _values(facts: Mapping[str, Any]) -> dict[str, settings_lines.Value]:
    return {"engine": str(facts["engine"]), "engine_version": str(facts["to"])}


def _facts(site: Site, clock: Clock, to: str) -> Mapping[str, Any]:
    if not site.cache and (followers := _followers(site)):
        raise OperationError(
            f"the version of {', '.join(followers)} is that of `cache`, and would change along",
            remedy="give each its own engine and engine_version under caches first",
        )
    caches = caches_of(site.platform.settings)
    if any(each.serverless for each in caches if each.key == site.cache):
        raise OperationError(
            f"{cache_name(site.cache)} is serverless, its nodes are AWS's, and this command is "
            "about caches of nodes",
            remedy=f"write {_section(site)}.engine_version, and `make up STACK={site.stack}`; "
            "docs/cache.md says what happens",
        )
    id_ = site.id_of("elasticache.ReplicationGroup", cache_name(site.cache))
    engine = next((key for key, known in aws_facts.CACHE_VERSIONS.items() if to in known), None)
    if engine is None:
        known = (f"{key} {each}" for key, all_ in aws_facts.CACHE_VERSIONS.items() for each in all_)
        raise OperationError(f"--to: there is no {to}", remedy=f"there are: {', '.join(known)}")
    nodes = _nodes(site, id_)
    actual = min((str(each["EngineVersion"]) for each in nodes), key=parts)
    if holds(actual, to):
        raise OperationError(f"--to: the cache is on {actual}")
    if parts(to) < parts(actual):
        raise OperationError(
            f"--to: {to} is older than {actual}, and ElastiCache goes back to no earlier version"
        )
    if _look(site, id_) is not Look.DONE:
        raise OperationError(f"{id_} is being changed", remedy="wait until it is available")
    return {
        "id": id_,
        "from": f"{nodes[0]['Engine']} {actual}",
        "engine": engine,
        "to": to,
        "snapshot": f"{id_}-before-{engine}-{clock.now():%Y%m%d%H%M%S}",
    }


def _nodes(site: Site, id_: str) -> list[Mapping[str, Any]]:
    client = site.client("elasticache")
    (group,) = client.describe_replication_groups(ReplicationGroupId=id_)["ReplicationGroups"]
    return [
        client.describe_cache_clusters(CacheClusterId=each)["CacheClusters"][0]
        for each in group["MemberClusters"]
    ]


def _runs(node: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    right = holds(str(node["EngineVersion"]), str(facts["to"]))
    return right and node["Engine"] == facts["engine"]


def _look(site: Site, id_: str) -> Look:
    client = site.client("elasticache")
    (group,) = client.describe_replication_groups(ReplicationGroupId=id_)["ReplicationGroups"]
    if group["Status"] == "create-failed":
        raise OperationError(f"{id_} is `create-failed`")
    return Look.DONE if group["Status"] == "available" else Look.UNDER_WAY


def _snapshot(site: Site, facts: Mapping[str, Any]) -> Step:
    client, name = site.client("elasticache"), str(facts["snapshot"])

    def look() -> Look:
        try:
            found = client.describe_snapshots(SnapshotName=name)["Snapshots"]
        except Exception as error:
            if not accounts.code(error).startswith("SnapshotNotFound"):
                raise
            found = []
        if not found:
            # ElastiCache takes no snapshot while it changes something.
            return Look.TO_DO if _look(site, str(facts["id"])) is Look.DONE else Look.UNDER_WAY
        if found[0]["SnapshotStatus"] == "failed":
            raise OperationError(f"the snapshot {name} failed", remedy="delete it, and run again")
        return Look.DONE if found[0]["SnapshotStatus"] == "available" else Look.UNDER_WAY

    return Step(
        name="snapshot",
        does=f"takes the snapshot {name}. It stays until you delete it",
        calls=("elasticache:CreateSnapshot",),
        minutes=15,
        look=look,
        do=lambda: client.create_snapshot(ReplicationGroupId=facts["id"], SnapshotName=name),
    )


def _after(site: Site, facts: Mapping[str, Any], journal: Journal) -> list[Step]:
    def look() -> Look:
        if _look(site, str(facts["id"])) is not Look.DONE:
            return Look.UNDER_WAY
        there = all(_runs(each, facts) for each in _nodes(site, str(facts["id"])))
        return Look.DONE if there else Look.UNDER_WAY

    versions = Step(
        name="versions",
        does=f"waits until every node of {facts['id']} runs {facts['engine']} {facts['to']}",
        calls=(),
        minutes=30,
        look=look,
        do=lambda: None,
    )
    message = f"{facts['id']} came from {facts['from']}. Its snapshot is {facts['snapshot']}."
    subject = f"{site.stack}: the cache is on {facts['engine']} {facts['to']}"
    return [versions, notice.step(site, journal, subject, message)]


def _told(facts: Mapping[str, Any]) -> list[Block]:
    rows = (
        ("cache", str(facts["id"])),
        ("from", str(facts["from"])),
        ("to", f"{facts['engine']} {facts['to']}"),
    )
    return [
        Table(("", ""), rows),
        Paragraph(
            "Nodes are exchanged one by one during `up`: connections end, and come back. There is "
            "no way back in place: a lower version in the settings is a new, empty cache. The "
            "snapshot can be restored to another cache of the older version, by hand."
        ),
    ]
