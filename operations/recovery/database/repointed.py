"""A state whose database is another instance than before. The program then agrees with what was
done, and its next preview plans what is missing, and undoes nothing.

The provider finds an instance by the resource ID that the state has as its ID, and not by its name
(`findDBInstanceByID` in internal/service/rds/instance.go of the provider). Name, ARN and address
are the same before and after, because the new instance has taken the name.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from operations.recovery.database.instances import Instance

_OUTPUTS: Mapping[str, Callable[[Instance], Any]] = {
    "resourceId": lambda each: each["DbiResourceId"],
    "identifier": lambda each: each["DBInstanceIdentifier"],
    "arn": lambda each: each["DBInstanceArn"],
    "address": lambda each: each["Endpoint"]["Address"],
    "endpoint": lambda each: f"{each['Endpoint']['Address']}:{each['Endpoint']['Port']}",
    "availabilityZone": lambda each: each.get("AvailabilityZone"),
    "engineVersionActual": lambda each: each.get("EngineVersion"),
    "allocatedStorage": lambda each: each.get("AllocatedStorage"),
    "status": lambda each: each["DBInstanceStatus"],
    "latestRestorableTime": lambda each: _time(each.get("LatestRestorableTime")),
    "replicas": lambda each: list(each.get("ReadReplicaDBInstanceIdentifiers") or ()),
    "masterUserSecrets": lambda each: _secrets(each.get("MasterUserSecret")),
    "multiAz": lambda each: each.get("MultiAZ"),
    "deletionProtection": lambda each: each.get("DeletionProtection"),
    "backupRetentionPeriod": lambda each: each.get("BackupRetentionPeriod"),
}
"""Outputs that belong to one instance. The rest is what the program declares, and the new instance
has it by then."""


def repointed(
    content: Mapping[str, Any],
    *,
    urn: str,
    instance: Instance,
    gone: Collection[str],
    ids: Mapping[str, str],
) -> dict[str, Any]:
    """Returns a state in which `urn` is another instance. The URNs in `gone` leave it, with every
    mention of them as a dependency; `ids` are new IDs of other resources."""
    deployment = content["deployment"]
    kept = [each for each in deployment["resources"] if each["urn"] not in gone]
    resources = [_without(each, gone) for each in kept]
    for index, each in enumerate(resources):
        if each["urn"] == urn:
            resources[index] = _as(each, instance)
        elif each["urn"] in ids:
            resources[index] = {**each, "id": ids[each["urn"]]}
    return {**content, "deployment": {**deployment, "resources": resources}}


def is_repointed(
    content: Mapping[str, Any], *, urn: str, resource_id: str, gone: Collection[str]
) -> bool:
    """Returns true if a state has the instance in its place already."""
    found = {each["urn"]: each for each in content["deployment"]["resources"]}
    return found.get(urn, {}).get("id") == resource_id and not set(gone) & set(found)


def _as(state: Mapping[str, Any], instance: Instance) -> dict[str, Any]:
    outputs = dict(state.get("outputs") or {})
    for key, found in _OUTPUTS.items():
        # An output that the provider did not write is not ours to add.
        if key in outputs and (value := found(instance)) is not None:
            outputs[key] = value
    if "id" in outputs:
        outputs["id"] = instance["DbiResourceId"]
    return {**state, "id": instance["DbiResourceId"], "outputs": outputs}


def _without(state: Mapping[str, Any], gone: Collection[str]) -> dict[str, Any]:
    changed = dict(state)
    if "dependencies" in state:
        changed["dependencies"] = _left(state["dependencies"], gone)
    if "propertyDependencies" in state:
        changed["propertyDependencies"] = {
            key: _left(urns, gone) for key, urns in (state["propertyDependencies"] or {}).items()
        }
    if state.get("deletedWith") in gone:
        del changed["deletedWith"]
    return changed


def _left(urns: Collection[str] | None, gone: Collection[str]) -> list[str]:
    return [each for each in urns or () if each not in gone]


def _time(value: Any) -> str | None:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if value else None


def _secrets(secret: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not secret:
        return []
    return [
        {
            "secretArn": secret.get("SecretArn"),
            "secretStatus": secret.get("SecretStatus"),
            "kmsKeyId": secret.get("KmsKeyId"),
        }
    ]
