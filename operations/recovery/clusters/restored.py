"""An Aurora cluster restored beside the one that serves, with one instance for people to look.

It is in no state and in no file, so no preview knows it. It takes nobody's place: what is needed is
copied over, and the restored cluster removed.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from operations.errors import OperationError
from operations.plan import Resource
from operations.procedure import Clock, Look, Operated, Step
from operations.recovery.clusters.failing_over import AVAILABLE, ENGINE, described
from operations.recovery.database import instances, restorable
from operations.report import Block, Table
from operations.sites import Site

NAME = "restore-database"
_NAME_LIMIT = 61
"""The most characters of a cluster's name: RDS takes 63, and its instance's adds two."""


def restoring(
    site: Site, declared: Resource, clock: Clock, *, at: dt.datetime | None, snapshot: str
) -> Operated:
    """Returns the restoration of an Aurora server to a time, or of a snapshot."""
    rds = site.client("rds")
    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: _facts(rds, declared, clock, at, snapshot),
        steps=lambda kept, _: steps(site, declared, kept),
        told=_told,
    )


def _facts(
    rds: Any, declared: Resource, clock: Clock, at: dt.datetime | None, snapshot: str
) -> Mapping[str, Any]:
    source = str(declared.inputs["clusterIdentifier"])
    if at:
        _check_window(rds, source, at)
    else:
        restorable.OF_CLUSTERS.complete(rds, snapshot, source)
    end = f"-restored-{at or clock.now():%Y%m%d%H%M%S}"
    return {
        "source": source,
        "target": source[: _NAME_LIMIT - len(end)].rstrip("-") + end,
        "at": at.isoformat() if at else "",
        "snapshot": snapshot,
    }


def _check_window(rds: Any, source: str, at: dt.datetime) -> None:
    cluster = described(rds, source) or {}
    first, last = cluster.get("EarliestRestorableTime"), cluster.get("LatestRestorableTime")
    if not first or not last:
        raise OperationError(
            f"{source} has no backups that could be restored",
            remedy="RDS makes the first one within minutes; --snapshot ID restores a snapshot",
        )
    remedy = "retention.backups_days keeps them; --snapshot ID restores a snapshot"
    restorable.check_moment(at, first, last, whose="cluster", remedy=remedy)


def steps(site: Site, declared: Resource, kept: Mapping[str, Any]) -> Sequence[Step]:
    """Returns the steps of a restoration, in order."""
    return [_restored(site, declared, kept), _with_instance(site, declared, kept)]


def _restored(site: Site, declared: Resource, kept: Mapping[str, Any]) -> Step:
    rds = site.client("rds")

    def look() -> Look:
        return _there(described(rds, kept["target"]), "Status")

    def do() -> None:
        common = _arguments(declared) | {"DBClusterIdentifier": kept["target"]}
        if not kept["snapshot"]:
            rds.restore_db_cluster_to_point_in_time(
                SourceDBClusterIdentifier=kept["source"],
                RestoreToTime=dt.datetime.fromisoformat(str(kept["at"])),
                **common,
            )
            return
        found = restorable.OF_CLUSTERS.complete(rds, kept["snapshot"], kept["source"])
        if _major(found) != _major({"EngineVersion": declared.inputs["engineVersion"]}):
            # A group is of one major version; RDS gives the cluster the default one of its own.
            del common["DBClusterParameterGroupName"]
        rds.restore_db_cluster_from_snapshot(
            SnapshotIdentifier=kept["snapshot"], Engine=ENGINE, **common
        )

    what = kept["snapshot"] or f"the backups up to {kept['at']}"
    return Step(
        name="restore",
        does=f"restores {what} to a new cluster, {kept['target']}, in the cluster's subnets, with "
        "its key, parameters and security groups. Nothing else is touched",
        calls=(
            "rds:RestoreDBClusterFromSnapshot"
            if kept["snapshot"]
            else "rds:RestoreDBClusterToPointInTime",
        ),
        minutes=20,
        look=look,
        do=do,
    )


def _with_instance(site: Site, declared: Resource, kept: Mapping[str, Any]) -> Step:
    rds, name = site.client("rds"), f"{kept['target']}-1"

    def look() -> Look:
        return _there(instances.Instances(rds).named(name), "DBInstanceStatus")

    def do() -> None:
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBClusterIdentifier=kept["target"],
            Engine=ENGINE,
            DBInstanceClass=_class(site),
            PubliclyAccessible=False,
            Tags=_tags(declared),
        )

    return Step(
        name="instance",
        does=f"makes {name}, an instance of the size that the cluster's have, through which its "
        "data can be looked at",
        calls=("rds:CreateDBInstance",),
        minutes=10,
        look=look,
        do=do,
    )


def _there(found: Mapping[str, Any] | None, state: str) -> Look:
    if found is None:
        return Look.TO_DO
    if found[state] in instances.STUCK:
        raise OperationError(
            f"what was restored is {found[state]}", remedy="remove it by hand, and restore again"
        )
    return Look.DONE if found[state] == AVAILABLE else Look.UNDER_WAY


def _arguments(declared: Resource) -> dict[str, Any]:
    """Returns what RDS is told of a restored cluster: the cluster's own settings. It is not
    protected, since it is in nobody's place."""
    inputs = declared.inputs
    given = {
        "DBSubnetGroupName": inputs["dbSubnetGroupName"],
        "DBClusterParameterGroupName": inputs["dbClusterParameterGroupName"],
        "VpcSecurityGroupIds": list(inputs["vpcSecurityGroupIds"]),
        "StorageType": inputs["storageType"],
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": False,
        "CopyTagsToSnapshot": True,
        "Tags": _tags(declared),
    }
    if limits := inputs.get("serverlessv2ScalingConfiguration"):
        given["ServerlessV2ScalingConfiguration"] = {
            "MinCapacity": limits["minCapacity"],
            "MaxCapacity": limits["maxCapacity"],
        }
    return given


def _class(site: Site) -> str:
    name = f"{site.server_name}-1"
    return str(site.named("rds.ClusterInstance", name).inputs["instanceClass"])


def _tags(declared: Resource) -> list[dict[str, str]]:
    """Returns the tags of the environment, without the one by which AWS Backup finds what it
    copies."""
    tags = declared.outputs.get("tagsAll") or {}
    return [{"Key": key, "Value": value} for key, value in tags.items() if key != "backup"]


def _major(found: Mapping[str, Any]) -> str:
    return str(found["EngineVersion"]).partition(".")[0]


def _told(kept: Mapping[str, Any]) -> list[Block]:
    rows = (
        ("from", str(kept["snapshot"] or f"{kept['source']} at {kept['at']}")),
        ("to", f"{kept['target']}, a new cluster at the price of another one"),
        ("afterwards", "copy over what is needed, and remove it (docs/aurora.md)"),
    )
    return [Table(("", ""), rows)]
