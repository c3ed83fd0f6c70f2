"""Chooses the interface endpoints of a network that leaves the choice to the prices.

    nat: none            an endpoint for each service that something calls: there is no other way
    with a NAT gateway   an endpoint where the hours cost less than the way by the gateway
    nat: public_tasks    none: tasks reach every service, and nothing is paid for the data
    nat: instance        none, for the same reason

Images do not count: their layers come from S3, by its free gateway endpoint. What remains is small
but for the logs, of which `usage.log_gb` says how many there are.
"""

from collections.abc import Iterator

import prices
from config.network import BY_PRICE
from config.settings import CloudSettings, size_of
from config.values import aws_facts
from config.workload import Workload

HOURS = 730
"""Hours of a month."""
LOG_GB_OF_TASK = 2
"""GB of logs that a task writes in a month, if the settings do not say (`UsageSettings`)."""

_ALWAYS = ("ecr.api", "ecr.dkr", "logs")
"""Services that every task of Fargate calls
(docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html)."""
_SHELL = ("kms", "ssmmessages")
"""Services that ECS Exec calls from the task, to encrypt a session and to carry it
(docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html)."""
_NAMES = {
    "bedrock": "bedrock-runtime",
    "cloudwatch": "monitoring",
    "kinesis": "kinesis-streams",
}
"""Endpoints whose name differs from the service's in IAM."""


def interface_endpoints(workload: Workload, settings: CloudSettings) -> list[str]:
    """Returns the services with an interface endpoint, as the settings name them or leave to the
    prices."""
    network = settings.network
    if network.interface_endpoints != BY_PRICE:
        return [*network.interface_endpoints]
    if network.nat == "none":
        return sorted(set(_called(workload, settings)))
    if network.nat in ("public_tasks", "instance"):
        return []
    return ["logs"] if _cheaper(_log_gb(workload, settings), settings) else []


def _called(workload: Workload, settings: CloudSettings) -> Iterator[str]:
    """Yields the services that tasks call."""
    yield from _ALWAYS
    programs = [each.program for each in workload.programs()]
    if (
        settings.database
        or settings.existing.database_servers
        or settings.cache
        or settings.caches
        or any(each.uses.secrets for each in programs)
    ):
        yield "secretsmanager"
    if any(each.uses.signing_keys for each in programs):
        yield "secretsmanager"
    if any(sidecar.secrets for each in programs for sidecar in each.sidecars.values()):
        yield "secretsmanager"
    if workload.queues:
        yield "sqs"
    if workload.topics:
        yield "sns"
    if settings.services.exec:
        yield from _SHELL
    if any(each.uses.flags for each in programs):
        yield "appconfigdata"
    if settings.tracing and settings.tracing.exporter == "xray":
        yield "xray"
    for each in programs:
        for statement in each.uses.statements:
            for action in statement.actions:
                service = action.partition(":")[0]
                if (name := _NAMES.get(service, service)) in aws_facts.INTERFACE_ENDPOINTS:
                    yield name


def _log_gb(workload: Workload, settings: CloudSettings) -> float:
    """Returns the GB of logs in a month."""
    if settings.usage.log_gb is not None:
        return settings.usage.log_gb
    running = [each for each in workload.programs() if each.kind != "job"]
    return LOG_GB_OF_TASK * sum(size_of(each, settings).tasks_min for each in running)


def _cheaper(gb: float, settings: CloudSettings) -> bool:
    """Returns true if an endpoint costs less than the same data through a NAT gateway. False in a
    region of which the list has no prices: a gateway leads everywhere."""
    keys = ("endpoint.hour", "endpoint.gb", "nat.gb")
    found = [price for key in keys if (price := prices.find(settings.region, key))]
    if len(found) < len(keys):
        return False
    hour, by_endpoint, by_gateway = found
    hours = hour.first_usd * HOURS * len(settings.network.zones)
    return hours + by_endpoint.cost(gb) < by_gateway.cost(gb)
