"""Checks of common mistakes that AWS refuses and moto accepts, with AWS's own messages.

Each mistake has one small function; `CHECKS` says for which resource it is.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Inputs = Mapping[str, Any]
Find = Callable[[str, str, str], Inputs | None]
"""Function that returns the inputs of an earlier resource, by its type, an output's name and the
output's value."""
Check = Callable[[Inputs, Find], str | None]

_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Numbers of days for which CloudWatch Logs can keep events. Source:
docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""

_FARGATE_MEMORY = {
    256: {512, 1024, 2048},
    512: set(range(1024, 4097, 1024)),
    1024: set(range(2048, 8193, 1024)),
    2048: set(range(4096, 16385, 1024)),
    4096: set(range(8192, 30721, 1024)),
    8192: set(range(16384, 61441, 4096)),
    16384: set(range(32768, 122881, 8192)),
}
"""Memory in MiB that Fargate offers, by CPU units.

Source: docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""


def two_zones(inputs: Inputs, find: Find) -> str | None:
    """Checks that a load balancer has subnets in two zones at least."""
    subnets = [find("aws:ec2/subnet:Subnet", "id", each) for each in inputs.get("subnets") or ()]
    zones = {subnet["availabilityZone"] for subnet in subnets if subnet}
    # The zones of subnets that the program did not make are not known here.
    if subnets and None not in subnets and len(zones) < 2:
        return (
            "ValidationError: At least two subnets in two different Availability Zones must be"
            f" specified, got {len(zones)}"
        )
    return None


def balancer_name(inputs: Inputs, find: Find) -> str | None:
    """Checks that a load balancer's name has letters, digits and hyphens only, and 32 of them at
    most."""
    name = str(inputs.get("name", ""))
    if not re.fullmatch(r"(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?", name):
        return f"ValidationError: The load balancer or target group name '{name}' is not valid"
    return None


def listener_certificate(inputs: Inputs, find: Find) -> str | None:
    """Checks that a listener with TLS has a certificate."""
    if inputs.get("protocol") in ("HTTPS", "TLS") and not inputs.get("certificateArn"):
        return "ValidationError: A certificate must be specified for HTTPS listeners"
    return None


def fargate_size(inputs: Inputs, find: Find) -> str | None:
    """Checks that a task has one of the pairs of CPU and memory that Fargate offers."""
    if "FARGATE" not in (inputs.get("requiresCompatibilities") or ()):
        return None
    cpu, memory = int(inputs.get("cpu") or 0), int(inputs.get("memory") or 0)
    if memory not in _FARGATE_MEMORY.get(cpu, ()):
        return (
            "ClientException: No Fargate configuration exists for given values:"
            f" {cpu} CPU, {memory} memory"
        )
    return None


def load_balanced_container(inputs: Inputs, find: Find) -> str | None:
    """Checks that a service puts a container of its own task behind a load balancer, on a port
    which that container has."""
    task = find("aws:ecs/taskDefinition:TaskDefinition", "arn", str(inputs.get("taskDefinition")))
    containers = (
        {each["name"]: each for each in json.loads(task["containerDefinitions"])} if task else {}
    )
    for balancer in (inputs.get("loadBalancers") or ()) if task else ():
        name, port = balancer["containerName"], balancer["containerPort"]
        if name not in containers:
            return (
                f"InvalidParameterException: The container {name} does not exist in the task"
                " definition"
            )
        ports = [each["containerPort"] for each in containers[name].get("portMappings", ())]
        if port not in ports:
            return (
                f"InvalidParameterException: The container {name} did not have a container port"
                f" {port} defined"
            )
    return None


def bucket_name(inputs: Inputs, find: Find) -> str | None:
    """Checks that a bucket's name consists of DNS labels in lower case."""
    name = str(inputs.get("bucket", ""))
    if not re.fullmatch(r"(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name) or ".." in name:
        return f"InvalidBucketName: The specified bucket is not valid: {name}"
    return None


def policy_document(name: str) -> Check:
    """Returns a check that a policy is a JSON object with statements, each with an effect."""

    def check(inputs: Inputs, find: Find) -> str | None:
        try:
            document = json.loads(inputs.get(name) or "{}")
            statements = document.get("Statement") or []
            statements = statements if isinstance(statements, list) else [statements]
            sound = statements and all(each["Effect"] in ("Allow", "Deny") for each in statements)
        except (ValueError, AttributeError, KeyError, TypeError):
            sound = False
        return None if sound else f"MalformedPolicyDocument: {name}: Syntax errors in policy"

    return check


def trust_has_principal(inputs: Inputs, find: Find) -> str | None:
    """Checks that a trust policy names whom it trusts, and names no resources."""
    for statement in _statements(inputs.get("assumeRolePolicy")):
        if "Principal" not in statement:
            return "MalformedPolicyDocument: AssumeRolepolicy must contain principal"
        if "Resource" in statement:
            return "MalformedPolicyDocument: Has prohibited field Resource"
    return None


def backup_retention(inputs: Inputs, find: Find) -> str | None:
    """Checks that RDS is to keep its own backups for five weeks at most."""
    days = int(inputs.get("backupRetentionPeriod") or 0)
    if not 0 <= days <= 35:
        return (
            f"InvalidParameterValue: Invalid backup retention period: {days}."
            " Retention period must be between 0 and 35"
        )
    return None


def parameter_family(inputs: Inputs, find: Find) -> str | None:
    """Checks that a database's parameter group is for the major version of its engine."""
    group = find(
        "aws:rds/parameterGroup:ParameterGroup", "name", str(inputs.get("parameterGroupName"))
    )
    engine, version = inputs.get("engine"), str(inputs.get("engineVersion") or "")
    if group and engine and version:
        numbers = version.split(".")
        # A major version of MySQL has two numbers: 8.4.
        family = f"{engine}{'.'.join(numbers[: 2 if engine == 'mysql' else 1])}"
        if group["family"] != family:
            return (
                "InvalidParameterCombination: The parameter group with DBParameterGroupFamily"
                f" {group['family']} can't be used for this instance. Please use a parameter"
                f" group with DBParameterGroupFamily {family}"
            )
    return None


def log_retention(inputs: Inputs, find: Find) -> str | None:
    """Checks that CloudWatch Logs keeps events for a number of days that it offers. 0 is for
    ever."""
    days = int(inputs.get("retentionInDays") or 0)
    if days and days not in _RETENTION_DAYS:
        return f"InvalidParameterException: {days} is not a number of days that logs can be kept"
    return None


def alarm_period(inputs: Inputs, find: Find) -> str | None:
    """Checks that an alarm's period is a number of whole minutes, or 10, 20 or 30 seconds."""
    metrics = [each.get("metric") or {} for each in inputs.get("metricQueries") or ()]
    for period in [inputs.get("period"), *(metric.get("period") for metric in metrics)]:
        if period is not None and int(period) not in (10, 20, 30) and int(period) % 60:
            return f"ValidationError: Period must be 10, 20, 30 or a multiple of 60, got {period}"
    return None


def same_kind_of_queue(inputs: Inputs, find: Find) -> str | None:
    """Checks that the dead letters of a FIFO queue go to a FIFO queue, and others to a standard
    one."""
    target = json.loads(inputs.get("redrivePolicy") or "{}").get("deadLetterTargetArn", "")
    if target and target.endswith(".fifo") != bool(inputs.get("fifoQueue")):
        return (
            "InvalidParameterValue: Value for parameter RedrivePolicy is invalid. Reason: Dead"
            " letter queue must be same type of queue as the source"
        )
    return None


def _statements(text: Any) -> Iterator[Mapping[str, Any]]:
    document = json.loads(text or "{}")
    statements = document.get("Statement", [])
    yield from statements if isinstance(statements, list) else [statements]


CHECKS: Mapping[str, Iterable[Check]] = {
    "aws:cloudwatch/logGroup:LogGroup": (log_retention,),
    "aws:cloudwatch/metricAlarm:MetricAlarm": (alarm_period,),
    "aws:ecs/service:Service": (load_balanced_container,),
    "aws:ecs/taskDefinition:TaskDefinition": (fargate_size,),
    "aws:iam/role:Role": (policy_document("assumeRolePolicy"), trust_has_principal),
    "aws:kms/key:Key": (policy_document("policy"),),
    "aws:lb/listener:Listener": (listener_certificate,),
    "aws:lb/loadBalancer:LoadBalancer": (balancer_name, two_zones),
    "aws:lb/targetGroup:TargetGroup": (balancer_name,),
    "aws:rds/instance:Instance": (backup_retention, parameter_family),
    "aws:s3/bucket:Bucket": (bucket_name,),
    "aws:s3/bucketPolicy:BucketPolicy": (policy_document("policy"),),
    "aws:sns/topicPolicy:TopicPolicy": (policy_document("policy"),),
    "aws:sqs/queue:Queue": (same_kind_of_queue,),
    "aws:sqs/queuePolicy:QueuePolicy": (policy_document("policy"),),
}
