"""Failover of an Aurora server: which of its readers writes next, and the steps by which it does.

All instances of a cluster have one storage, so nothing is lost, nothing is set aside, and the
addresses stay. What ends are the connections of that moment.
"""

from collections.abc import Mapping
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.plan import Resource
from operations.procedure import Clock, Entries, Journal, Look, Operated, Step, notice
from operations.recovery.database import health, instances
from operations.report import Block, Table
from operations.sites import Site

NAME = "failover"
ENGINE = "aurora-postgresql"
AVAILABLE = "available"


def failing_over(site: Site, declared: Resource, clock: Clock, reader: str = "") -> Operated:
    """Returns the failover of an environment's Aurora server to the reader that RDS prefers, or to
    a named one."""
    rds = site.client("rds")
    identifier = str(declared.inputs["clusterIdentifier"])

    def finished(entries: Entries) -> bool:
        """A command that is repeated by mistake does nothing; one with another reader begins."""
        target = str(entries.facts["target"])
        same = not reader or _is(target, reader)
        return same and _writer(_described(rds, identifier)) == target

    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: choose(rds, identifier, reader),
        told=told,
        steps=lambda kept, journal: steps(site, kept, journal),
        finished=finished,
    )


def choose(rds: Any, identifier: str, reader: str = "") -> dict[str, Any]:
    """Returns the failover that could be made now. Raises OperationError if there is none."""
    cluster = _described(rds, identifier)
    writer = _writer(cluster)
    tiers = {
        str(each["DBInstanceIdentifier"]): int(each.get("PromotionTier") or 0)
        for each in cluster["DBClusterMembers"]
        if not each["IsClusterWriter"]
    }
    states = _states(rds, identifier)
    found = [
        each
        for each in tiers
        if states.get(each) in instances.READY and (not reader or _is(each, reader))
    ]
    if not found:
        raise OperationError(
            f"{identifier} has no reader{f' {reader}' if reader else ''} that could take over",
            remedy="without one RDS makes a lost instance anew by itself, in about ten minutes; "
            "read_replicas of the server, or multi_az, keep a reader ready",
        )
    return {
        "cluster": identifier,
        "status": str(cluster["Status"]),
        "writer": writer,
        "writer_status": states.get(writer, "gone"),
        "target": min(found, key=lambda each: (tiers[each], each)),
    }


def told(kept: Mapping[str, Any]) -> list[Block]:
    """Returns what people should know before they decide."""
    rows = (
        ("cluster", f"{kept['cluster']} ({kept['status']})"),
        ("writes now", f"{kept['writer'] or 'none'} ({kept['writer_status']})"),
        ("takes over", str(kept["target"])),
        ("lost", "no writes that were committed; all connections of that moment"),
    )
    return [Table(("", ""), rows)]


def steps(site: Site, kept: Mapping[str, Any], journal: Journal) -> list[Step]:
    """Returns the steps of a failover, in order."""
    return [
        _fail_over(site, kept),
        _verify(site, kept),
        notice.step(
            site,
            journal,
            f"{site.stack}: the Aurora server has failed over",
            f"{kept['target']} writes in place of {kept['writer']}, under the same address. "
            "Nothing has to be built or removed.",
        ),
    ]


def _fail_over(site: Site, kept: Mapping[str, Any]) -> Step:
    rds = site.client("rds")

    def look() -> Look:
        cluster = _described(rds, kept["cluster"])
        if cluster["Status"] != AVAILABLE:
            return Look.UNDER_WAY
        return Look.DONE if _writer(cluster) == kept["target"] else Look.TO_DO

    def do() -> None:
        rds.failover_db_cluster(
            DBClusterIdentifier=kept["cluster"], TargetDBInstanceIdentifier=kept["target"]
        )

    return Step(
        name="fail-over",
        does=f"makes {kept['target']} the writer; connections to both instances end, and new ones "
        "are refused for about half a minute",
        calls=("rds:FailoverDBCluster",),
        minutes=1,
        look=look,
        do=do,
    )


def _verify(site: Site, kept: Mapping[str, Any]) -> Step:
    rds = site.client("rds")

    def ready() -> bool:
        return _states(rds, kept["cluster"]).get(kept["target"]) in instances.READY

    return health.verifying(site, "the new writer is available", ready)


def described(rds: Any, identifier: str) -> Mapping[str, Any] | None:
    """Returns a cluster as RDS describes it. None if it is not there."""
    try:
        answer = rds.describe_db_clusters(DBClusterIdentifier=identifier)
    except Exception as error:
        if not accounts.code(error).startswith("DBClusterNotFound"):
            raise
        return None
    return next(iter(answer["DBClusters"]), None)


def _described(rds: Any, identifier: str) -> Mapping[str, Any]:
    found = described(rds, identifier)
    if found is None:
        raise OperationError(
            f"the cluster {identifier} is gone",
            remedy="AWS's event history (CloudTrail, DeleteDBCluster) says who deleted it",
        )
    return found


def _writer(cluster: Mapping[str, Any]) -> str:
    """Returns the name of the instance that writes. Empty if there is none at the moment."""
    members = cluster["DBClusterMembers"]
    return next((str(x["DBInstanceIdentifier"]) for x in members if x["IsClusterWriter"]), "")


def _states(rds: Any, identifier: str) -> dict[str, str]:
    """Returns the states of a cluster's instances by name."""
    found = rds.describe_db_instances(Filters=[{"Name": "db-cluster-id", "Values": [identifier]}])[
        "DBInstances"
    ]
    return {instances.name(each): instances.status(each) for each in found}


def _is(identifier: str, wanted: str) -> bool:
    return identifier == wanted or identifier.endswith(f"-{wanted}")
