"""Database instances that are told apart, promoted, renamed and restored as RDS does it.

moto copies a replica and a restored instance whole from their source, with its resource ID, and
lets one instance take the name of another. Recovery lives by these differences.

Sources: docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_PromoteReadReplica.html,
API_ModifyDBInstance.html, API_RestoreDBInstanceToPointInTime.html,
API_StartDBInstanceAutomatedBackupsReplication.html
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from unittest import mock

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import DBInstanceAlreadyExists, InvalidDBInstanceStateFault, RDSClientError
from moto.rds.models import DBCluster, DBInstance, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from aws_account.moto import database_versions

_BACKUPS = "plinth_replicated_backups"
"""The attribute of moto's store for a region that keeps replicated backups."""


def corrections() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Yields all corrections of this file."""
    yield _identities()
    yield _replicas()
    yield _promotion()
    yield _names()
    yield _restored()
    yield _from_snapshots()
    yield _replication()
    yield _backups()
    yield _storage_of_clusters()
    yield from database_versions.corrections()


def _resource_id() -> str:
    letters = "".join(mock_random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(26))
    return f"db-{letters}"


def _identities() -> contextlib.AbstractContextManager[object]:
    """Gives each instance a resource ID of its own, which stays when the instance is renamed."""
    make = DBInstance.__init__

    def made(self: DBInstance, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        self.dbi_resource_id = _resource_id()

    return mock.patch.object(DBInstance, "__init__", made)


def _replicas() -> contextlib.AbstractContextManager[object]:
    """Makes a replica an instance of its own: without a standby or protection, unless the request
    has them, and without the password that RDS manages for its source."""
    create = RDSBackend.create_db_instance_read_replica

    def created(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        if db_kwargs["db_instance_identifier"] in self.databases:
            raise DBInstanceAlreadyExists()
        replica = create(self, db_kwargs)
        replica.dbi_resource_id = _resource_id()
        replica.created = replica.instance_create_time = utcnow()
        replica.multi_az = bool(db_kwargs.get("multi_az"))
        replica.deletion_protection = bool(db_kwargs.get("deletion_protection"))
        replica.enabled_cloudwatch_logs_exports = list(
            db_kwargs.get("enable_cloudwatch_logs_exports") or ()
        )
        replica.manage_master_user_password = False
        vars(replica).pop("master_user_secret", None)
        return replica

    return mock.patch.object(RDSBackend, "create_db_instance_read_replica", created)


def _promotion() -> contextlib.AbstractContextManager[object]:
    """Ends the replication on both sides, and refuses to promote what is no replica."""
    promote = RDSBackend.promote_read_replica

    def promoted(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        replica = self.describe_db_instances(db_kwargs["db_instance_identifier"])[0]
        if not replica.is_replica:
            raise InvalidDBInstanceStateFault("DB Instance is not a read replica")
        promote(self, db_kwargs)
        for database in self.databases.values():
            if replica.db_instance_identifier in database.replicas:
                database.replicas.remove(replica.db_instance_identifier)
        replica.source_db_instance_identifier = None
        return replica

    return mock.patch.object(RDSBackend, "promote_read_replica", promoted)


def _names() -> contextlib.AbstractContextManager[object]:
    """Refuses a name that another instance has, and tells a renamed instance's replicas and source
    its new name."""
    modify = RDSBackend.modify_db_instance

    def modified(self: RDSBackend, old: str, db_kwargs: dict[str, Any]) -> DBInstance:
        new = db_kwargs.get("new_db_instance_identifier")
        if new and new != old and new in self.databases:
            raise DBInstanceAlreadyExists()
        database_versions.changed(self, old, db_kwargs)
        database = modify(self, old, db_kwargs)
        for other in self.databases.values():
            if new and other.source_db_instance_identifier == old:
                other.source_db_instance_identifier = new
            if new and old in other.replicas:
                other.replicas[other.replicas.index(old)] = new
        return database

    return mock.patch.object(RDSBackend, "modify_db_instance", modified)


def _restored() -> contextlib.AbstractContextManager[object]:
    """Makes a restored instance one that is no replica and has none, and restores from replicated
    backups too. A time that has no backup is refused."""
    restore = RDSBackend.restore_db_instance_to_point_in_time

    def restored(
        self: RDSBackend, source: str | None, target: str, overrides: dict[str, Any]
    ) -> DBInstance:
        origin = self
        if arn := overrides.pop("source_db_instance_automated_backups_arn", None):
            backup = _kept(self).get(arn)
            if backup is None:
                raise RDSClientError("DBInstanceAutomatedBackupNotFound", f"{arn} does not exist")
            origin, source = _source(self, backup["DBInstanceArn"])
        if target in self.databases:
            raise DBInstanceAlreadyExists()
        database = origin.describe_db_instances(source)[0]
        _check_time(overrides.get("restore_time"), database)
        with mock.patch.object(RDSBackend, "create_db_instance", _alone(self)):
            return restore(origin, source or "", target, overrides)

    return mock.patch.object(RDSBackend, "restore_db_instance_to_point_in_time", restored)


def _from_snapshots() -> contextlib.AbstractContextManager[object]:
    """Adds the snapshots that settings name. They stand there at AWS before a program runs, and an
    emulated account is empty; of such a one nothing is known but what the program says of it."""
    restore = RDSBackend.restore_db_instance_from_db_snapshot

    def restored(self: RDSBackend, snapshot: str, overrides: dict[str, Any]) -> DBInstance:
        if snapshot.rpartition(":snapshot:")[2] in self.database_snapshots:
            return restore(self, snapshot, overrides)
        if overrides["db_instance_identifier"] in self.databases:
            raise DBInstanceAlreadyExists()
        group = self.db_parameter_groups.get(str(overrides.get("db_parameter_group_name")))
        made_up = {
            **_engine_of(str(group.family) if group else ""),
            "allocated_storage": 20,
            "storage_encrypted": True,
            "kms_key_id": f"arn:aws:kms:{self.region_name}:{self.account_id}:key/of-{snapshot}",
            "master_username": "of_the_snapshot",
            "master_user_password": "of-the-snapshot",
        }
        given = {key: value for key, value in overrides.items() if key != "db_snapshot_identifier"}
        return self.create_db_instance({**made_up, **given})

    return mock.patch.object(RDSBackend, "restore_db_instance_from_db_snapshot", restored)


def _engine_of(family: str) -> dict[str, Any]:
    """Returns the engine and the version that a family of parameter groups is for."""
    version = family.lstrip("abcdefghijklmnopqrstuvwxyz") or None
    engine = family[: len(family) - len(version)] if version else ""
    # A program says no engine where it begins from a snapshot of PostgreSQL.
    return {"engine_version": version, **({"engine": engine} if engine else {})}


def _alone(backend: RDSBackend) -> Any:
    """Returns the creation of an instance in a region, without what it must not have of its
    source."""
    create = RDSBackend.create_db_instance

    def created(_: RDSBackend, props: dict[str, Any]) -> DBInstance:
        inherited = ("source_db_instance_identifier", "replicas", "is_replica", "restore_time")
        kept = {key: value for key, value in props.items() if key not in inherited}
        kept["manage_master_user_password"] = False
        return create(backend, kept)

    return created


def _check_time(time: Any, database: DBInstance) -> None:
    if time is None:
        return
    wanted = datetime.fromisoformat(str(time).replace("Z", "+00:00"))
    first, last = (
        each.replace(tzinfo=wanted.tzinfo)
        for each in (database.created, database.latest_restorable_time)
    )
    if not first.replace(microsecond=0) <= wanted <= last:
        raise RDSClientError(
            "InvalidParameterValue",
            "The specified instance cannot be restored to a time later than "
            f"{last:%Y-%m-%dT%H:%M:%SZ} or earlier than {first:%Y-%m-%dT%H:%M:%SZ}",
        )


def _kept(backend: RDSBackend) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = vars(backend).setdefault(_BACKUPS, {})
    return found


def _source(backend: RDSBackend, arn: str) -> tuple[RDSBackend, str]:
    region, name = arn.split(":")[3], arn.rpartition(":")[2]
    return rds_backends[backend.account_id][region], name


def _replication() -> contextlib.AbstractContextManager[object]:
    """Adds StartDBInstanceAutomatedBackupsReplication, once for each instance."""

    def start(self: RDSResponse) -> ActionResult:
        arn = self.params["SourceDBInstanceArn"]
        origin, name = _source(self.backend, arn)
        database = origin.describe_db_instances(name)[0]
        kept = _kept(self.backend)
        if any(each["DbiResourceId"] == database.dbi_resource_id for each in kept.values()):
            raise RDSClientError(
                "InvalidDBInstanceState", f"Backups of {arn} are replicated to this region already"
            )
        made = "".join(mock_random.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(26))
        backup = {
            "DBInstanceArn": arn,
            "DbiResourceId": database.dbi_resource_id,
            "DBInstanceIdentifier": name,
            "Region": origin.region_name,
            "Status": "replicating",
            "RestoreWindow": {"EarliestTime": database.created, "LatestTime": utcnow()},
            "Engine": database.engine,
            "EngineVersion": database.engine_version,
            "AllocatedStorage": database.allocated_storage,
            "Encrypted": True,
            "KmsKeyId": self.params.get("KmsKeyId"),
            "BackupRetentionPeriod": int(self.params.get("BackupRetentionPeriod") or 7),
            "DBInstanceAutomatedBackupsArn": f"arn:aws:rds:{self.backend.region_name}:"
            f"{self.backend.account_id}:auto-backup:ab-{made}",
        }
        kept[backup["DBInstanceAutomatedBackupsArn"]] = backup
        return ActionResult({"DBInstanceAutomatedBackup": backup})

    name = "start_db_instance_automated_backups_replication"
    return mock.patch.object(RDSResponse, name, start, create=True)


def _backups() -> contextlib.AbstractContextManager[object]:
    """Lists automated backups with the window in which they can be restored: those of the region's
    own instances, and those replicated to it."""

    def describe(self: RDSResponse) -> ActionResult:
        own = [_own(each) for each in self.backend.databases.values()]
        found = [each for each in (*own, *_kept(self.backend).values()) if each]
        for backup in _kept(self.backend).values():
            backup["RestoreWindow"]["LatestTime"] = utcnow()
        for parameter in (
            "DbiResourceId",
            "DBInstanceIdentifier",
            "DBInstanceAutomatedBackupsArn",
        ):
            if wanted := self.params.get(parameter):
                found = [each for each in found if each.get(parameter) == wanted]
        return ActionResult({"DBInstanceAutomatedBackups": found})

    return mock.patch.object(RDSResponse, "describe_db_instance_automated_backups", describe)


def _own(database: DBInstance) -> dict[str, Any] | None:
    if not database.backup_retention_period:
        return None
    return {
        "DBInstanceArn": database.db_instance_arn,
        "DbiResourceId": database.dbi_resource_id,
        "DBInstanceIdentifier": database.db_instance_identifier,
        "Region": database.region,
        "Status": "active",
        "RestoreWindow": {
            "EarliestTime": database.created,
            "LatestTime": database.latest_restorable_time,
        },
        "BackupRetentionPeriod": database.backup_retention_period,
    }


def _storage_of_clusters() -> contextlib.AbstractContextManager[object]:
    """Gives clusters of Aurora the size that RDS says of them, whichever kind of storage they name:
    moto knows sizes of disks only."""
    known = DBCluster.default_allocated_storage

    def size(engine: str, storage_type: str) -> int:
        return 1 if storage_type in ("aurora", "aurora-iopt1") else int(known(engine, storage_type))

    return mock.patch.object(DBCluster, "default_allocated_storage", staticmethod(size))
