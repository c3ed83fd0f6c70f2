"""Checks of requests that AWS, or the provider's own SDK, refuses because of the form in which the
provider sends inputs: an absent number as zero, an empty list without its length, or a value that
only the state has.

moto never sees these calls as the provider makes them, so each check returns the message that AWS
would send back.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aws_account.checks.checks import Check, Find, Inputs

UpdateCheck = Callable[[Inputs, Inputs], str | None]
"""Check of an update. It gets the inputs before and after."""

_STRIPED_GIB, _STRIPED_IOPS = 400, 12_000
"""Size in GiB from which gp3 storage of PostgreSQL is striped, and the IOPS that it then has at
least. Source: docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage"""


def tcp_timeout(inputs: Inputs, find: Find) -> str | None:
    """Checks the timeouts of a TCP port in Service Connect. If a block has only one timeout, the
    provider sends the other as 0, and for TCP ECS accepts no timeout of requests."""
    task = find("aws:ecs/taskDefinition:TaskDefinition", "arn", str(inputs.get("taskDefinition")))
    containers = json.loads(task["containerDefinitions"]) if task else []
    http = {
        port.get("name")
        for container in containers
        for port in container.get("portMappings") or ()
        if port.get("appProtocol")
    }
    connect = inputs.get("serviceConnectConfiguration") or {}
    for service in connect.get("services") or () if task else ():
        timeout = service.get("timeout")
        if timeout and service.get("portName") not in http:
            seconds = timeout.get("perRequestTimeoutSeconds") or 0
            return (
                f"InvalidParameterException: Per request timeout {seconds} can't be set for tcp"
                " application."
            )
    return None


def alarm_names(inputs: Inputs, find: Find) -> str | None:
    """Checks that a list of alarms is not empty: the provider leaves an empty list out, and the SDK
    requires one."""
    alarms = inputs.get("alarms")
    if alarms is not None and not alarms.get("alarmNames"):
        return "missing required field, ServiceInput.DeploymentConfiguration.Alarms.AlarmNames"
    return None


def cors_lists(inputs: Inputs, find: Find) -> str | None:
    """Checks that lists of CloudFront's CORS rules are not empty: the provider sends an empty list
    without its Quantity."""
    cors = inputs.get("corsConfig") or {}
    for name in ("Headers", "Methods", "Origins"):
        block = cors.get(f"accessControlAllow{name}")
        if block is not None and not block.get("items"):
            return (
                "missing required field, CreateResponseHeadersPolicyInput.ResponseHeadersPolicy"
                f"Config.CorsConfig.AccessControlAllow{name}.Quantity"
            )
    return None


def storage_performance(inputs: Inputs, find: Find) -> str | None:
    """Checks the IOPS of gp3 storage. RDS accepts them from a certain size on only, and then not
    fewer than the storage has by default."""
    if inputs.get("storageType") != "gp3" or inputs.get("engine") != "postgres":
        return None
    size, iops = int(inputs.get("allocatedStorage") or 0), inputs.get("iops")
    if iops is not None and size < _STRIPED_GIB:
        return (
            "InvalidParameterCombination: You can't specify IOPS or storage throughput for engine"
            f" postgres and a storage size less than {_STRIPED_GIB}."
        )
    if iops is not None and int(iops) < _STRIPED_IOPS:
        return _iops(iops)
    return None


def alarms_stay(old: Inputs, new: Inputs) -> str | None:
    """Checks that a block of alarms is not removed: the provider plans a removed block as one
    without names."""
    if old.get("alarms") and not new.get("alarms"):
        return (
            "missing required field, UpdateServiceInput.DeploymentConfiguration.Alarms.AlarmNames"
        )
    return None


def iops_of_the_state(old: Inputs, new: Inputs) -> str | None:
    """Checks a PostgreSQL volume that grows to the striped size. With a new size the provider sends
    IOPS, and if the program gives none, it sends those of the state, which are too few."""
    is_gp3 = (new.get("storageType"), new.get("engine")) == ("gp3", "postgres")
    before, after = (int(each.get("allocatedStorage") or 0) for each in (old, new))
    if is_gp3 and before < _STRIPED_GIB <= after and new.get("iops") is None:
        return _iops(3000)
    return None


def _iops(iops: Any) -> str:
    return (
        "InvalidParameterCombination: Invalid iops value for engine name postgres and storage type"
        f" gp3: {iops}"
    )


CREATION: Mapping[str, Iterable[Check]] = {
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": (cors_lists,),
    "aws:ecs/service:Service": (tcp_timeout, alarm_names),
    "aws:rds/instance:Instance": (storage_performance,),
}

UPDATES: Mapping[str, Iterable[UpdateCheck]] = {
    "aws:ecs/service:Service": (alarms_stay,),
    "aws:rds/instance:Instance": (iops_of_the_state,),
}
