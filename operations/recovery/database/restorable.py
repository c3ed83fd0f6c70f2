"""Times and snapshots from which a restoration can begin: within the backups, and complete."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations import accounts
from operations.errors import OperationError


@dataclass(frozen=True)
class Snapshots:
    """Words of RDS for the snapshots of one kind of server."""

    server: str
    """`DBInstance` or `DBCluster`."""
    kind: str
    """`DBSnapshot` or `DBClusterSnapshot`."""
    operation: str

    def complete(self, rds: Any, snapshot: str, source: str) -> Mapping[str, Any]:
        """Returns a snapshot. Raises OperationError if there is none of that name, with those of
        the server `source`, or if it is not complete."""
        try:
            answer = getattr(rds, self.operation)(**{f"{self.kind}Identifier": snapshot})
        except Exception as error:
            if not accounts.code(error).startswith(f"{self.kind}NotFound"):
                raise
            answer = {}
        for each in answer.get(f"{self.kind}s") or ():
            if each["Status"] != "available":
                raise OperationError(f"--snapshot: {snapshot} is {each['Status']}")
            found: Mapping[str, Any] = each
            return found
        pages = rds.get_paginator(self.operation).paginate(**{f"{self.server}Identifier": source})
        known = [each[f"{self.kind}Identifier"] for page in pages for each in page[f"{self.kind}s"]]
        raise OperationError(
            f"--snapshot: there is no {snapshot}",
            remedy=f"there are: {', '.join(sorted(known)[-8:]) or 'none'}",
        )


OF_INSTANCES = Snapshots("DBInstance", "DBSnapshot", "describe_db_snapshots")
OF_CLUSTERS = Snapshots("DBCluster", "DBClusterSnapshot", "describe_db_cluster_snapshots")


def check_moment(
    at: dt.datetime, first: dt.datetime, last: dt.datetime, *, whose: str, remedy: str
) -> None:
    """Raises OperationError for a time outside of the backups, with the window that they have."""
    if not first <= at <= last:
        raise OperationError(
            f"--at: must be from {first:%Y-%m-%dT%H:%M:%SZ} to {last:%Y-%m-%dT%H:%M:%SZ}, the "
            f"window of the {whose}'s backups, got {at:%Y-%m-%dT%H:%M:%SZ}",
            remedy=remedy,
        )
