"""Versions of database instances, changed in the order that RDS asks for.

moto takes any version for any instance, and calls its parameters in use at once.

Sources: docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html,
docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
"""

import contextlib
import copy
from collections.abc import Iterator
from typing import Any
from unittest import mock

from moto.core.responses import ActionResult
from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

_NEWEST = {13: 23, 14: 20, 15: 15, 16: 11, 17: 7, 18: 1}
"""The newest minor version of each major one that this account upgrades to."""
_PENDING = "plinth_pending_reboot"
"""The attribute of an instance whose parameter group waits for a restart."""


def corrections() -> Iterator[contextlib.AbstractContextManager[object]]:
    """Yields all corrections of this file but `changed`, which is a part of another."""
    yield mock.patch.object(RDSResponse, "describe_db_engine_versions", _described, create=True)
    yield mock.patch.object(DBInstance, "db_parameter_group_status_list", property(_groups))
    yield mock.patch.object(RDSBackend, "reboot_db_instance", _rebooted)
    yield _families()


def _families() -> contextlib.AbstractContextManager[object]:
    """Names MySQL's families of parameter groups. moto takes the last number off a version, which
    of the major version 8.4 leaves 8."""
    details = DBInstance.default_db_parameter_group_details

    def family(self: DBInstance) -> tuple[str, str]:
        if str(self.engine).lower() != "mysql":
            return details(self)
        found = f"mysql{'.'.join(str(self.engine_version).split('.')[:2])}"
        return found, f"default.{found}"

    return mock.patch.object(DBInstance, "default_db_parameter_group_details", family)


def changed(backend: RDSBackend, name: str, changes: dict[str, Any]) -> None:
    """Refuses a version that RDS refuses, and upgrades replicas along with a major version."""
    database = backend.describe_db_instances(name)[0]
    old, new = str(database.engine_version), str(changes.get("engine_version") or "")
    if (
        not new
        or database.engine != "postgres"
        or _numbers(old)[: len(_numbers(new))] == _numbers(new)
    ):
        return
    replicas = [backend.databases[each] for each in database.replicas if each in backend.databases]
    if _numbers(new)[0] == _numbers(old)[0]:
        if any(_numbers(str(each.engine_version)) < _numbers(new) for each in replicas):
            raise RDSClientError(
                "InvalidParameterCombination",
                "One or more of the DB Instance's read replicas need to be upgraded",
            )
        return
    if str(changes.get("allow_major_version_upgrade", False)).lower() != "true":
        raise RDSClientError(
            "InvalidParameterCombination",
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major "
            "version.",
        )
    for replica in replicas:
        replica.engine_version = new
        setattr(replica, _PENDING, True)


def _described(self: RDSResponse) -> ActionResult:
    version = str(self.params.get("EngineVersion") or "")
    engine = str(self.params.get("Engine") or "postgres")
    targets = [
        {
            "Engine": engine,
            "EngineVersion": f"{major}.{minor}",
            "Description": f"PostgreSQL {major}.{minor}",
            "AutoUpgrade": False,
            "IsMajorVersionUpgrade": major != _numbers(version)[0],
        }
        for major, newest in _NEWEST.items()
        for minor in range(1, newest + 1)
        if (major, minor) > _numbers(version)
    ]
    found = {"Engine": engine, "EngineVersion": version, "ValidUpgradeTarget": targets}
    return ActionResult({"DBEngineVersions": [found] if version else []})


def _groups(self: DBInstance) -> list[Any]:
    groups = [copy.copy(each) for each in self.db_parameter_groups()]
    for each in groups:
        each.ParameterApplyStatus = (  # type: ignore[attr-defined]
            "pending-reboot" if getattr(self, _PENDING, False) else "in-sync"
        )
    return groups


def _rebooted(self: RDSBackend, db_instance_identifier: str) -> DBInstance:
    database = self.describe_db_instances(db_instance_identifier)[0]
    setattr(database, _PENDING, False)
    return database


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))
