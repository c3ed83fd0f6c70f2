"""The instances that an exchange set aside, and their removal once nobody needs them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from operations.errors import OperationError
from operations.procedure import Clock, Look, Operated, Step, looked
from operations.recovery.database import instances
from operations.recovery.database.instances import Instance, Instances
from operations.sites import Site

NAME = "failover-back"
_ASIDE = re.compile(r".*-aside-\d{14}")


def removal(site: Site, clock: Clock) -> Operated:
    """Returns the removal of what was set aside."""
    rds = Instances(site.client("rds"))
    return Operated(
        site=site,
        clock=clock,
        name=site.procedure(NAME),
        facts=lambda: {"aside": _found(site, rds)},
        steps=lambda facts, _: _steps(rds, facts),
        finished=lambda _: False,
    )


def _found(site: Site, rds: Instances) -> dict[str, str]:
    """Returns the names of the instances by ID, those that replicate first: a replica whose source
    is deleted would become a database of its own."""
    identifier = str(site.primary.inputs["identifier"])
    found = [each for each in rds.all() if _is_aside(each, identifier)]
    if not found:
        raise OperationError(
            f"nothing is left over: {site.stack} has no instance that was set aside",
            remedy="after a failover or a restore, `make up` builds what is missing",
        )
    found.sort(key=lambda each: not instances.source(each))
    return {str(each["DbiResourceId"]): instances.name(each) for each in found}


def _is_aside(instance: Instance, identifier: str) -> bool:
    name = instances.name(instance)
    return name.startswith(identifier[:40]) and bool(_ASIDE.fullmatch(name))


def _steps(rds: Instances, facts: Mapping[str, Any]) -> Sequence[Step]:
    return [
        step
        for resource_id, name in facts["aside"].items()
        for step in (_unprotect(rds, resource_id, name), _remove(rds, resource_id, name))
    ]


def _unprotect(rds: Instances, resource_id: str, name: str) -> Step:
    def look() -> Look:
        found = rds.find(resource_id)
        if found is None or instances.status(found) == "deleting":
            return Look.DONE
        return looked(done=not found["DeletionProtection"])

    return Step(
        name=f"unprotect {name}",
        does=f"lifts the protection of {name}",
        calls=("rds:ModifyDBInstance",),
        minutes=1,
        look=look,
        do=lambda: rds.modify(resource_id, DeletionProtection=False),
    )


def _remove(rds: Instances, resource_id: str, name: str) -> Step:
    def look() -> Look:
        found = rds.find(resource_id)
        if found is None:
            return Look.DONE
        return Look.UNDER_WAY if instances.status(found) == "deleting" else Look.TO_DO

    def do() -> None:
        found = rds.get(resource_id)
        ending: dict[str, Any] = (
            {"SkipFinalSnapshot": True}
            if instances.source(found)
            else {"SkipFinalSnapshot": False, "FinalDBSnapshotIdentifier": f"{name}-last"}
        )
        rds.client.delete_db_instance(
            DBInstanceIdentifier=name, DeleteAutomatedBackups=False, **ending
        )

    return Step(
        name=f"remove {name}",
        does=f"deletes {name}. What it held stays in the snapshot {name}-last, and in its "
        "automated backups until they are too old; a replica holds nothing of its own",
        calls=("rds:DeleteDBInstance",),
        minutes=10,
        look=look,
        do=do,
    )
