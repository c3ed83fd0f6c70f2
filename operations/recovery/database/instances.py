"""Database instances by the ID that stays with them, whatever they are called at the moment."""

from collections.abc import Mapping
from typing import Any

from operations.errors import OperationError
from operations.procedure import Look

Instance = Mapping[str, Any]
"""An instance as RDS describes it."""

READY = ("available", "storage-optimization", "storage-full")
"""States in which RDS takes a change. Optimization lasts for hours after storage was added."""
STUCK = (
    "failed",
    "inaccessible-encryption-credentials",
    "inaccessible-encryption-credentials-recoverable",
    "incompatible-network",
    "incompatible-option-group",
    "incompatible-parameters",
    "incompatible-restore",
    "insufficient-capacity",
    "restore-error",
    "stopped",
)
"""States that an instance does not leave by itself, and in which RDS refuses to rename it.
Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html"""


class Instances:
    """The database instances of a region."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def all(self) -> list[Instance]:
        """Returns every instance of the region."""
        pages = self.client.get_paginator("describe_db_instances").paginate()
        return [each for page in pages for each in page["DBInstances"]]

    def find(self, resource_id: str) -> Instance | None:
        """Returns the instance with an ID. None if it is gone."""
        return next((each for each in self.all() if each["DbiResourceId"] == resource_id), None)

    def get(self, resource_id: str) -> Instance:
        """Returns the instance with an ID. Raises OperationError if it is gone."""
        found = self.find(resource_id)
        if found is None:
            raise OperationError(
                f"the instance {resource_id} is gone",
                remedy="AWS's event history (CloudTrail, DeleteDBInstance) says who deleted it",
            )
        return found

    def named(self, identifier: str) -> Instance | None:
        """Returns the instance that has a name now."""
        return next((x for x in self.all() if x["DBInstanceIdentifier"] == identifier), None)

    def modify(self, resource_id: str, **changes: Any) -> None:
        """Changes an instance at once, by its name of this moment."""
        self.client.modify_db_instance(
            DBInstanceIdentifier=name(self.get(resource_id)), ApplyImmediately=True, **changes
        )


def name(instance: Instance) -> str:
    """Returns what an instance is called now."""
    return str(instance["DBInstanceIdentifier"])


def status(instance: Instance) -> str:
    """Returns the state of an instance, in RDS's words."""
    return str(instance["DBInstanceStatus"])


def source(instance: Instance) -> str:
    """Returns what an instance replicates; empty for one that takes writes."""
    return str(instance.get("ReadReplicaSourceDBInstanceIdentifier") or "")


def look(instance: Instance, *, done: bool) -> Look:
    """Returns the look of a step that changes an instance: RDS takes one change at a time."""
    if status(instance) in STUCK:
        raise OperationError(
            f"RDS changes nothing of {name(instance)} while it is `{status(instance)}`",
            remedy="see its events: `aws rds describe-events --source-type db-instance "
            f"--source-identifier {name(instance)}`",
        )
    if status(instance) not in READY or instance.get("PendingModifiedValues"):
        return Look.UNDER_WAY
    return Look.DONE if done else Look.TO_DO
