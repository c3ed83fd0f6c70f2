"""The plan and the usage together: the figures that several rules need."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from config.usage import UsageSettings
from operations.cost.levels import Levels, always, total
from operations.cost.times import shares_of_a_week
from operations.plan import Resource, Resources

_AREAS = {
    "us": "north-america",
    "ca": "north-america",
    "mx": "north-america",
    "eu": "europe",
    "il": "europe",
    "sa": "south-america",
}
"""The area of CloudFront's prices for the first part of a region's name; others are Asia's."""


@dataclass(frozen=True)
class Tasks:
    """The tasks of one service of ECS: their size, their number, and how they run."""

    service: Resource
    definition: Resource
    number: Levels
    vcpu: float
    gib: float
    disk_gib: float
    arm: bool
    base: float
    """Tasks that are on demand before the shares count."""
    spot: float
    """Share of the other tasks that is on Spot, 0 to 1."""
    answers: bool
    """True if the load balancer sends requests to it."""

    @property
    def on_demand(self) -> Levels:
        """The number of tasks on demand."""
        return self.number.each(lambda n: min(n, self.base) + max(0, n - self.base) * self._rest)

    @property
    def on_spot(self) -> Levels:
        """The number of tasks on Spot."""
        return self.number.minus(self.on_demand)

    @property
    def _rest(self) -> float:
        return 1 - self.spot


class Scene:
    """Resources of a plan, with the usage that is assumed for a month."""

    def __init__(self, resources: Resources, usage: UsageSettings) -> None:
        self.resources = resources
        self.usage = usage

    def region_of(self, resource: Resource) -> str:
        """Returns the region in which a resource stands."""
        named = resource.inputs.get("region") or resource.outputs.get("region")
        return str(named or self.resources.region)

    def spread(self, expected: float) -> Levels:
        """Returns an expected amount with what low and high usage make of it."""
        usage = self.usage
        low, high = usage.low_percent / 100, usage.high_percent / 100
        return Levels(expected * low, expected, expected * high)

    @cached_property
    def tasks(self) -> Mapping[str, Tasks]:
        """The tasks of each service of ECS, by its URN."""
        found = (self._tasks(each) for each in self.resources.of("ecs.Service"))
        return {each.service.urn: each for each in found if each}

    @cached_property
    def running(self) -> Levels:
        """The number of tasks that run on average."""
        return total(each.number for each in self.tasks.values())

    @cached_property
    def least(self) -> float:
        """The number of tasks that always run."""
        return self.running.low

    @cached_property
    def requests_million(self) -> Levels:
        """Million requests from the internet."""
        given = self.usage.requests_million
        if given is None:
            answering = [each for each in self.tasks.values() if each.answers]
            given = sum(each.number.low * each.vcpu for each in answering)
        return self.spread(given)

    @cached_property
    def answers_gb(self) -> Levels:
        """GB of answers to the internet."""
        return self.requests_million.times(self.usage.response_kib * 1e6 / 1024 / 1024)

    @cached_property
    def origin_share(self) -> float:
        """The share of requests that reaches the load balancer."""
        edge = bool(self.resources.of("cloudfront.Distribution"))
        return 1 - self.usage.cached_percent / 100 if edge else 1.0

    @cached_property
    def internal_gb(self) -> Levels:
        """GB between programs, database and cache."""
        given = self.usage.internal_gb
        return self.answers_gb.times(5) if given is None else self.spread(given)

    @cached_property
    def nat_gb(self) -> Levels:
        """GB through NAT gateways."""
        given = self.usage.nat_gb
        return self.spread(5 * self.least if given is None else given)

    @cached_property
    def endpoint_gb(self) -> Levels:
        """GB through interface endpoints."""
        given = self.usage.endpoint_gb
        return self.spread(5 * self.least if given is None else given)

    @cached_property
    def log_gb(self) -> Levels:
        """GB of logs that programs write."""
        given = self.usage.log_gb
        return self.running.times(2) if given is None else self.spread(given)

    @cached_property
    def encrypted_services(self) -> int:
        """The number of services whose calls are encrypted. ECS keeps a secret for each, which is
        in no plan."""
        return sum(
            bool(each.get("tls"))
            for service in self.resources.of("ecs.Service")
            for each in (service.inputs.get("serviceConnectConfiguration") or {}).get("services")
            or ()
        )

    @cached_property
    def flow_log_gb(self) -> Levels:
        """GB of flow logs of the network."""
        given = self.usage.flow_log_gb
        return self.running.times(0.5) if given is None else self.spread(given)

    @cached_property
    def area(self) -> str:
        """The part of the world from which people come."""
        first = self.resources.region.partition("-")[0]
        return self.usage.audience or _AREAS.get(first, "asia")

    @cached_property
    def zones(self) -> int:
        """The number of availability zones in which tasks run, or that have subnets; 1 at least."""
        services = self.resources.of("ecs.Service")
        networks = [each.inputs.get("networkConfiguration") or {} for each in services]
        named = [each.get("subnets") for each in networks]
        subnets = self.resources.referred(named, "ec2.Subnet") or self.resources.of("ec2.Subnet")
        return len({str(each.inputs.get("availabilityZone")) for each in subnets}) or 1

    @cached_property
    def storage_gib(self) -> float:
        """GiB that the databases have, replicas apart."""
        clusters = [each for each in self.resources.of("rds.Cluster") if not each.given]
        return len(clusters) * self.usage.aurora_gb + sum(
            number(each.inputs.get("allocatedStorage"))
            for each in self.resources.of("rds.Instance")
            if not each.given and not each.inputs.get("replicateSourceDb")
        )

    def bucket_gb(self, bucket: Resource) -> Levels:
        """Returns the GB that a bucket keeps."""
        named = self.usage.buckets.get(self.resources.component(bucket.urn))
        return self.spread(self.usage.bucket_gb if named is None else named)

    def _tasks(self, service: Resource) -> Tasks | None:
        definitions = self.resources.referred(
            service.inputs.get("taskDefinition"), "ecs.TaskDefinition"
        )
        if not definitions:
            return None
        definition = definitions[0].inputs
        platform = definition.get("runtimePlatform") or {}
        disk = definition.get("ephemeralStorage") or {}
        base, spot = _split(service.inputs.get("capacityProviderStrategies") or [])
        return Tasks(
            service=service,
            definition=definitions[0],
            number=self._number(service),
            vcpu=number(definition.get("cpu")) / 1024,
            gib=number(definition.get("memory")) / 1024,
            disk_gib=number(disk.get("sizeInGib")) if isinstance(disk, Mapping) else 0.0,
            arm=isinstance(platform, Mapping) and platform.get("cpuArchitecture") == "ARM64",
            base=base,
            spot=spot,
            answers=bool(service.inputs.get("loadBalancers")),
        )

    def _number(self, service: Resource) -> Levels:
        wanted = number(service.inputs.get("desiredCount"))
        for target in self.resources.of("appautoscaling.Target"):
            named = self.resources.referred(_parts(target.inputs.get("resourceId")), "ecs.Service")
            if any(each.urn == service.urn for each in named):
                return total(
                    self._within(least, most).times(share)
                    for share, (least, most) in self._ranges(target)
                )
        return always(wanted)

    def _ranges(self, target: Resource) -> list[tuple[float, tuple[float, float]]]:
        """Returns the ranges of an autoscaler, each with its share of a week."""
        named = target.inputs.get("resourceId")
        actions = [
            each.inputs
            for each in self.resources.of("appautoscaling.ScheduledAction")
            if each.inputs.get("resourceId") == named
            or target in self.resources.referred(each.inputs.get("resourceId"), target.kind)
        ]
        usual = (number(target.inputs.get("minCapacity")), number(target.inputs.get("maxCapacity")))
        changes = {
            str(each.get("schedule")): _range(each.get("scalableTargetAction"), usual)
            for each in actions
        }
        return shares_of_a_week(changes) or [(1.0, usual)]

    def _within(self, least: float, most: float) -> Levels:
        """Returns the number of tasks within a range, at each usage."""
        return Levels(least, least + (most - least) * self.usage.peak_hours / 24, most)


def _range(action: Any, usual: tuple[float, float]) -> tuple[float, float]:
    """Returns the range that a scheduled action sets; what it leaves out stays as usual."""
    given = action if isinstance(action, Mapping) else {}
    least, most = given.get("minCapacity", usual[0]), given.get("maxCapacity", usual[1])
    return number(least), number(most)


def _parts(value: Any) -> list[Any]:
    """Returns a name with slashes and its parts: `service/shop/orders` of a state names it in its
    last one."""
    return [value, *str(value).split("/")] if "${" not in str(value) else [value]


def _split(strategies: list[Mapping[str, Any]]) -> tuple[float, float]:
    """Returns how many tasks are on demand first, and the share of the others that is on Spot."""
    base = sum(
        number(each.get("base"))
        for each in strategies
        if each.get("capacityProvider") != "FARGATE_SPOT"
    )
    weights = {str(each.get("capacityProvider")): number(each.get("weight")) for each in strategies}
    every = sum(weights.values())
    return base, weights.get("FARGATE_SPOT", 0.0) / every if every else 0.0


def number(value: Any) -> float:
    """Returns a number that stands in a plan as a number or as text; 0 if there is none."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def entries(value: Any) -> list[Any]:
    """Returns the entries of a list in a plan; none if there is no list."""
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value)
    return list(value) if isinstance(value, (list, tuple)) else []
