"""Changes that AWS refuses although the old value and the new one are each valid.

The files alone cannot show it, because a check of one file sees one value only. Each rule names its
source.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Inputs = Mapping[str, Any]


def refusals(type_: str, old: Inputs, new: Inputs) -> tuple[str, ...]:
    """Returns AWS's reasons against a change, each with the remedy. Empty if AWS accepts it."""
    rule = _RULES.get(type_)
    return tuple(rule(old, new)) if rule else ()


def _instance(old: Inputs, new: Inputs) -> Iterator[str]:
    lower, unasked = _upgrade(old, new)
    if lower:
        yield (
            "RDS takes no lower version of an instance that exists; restore a backup that was made "
            "by the lower version into a new instance"
        )
    if unasked:
        yield "RDS takes a higher major version only on request; set database.major_upgrade: true"
    size, smaller = old.get("allocatedStorage"), new.get("allocatedStorage")
    if isinstance(size, int) and isinstance(smaller, int) and smaller < size:
        yield (
            f"RDS never makes storage smaller; keep {size} GiB, or move the data to a new instance"
        )


def _cluster(old: Inputs, new: Inputs) -> Iterator[str]:
    lower, unasked = _upgrade(old, new)
    if lower:
        yield (
            "RDS takes no lower version of a cluster that exists; restore a snapshot that was made "
            "by the lower version into a new cluster (docs/aurora.md)"
        )
    if unasked:
        yield (
            "RDS takes a higher major version only on request; set major_upgrade: true of the "
            "server, after a snapshot (docs/aurora.md)"
        )


def _upgrade(old: Inputs, new: Inputs) -> tuple[bool, bool]:
    """Returns whether the version is a lower one, and whether it is a higher major one that nobody
    permits."""
    before, after = _version(old.get("engineVersion")), _version(new.get("engineVersion"))
    if not before or not after:
        return False, False
    permitted = new.get("allowMajorVersionUpgrade")
    return after < before[: len(after)], after[0] > before[0] and not permitted


def _subnet_group(old: Inputs, new: Inputs) -> Iterator[str]:
    gone = _gone(old, new, "subnetIds")
    if gone and len(gone) == len(old["subnetIds"]):
        yield (
            "AWS moves no subnet group to another network, nor to other subnets altogether, while "
            "an instance stands in it; make a new environment, and restore the data in it"
        )
    elif gone:
        yield (
            f"AWS takes no subnet away while an instance stands in it ({', '.join(map(str, gone))})"
            "; add zones, and never take one away below data"
        )


def _replication_group(old: Inputs, new: Inputs) -> Iterator[str]:
    before, after = _version(old.get("engineVersion")), _version(new.get("engineVersion"))
    if (old.get("engine"), new.get("engine")) == ("valkey", "redis"):
        yield "ElastiCache does not lead back from Valkey to Redis; keep engine: valkey"
    same = old.get("engine") == new.get("engine")
    if same and before and after and after < before[: len(after)]:
        yield "ElastiCache takes no lower version of a cache that exists; it would be built anew"
    # The provider names the node `<group>-001` as the one to take snapshots of, and a group with
    # shards has none of that name (replication_group.go, resourceReplicationGroupUpdate).
    kept, snapshots = old.get("snapshotRetentionLimit"), new.get("snapshotRetentionLimit")
    if old.get("numNodeGroups") and new.get("numNodeGroups") and not kept and snapshots:
        yield (
            "the provider cannot begin snapshots of a cache with shards; begin them by `aws "
            f"elasticache modify-replication-group --snapshot-retention-limit {snapshots}`, then "
            "`pulumi refresh`"
        )


def _version(value: Any) -> tuple[int, ...]:
    """Returns the numbers of a version. Empty if it is not known."""
    text = value if isinstance(value, str) else ""
    return tuple(map(int, re.findall(r"\d+", text))) if re.fullmatch(r"[\d.]+", text) else ()


def _gone(old: Inputs, new: Inputs, name: str) -> list[Any]:
    before, after = old.get(name), new.get(name)
    if not isinstance(before, list) or not isinstance(after, list):
        return []
    return [each for each in before if each not in after]


_RULES: Mapping[str, Callable[[Inputs, Inputs], Iterator[str]]] = {
    # docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html, and
    # USER_PIOPS.ModifyingExisting.html: allocated storage cannot be reduced.
    "aws:rds/instance:Instance": _instance,
    # docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html:
    # AllowMajorVersionUpgrade.
    "aws:rds/cluster:Cluster": _cluster,
    # docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSubnetGroup.html: SubnetInUse.
    "aws:rds/subnetGroup:SubnetGroup": _subnet_group,
    # The same error of ElastiCache's ModifyCacheSubnetGroup.
    "aws:elasticache/subnetGroup:SubnetGroup": _subnet_group,
    # docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.HowTo.html
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
}
"""Rules by Pulumi type."""
