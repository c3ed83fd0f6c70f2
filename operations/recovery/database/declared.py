"""The properties that the program declares of the database, compared with those of an instance that
is to take its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from operations.recovery.database.instances import Instance


@dataclass(frozen=True)
class Property:
    """An input of the program, and the parameter by which RDS takes it."""

    input: str
    parameter: str
    found: Callable[[Instance], Any]
    urgent: bool = False
    """True if programs cannot reach the instance, or its data is not safe, without it."""


def _at(key: str) -> Callable[[Instance], Any]:
    return lambda instance: instance.get(key)


def _groups(instance: Instance) -> list[str]:
    return sorted(each["VpcSecurityGroupId"] for each in instance.get("VpcSecurityGroups", ()))


def _parameters(instance: Instance) -> str:
    return str(instance["DBParameterGroups"][0]["DBParameterGroupName"])


PARAMETERS = "DBParameterGroupName"

PROPERTIES = (
    Property("vpcSecurityGroupIds", "VpcSecurityGroupIds", _groups, urgent=True),
    Property("deletionProtection", "DeletionProtection", _at("DeletionProtection"), urgent=True),
    Property("parameterGroupName", PARAMETERS, _parameters, urgent=True),
    Property(
        "backupRetentionPeriod", "BackupRetentionPeriod", _at("BackupRetentionPeriod"), urgent=True
    ),
    Property("instanceClass", "DBInstanceClass", _at("DBInstanceClass"), urgent=True),
    Property("multiAz", "MultiAZ", _at("MultiAZ")),
    Property("backupWindow", "PreferredBackupWindow", _at("PreferredBackupWindow")),
    Property("maintenanceWindow", "PreferredMaintenanceWindow", _at("PreferredMaintenanceWindow")),
    Property("copyTagsToSnapshot", "CopyTagsToSnapshot", _at("CopyTagsToSnapshot")),
    Property("autoMinorVersionUpgrade", "AutoMinorVersionUpgrade", _at("AutoMinorVersionUpgrade")),
    Property("caCertIdentifier", "CACertificateIdentifier", _at("CACertificateIdentifier")),
    Property("publiclyAccessible", "PubliclyAccessible", _at("PubliclyAccessible")),
    Property(
        "iamDatabaseAuthenticationEnabled",
        "EnableIAMDatabaseAuthentication",
        _at("IAMDatabaseAuthenticationEnabled"),
    ),
    Property("monitoringInterval", "MonitoringInterval", _at("MonitoringInterval")),
    Property("monitoringRoleArn", "MonitoringRoleArn", _at("MonitoringRoleArn")),
    Property("maxAllocatedStorage", "MaxAllocatedStorage", _at("MaxAllocatedStorage")),
)
"""Each property that RDS can change and that a replica or a restored instance may lack. Those that
it cannot change (key, subnets, name of the master user) come from the source."""

_INSIGHTS = (
    Property(
        "performanceInsightsEnabled",
        "EnablePerformanceInsights",
        _at("PerformanceInsightsEnabled"),
    ),
    Property(
        "performanceInsightsKmsKeyId",
        "PerformanceInsightsKMSKeyId",
        _at("PerformanceInsightsKMSKeyId"),
    ),
    Property(
        "performanceInsightsRetentionPeriod",
        "PerformanceInsightsRetentionPeriod",
        _at("PerformanceInsightsRetentionPeriod"),
    ),
    Property("databaseInsightsMode", "DatabaseInsightsMode", _at("DatabaseInsightsMode")),
)
"""Database Insights, which RDS takes all together."""


def differing(
    inputs: Mapping[str, Any], instance: Instance, *, urgent: bool = False
) -> dict[str, Any]:
    """Returns the parameters of one ModifyDBInstance by which an instance becomes what the program
    declares; empty if it is. `urgent` leaves out what can wait until the instance serves."""
    found = {
        each.parameter: inputs[each.input]
        for each in PROPERTIES
        if each.input in inputs
        and (each.urgent or not urgent)
        and _plain(each.found(instance)) != _plain(inputs[each.input])
        and (each.parameter != PARAMETERS or takes_parameters(inputs, instance))
    }
    if urgent:
        return found
    # A role goes with its interval: RDS refuses one without the other.
    if {"MonitoringInterval", "MonitoringRoleArn"} & set(found):
        found |= {
            "MonitoringInterval": inputs.get("monitoringInterval"),
            "MonitoringRoleArn": inputs.get("monitoringRoleArn"),
        }
    if any(_lacks(each, inputs, instance) for each in _INSIGHTS):
        found |= {each.parameter: inputs[each.input] for each in _INSIGHTS if each.input in inputs}
    wanted = set(inputs.get("enabledCloudwatchLogsExports") or ())
    exported = set(instance.get("EnabledCloudwatchLogsExports") or ())
    if wanted != exported:
        lists = {"EnableLogTypes": wanted - exported, "DisableLogTypes": exported - wanted}
        found["CloudwatchLogsExportConfiguration"] = {
            key: sorted(logs) for key, logs in lists.items() if logs
        }
    return found


def takes_parameters(inputs: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Returns true if an instance or a snapshot has the program's major version. One from before
    an upgrade gets the parameters of its own version from `up`, with the version in the
    settings."""
    versions = (str(inputs.get("engineVersion") or ""), str(found.get("EngineVersion") or ""))
    first, second = (each.partition(".")[0] for each in versions)
    return not (first and second) or first == second


def _lacks(wanted: Property, inputs: Mapping[str, Any], instance: Instance) -> bool:
    # An RDS that does not tell (an emulated one) cannot be compared.
    found = wanted.found(instance)
    return wanted.input in inputs and found is not None and found != inputs[wanted.input]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value or None
