"""A database from its replicated backups, in the region that they were copied to.

RDS encrypts what it restores with the key of the backups, and no restoration takes another one.
That key belongs to the lost environment. The next preview would replace a database that has another
key than the program's, so a snapshot of it is copied under the new environment's key, and restored.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.procedure import Look, Step, Store
from operations.recovery.database import cut_over, instances, restored
from operations.recovery.database.instances import Instances
from operations.sites import Site

_KEPT = "the snapshots and the first instance stay until somebody deletes them"


def newest(client: Any, identifier: str, region: str) -> Mapping[str, Any] | None:
    """Returns the replicated backups of an instance that reach furthest: after a failover, those of
    the old instance are there as well. None if there are none."""
    pages = client.get_paginator("describe_db_instance_automated_backups").paginate()
    found = [
        each
        for page in pages
        for each in page["DBInstanceAutomatedBackups"]
        if each["DBInstanceIdentifier"] == identifier
        and each["Region"] == region
        and (each.get("RestoreWindow") or {}).get("LatestTime")
    ]
    return max(found, key=lambda each: each["RestoreWindow"]["LatestTime"], default=None)


def bringing(site: Site, store: Store, kept: Mapping[str, Any]) -> Sequence[Step]:
    """Returns the steps from the backups that `kept` names to an instance that the cut-over takes,
    and the cut-over as a command of its own."""
    brought = _Brought(site=site, kept=kept)

    def is_in_place() -> bool:
        entries = store.journal(site.procedure(cut_over.NAME)).read()
        return bool(entries and entries.ended and entries.facts.get("restored") == brought.target)

    steps = [*brought.first(), *brought.snapshots(), *brought.restored()]
    return [*(_until(is_in_place, each) for each in steps), _cut_over(site, is_in_place)]


def _until(is_in_place: Callable[[], bool], step: Step) -> Step:
    look = step.look
    return replace(step, look=lambda: Look.DONE if is_in_place() else look())


def _cut_over(site: Site, is_in_place: Callable[[], bool]) -> Step:
    server = f" --server {site.server}" if site.server else ""
    command = (
        f"`python -m operations restore database --stack {site.stack}{server} --cut-over --apply`"
    )

    def refuse() -> None:
        raise OperationError(
            "the database is restored, and does not serve yet: somebody looks at its data first",
            remedy=f"then {command}, and this command again",
        )

    return Step(
        name="cut-over",
        does=f"for people, after a look at the data: {command}",
        calls=(),
        minutes=15,
        look=lambda: Look.DONE if is_in_place() else Look.TO_DO,
        do=refuse,
    )


@dataclass(frozen=True, kw_only=True)
class _Brought:
    """The instances and snapshots on the way."""

    site: Site
    kept: Mapping[str, Any]

    @property
    def _rds(self) -> Instances:
        return Instances(self.site.client("rds"))

    @property
    def _identifier(self) -> str:
        name = self.site.server_name
        found = [x for x in self.site.resources.of("rds.Instance") if x.name == name]
        return str(found[0].inputs["identifier"]) if found else f"{self.site.stack}-{name}"

    @property
    def _copy(self) -> str:
        return f"{self._identifier}-copied-{self.kept['stamp']}"

    @property
    def target(self) -> str:
        """The name of the instance that the cut-over takes."""
        return f"{self._identifier}-restored-{self.kept['stamp']}"

    def first(self) -> Sequence[Step]:
        """Returns the restoration under the key of the backups."""

        def look() -> Look:
            if self._snapshot(self._copy):
                return Look.DONE
            found = self._rds.named(self._copy)
            return Look.TO_DO if found is None else instances.look(found, done=True)

        return [
            Step(
                name="copied",
                does=f"restores the copied backups up to {self.kept['at']} to {self._copy}, under "
                f"the key of the copies; {_KEPT}",
                calls=("rds:RestoreDBInstanceToPointInTime",),
                minutes=30,
                look=look,
                do=self._restore,
            )
        ]

    def _restore(self) -> None:
        arguments = restored.arguments(self.site)
        self._rds.client.restore_db_instance_to_point_in_time(
            SourceDBInstanceAutomatedBackupsArn=self.kept["backup"],
            TargetDBInstanceIdentifier=self._copy,
            RestoreTime=dt.datetime.fromisoformat(str(self.kept["at"])),
            **{**arguments, "DeletionProtection": False},
        )

    def snapshots(self) -> Sequence[Step]:
        """Returns what brings the data under the new environment's key."""
        own = f"{self._copy}-own-key"

        def copy() -> None:
            self._rds.client.copy_db_snapshot(
                SourceDBSnapshotIdentifier=self._copy,
                TargetDBSnapshotIdentifier=own,
                KmsKeyId=self.site.primary.inputs["kmsKeyId"],
                CopyTags=True,
            )

        def take() -> None:
            self._rds.client.create_db_snapshot(
                DBInstanceIdentifier=self._copy, DBSnapshotIdentifier=self._copy
            )

        return [
            Step(
                name="snapshot",
                does=f"takes a snapshot of it, {self._copy}",
                calls=("rds:CreateDBSnapshot",),
                minutes=15,
                look=lambda: self._snapshot_look(self._copy),
                do=take,
            ),
            Step(
                name="own-key",
                does=f"copies the snapshot under the key of {self.site.stack}, {own}",
                calls=("rds:CopyDBSnapshot",),
                minutes=20,
                look=lambda: self._snapshot_look(own),
                do=copy,
            ),
        ]

    def restored(self) -> Sequence[Step]:
        """Returns the restoration that the cut-over takes, as of any snapshot."""
        return restored.steps(
            self.site, {"target": self.target, "snapshot": f"{self._copy}-own-key", "at": ""}
        )

    def _snapshot_look(self, name: str) -> Look:
        status = self._snapshot(name)
        if status == "failed":
            raise OperationError(
                f"the snapshot {name} failed",
                remedy=f"`aws rds delete-db-snapshot --db-snapshot-identifier {name}`, and run the "
                "command again",
            )
        if not status:
            return Look.TO_DO
        return Look.DONE if status == "available" else Look.UNDER_WAY

    def _snapshot(self, name: str) -> str:
        """Returns the state of a snapshot; empty if there is none."""
        try:
            answer = self._rds.client.describe_db_snapshots(DBSnapshotIdentifier=name)
        except Exception as error:
            if not accounts.code(error).startswith("DBSnapshotNotFound"):
                raise
            return ""
        return str(answer["DBSnapshots"][0]["Status"]) if answer["DBSnapshots"] else ""
