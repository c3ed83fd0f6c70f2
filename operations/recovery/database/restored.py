"""A database restored beside the one that serves.

The restored instance is in no state and in no file, so no preview knows it, and none replaces the
database by it. `cut_over` gives it the database's place, as a step of its own.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from operations.errors import OperationError
from operations.procedure import Clock, Look, Operated, Step
from operations.recovery.database import declared as declared_properties
from operations.recovery.database import instances
from operations.recovery.database.exchange import Exchange, Facts
from operations.recovery.database.instances import Instance, Instances
from operations.recovery.database.restorable import OF_INSTANCES, check_moment
from operations.report import Block, Table
from operations.sites import Site

NAME = "restore-database"


def restoring(site: Site, clock: Clock, *, at: dt.datetime | None, snapshot: str) -> Operated:
    """Returns the restoration to a time, or of a snapshot. An open journal decides over both."""
    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: _facts(site, clock, at, snapshot),
        steps=lambda kept, _: steps(site, kept),
        told=_told,
    )


def _facts(site: Site, clock: Clock, at: dt.datetime | None, snapshot: str) -> Mapping[str, Any]:
    rds = Instances(site.client("rds"))
    declared = site.primary
    identifier = str(declared.inputs["identifier"])
    if at:
        _check_window(rds, str(declared.outputs["id"]), at, clock.now())
    else:
        OF_INSTANCES.complete(rds.client, snapshot, identifier)
    moment = at or clock.now()
    return {
        "source": identifier,
        "target": f"{identifier}-restored-{moment:%Y%m%d%H%M%S}",
        "at": at.isoformat() if at else "",
        "snapshot": snapshot,
    }


def _check_window(rds: Instances, resource_id: str, at: dt.datetime, now: dt.datetime) -> None:
    answer = rds.client.describe_db_instance_automated_backups(DbiResourceId=resource_id)
    windows = [each.get("RestoreWindow") for each in answer["DBInstanceAutomatedBackups"]]
    window = next((each for each in windows if each), None)
    if window is None:
        raise OperationError(
            "the database has no automated backups",
            remedy="retention.backups_days keeps them; --snapshot ID restores a snapshot",
        )
    remedy = "logs reach the backups every five minutes" if at <= now else ""
    first, last = window["EarliestTime"], window["LatestTime"]
    check_moment(at, first, last, whose="database", remedy=remedy)


def steps(site: Site, facts: Mapping[str, Any]) -> Sequence[Step]:
    """Returns the restoration of a time or a snapshot to the instance `facts["target"]`."""
    rds = Instances(site.client("rds"))
    target = str(facts["target"])
    made = Step(
        name="restore",
        does=f"restores {facts['snapshot'] or 'the backups up to ' + str(facts['at'])} to a new "
        f"instance, {target}, in the database's subnets, with its key, parameters and security "
        "groups. Nothing else is touched",
        calls=(
            "rds:RestoreDBInstanceFromDBSnapshot"
            if facts["snapshot"]
            else "rds:RestoreDBInstanceToPointInTime",
        ),
        minutes=30,
        look=lambda: _there(rds.named(target)),
        do=lambda: _restore(site, rds, facts),
    )
    return [made, *_completed(site, rds, target), _checked(site, rds, target)]


def _there(instance: Instance | None) -> Look:
    return Look.TO_DO if instance is None else instances.look(instance, done=True)


def _restore(site: Site, rds: Instances, facts: Mapping[str, Any]) -> None:
    inputs = site.primary.inputs
    common = arguments(site)
    if declared_properties.takes_parameters(inputs, _restored_from(rds, facts)):
        common[declared_properties.PARAMETERS] = inputs["parameterGroupName"]
    if facts["snapshot"]:
        rds.client.restore_db_instance_from_db_snapshot(
            DBInstanceIdentifier=facts["target"], DBSnapshotIdentifier=facts["snapshot"], **common
        )
    else:
        rds.client.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier=facts["source"],
            TargetDBInstanceIdentifier=facts["target"],
            RestoreTime=dt.datetime.fromisoformat(str(facts["at"])),
            **common,
        )


def arguments(site: Site) -> dict[str, Any]:
    """Returns what RDS is told of a restored instance: the database's own settings."""
    declared = site.primary
    inputs = declared.inputs
    return {
        "DBInstanceClass": inputs["instanceClass"],
        "DBSubnetGroupName": inputs["dbSubnetGroupName"],
        "VpcSecurityGroupIds": list(inputs["vpcSecurityGroupIds"]),
        "PubliclyAccessible": False,
        # The standby comes with the settings, when the data is there.
        "MultiAZ": False,
        "StorageType": inputs["storageType"],
        "DeletionProtection": bool(inputs.get("deletionProtection")),
        "CopyTagsToSnapshot": True,
        "EnableIAMDatabaseAuthentication": True,
        "EnableCloudwatchLogsExports": [],
        "Tags": [
            {"Key": key, "Value": value}
            for key, value in (declared.outputs.get("tagsAll") or {}).items()
        ],
    }


def _restored_from(rds: Instances, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the snapshot, which has the version of its time. Backups of a time before an upgrade
    have it too, but RDS does not tell which."""
    if not facts["snapshot"]:
        return {}
    answer = rds.client.describe_db_snapshots(DBSnapshotIdentifier=facts["snapshot"])
    found: Mapping[str, Any] = answer["DBSnapshots"][0]
    return found


def _completed(site: Site, rds: Instances, target: str) -> Sequence[Step]:
    """Returns what makes the instance ready to take over, which needs the longest."""
    found = rds.named(target)
    resource_id = str(found["DbiResourceId"]) if found else ""

    def exchange() -> Exchange:
        instance = rds.named(target)
        new = str(instance["DbiResourceId"]) if instance else resource_id
        return Exchange(site=site, facts=Facts(identifier="", old="", new=new, others={}, stamp=""))

    def look() -> Look:
        if rds.named(target) is None:
            return Look.TO_DO
        return exchange().settings_look(logs=False)

    return [
        Step(
            name="settings",
            does="gives it the standby, windows, backups and monitoring of the program",
            calls=("rds:ModifyDBInstance",),
            minutes=15,
            look=look,
            do=lambda: exchange().set_up(logs=False),
        )
    ]


def _checked(site: Site, rds: Instances, target: str) -> Step:
    def look() -> Look:
        found = rds.named(target)
        if found is None or instances.look(found, done=True) is not Look.DONE:
            return Look.UNDER_WAY
        declared = site.primary
        wrong = [
            sentence
            for holds, sentence in (
                (found.get("StorageEncrypted"), "it is not encrypted"),
                (
                    # A server that began from a snapshot has the key of that.
                    declared.inputs.get("snapshotIdentifier")
                    or found.get("KmsKeyId") == declared.inputs.get("kmsKeyId"),
                    f"its key is {found.get('KmsKeyId')}",
                ),
                (not instances.source(found), "it is a replica"),
                (
                    found["DBSubnetGroup"]["DBSubnetGroupName"]
                    == declared.inputs["dbSubnetGroupName"],
                    "it is in other subnets",
                ),
            )
            if not holds
        ]
        if wrong:
            raise OperationError(
                f"{target} cannot take the database's place: {'; '.join(wrong)}",
                remedy="a snapshot of another network or key cannot: restore one of this database",
            )
        return Look.DONE

    return Step(
        name="check",
        does="checks that it takes writes, with the database's key and subnets. Its data is for "
        "people to look at, before the cut-over",
        calls=(),
        minutes=1,
        look=look,
        do=lambda: None,
    )


def _told(facts: Mapping[str, Any]) -> list[Block]:
    rows = (
        ("from", str(facts["snapshot"] or f"{facts['source']} at {facts['at']}")),
        ("to", f"{facts['target']}, a new instance at the price of another one"),
    )
    return [Table(("", ""), rows)]
