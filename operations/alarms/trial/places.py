"""The dimensions by which AWS measures a part, found by the part's own resources: an alarm that
names others looks at nothing, or at a neighbour."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from config import CloudPlatform
from config.data import FIRST
from operations.plan import Resource, Resources
from planning.alarms import Alarm, Series
from planning.cache import nodes_of, part_name

Dimensions = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A part, and the resources among which it is found."""

    part: str
    row: Alarm
    region: str
    platform: CloudPlatform
    resources: Resources

    def members(self, series: Series) -> list[Dimensions]:
        """Returns the dimensions of each metric of a series: several for one that nodes, gateways
        or target groups have each."""
        found: list[dict[str, str]] = [{}]
        for word in series.dimensions.split():
            name = word.rstrip("?")
            values = list(_FOUND[name](self))
            if values:
                found = [{**known, name: value} for known in found for value in values]
            elif not word.endswith("?"):
                return []
        return [*found]

    def one(self, kind: str, output: str, *names: str) -> Iterator[str]:
        """Yields an output of the resources of a type, of all or of those with these names."""
        for each in self.resources.of(kind):
            if not names or each.name in names:
                yield _value(each, output)


def _value(resource: Resource, output: str) -> str:
    for source in (resource.outputs, resource.inputs):
        if value := source.get(output):
            return str(value)
    return f"${{{resource}.{output}}}"


def _target_groups(place: Place) -> Iterator[str]:
    """Yields those of a service's routes, or of one route, whose name has a dot."""
    start = f"gateway-{place.part}"
    for each in place.resources.of("lb.TargetGroup"):
        name = each.name.removesuffix(".alternate")
        if name == start or name.startswith(f"{start}."):
            yield _value(each, "arnSuffix")


def _queue(place: Place) -> Iterator[str]:
    kind = place.row.kinds[0]
    if worker := place.platform.workload.workers.get(place.part):
        name = worker.queue
    else:
        ends = {"dead-letter-queue": "-dead-letter", "job": "-unstarted"}
        name = place.part + ends.get(kind, "")
    yield from place.one("sqs.Queue", "name", name)


def _instance(output: str) -> Callable[[Place], Iterator[str]]:
    def found(place: Place) -> Iterator[str]:
        for each in place.resources.of("rds.Instance"):
            is_replica = bool(each.inputs.get("replicateSourceDb"))
            kind = "replica" if is_replica else "database"
            if kind in place.row.kinds and server_part(each) == place.part:
                yield _value(each, output)

    return found


def server_part(each: Resource) -> str:
    """Returns the name that alarms give to a part of a database server: `database`, `replica-1` and
    `proxy` of the first one, and of others the names that the program has for them."""
    return each.name.removeprefix(f"{FIRST}-")


def _proxy(place: Place) -> Iterator[str]:
    for each in place.resources.of("rds.Proxy"):
        if server_part(each) == place.part:
            yield _value(each, "name")


def _nodes(place: Place) -> Iterator[str]:
    for each in place.resources.of("elasticache.ReplicationGroup"):
        group = _value(each, "replicationGroupId")
        for part, ends in nodes_of(each.inputs).ends().items():
            if part_name(each.name, part) == place.part:
                yield from (f"{group}-{end}" for end in ends)


def _firewall(place: Place) -> Iterator[str]:
    for each in place.resources.of("wafv2.WebAcl"):
        yield str(each.inputs["visibilityConfig"]["metricName"])


def _region(place: Place) -> Iterator[str]:
    if "edge" in place.row.kinds:
        yield "Global"
    elif place.platform.settings.edge is None:
        yield place.platform.settings.region


def _certificate(place: Place) -> Iterator[str]:
    for each in place.resources.of("acm.Certificate"):
        region = each.inputs.get("region") or place.platform.settings.region
        if region == place.region:
            yield _value(each, "arn")


def _pool(place: Place) -> Iterator[str]:
    for each in place.resources.of("cognito.UserPoolClient"):
        if each.name == place.part:
            yield _value(each, "userPoolId")


_FOUND: Mapping[str, Callable[[Place], Iterator[str]]] = {
    "LoadBalancer": lambda place: place.one("lb.LoadBalancer", "arnSuffix"),
    "TargetGroup": _target_groups,
    "ClusterName": lambda place: place.one("ecs.Cluster", "name"),
    "ServiceName": lambda place: place.one("ecs.Service", "name", place.part),
    "TaskDefinitionFamily": lambda place: place.one("ecs.TaskDefinition", "family", place.part),
    "QueueName": _queue,
    "DomainName": lambda place: place.one("opensearch.Domain", "domainName"),
    "ClientId": lambda place: iter([place.platform.settings.account_id]),
    "DBInstanceIdentifier": _instance("identifier"),
    "DbiResourceId": _instance("resourceId"),
    "DBClusterIdentifier": lambda place: place.one(
        "rds.Cluster", "clusterIdentifier", place.part.removesuffix("-readers")
    ),
    "ProxyName": _proxy,
    "CacheClusterId": _nodes,
    "clusterId": lambda place: place.one("elasticache.ServerlessCache", "name", place.part),
    "AutoScalingGroupName": lambda place: place.one("autoscaling.Group", "name"),
    "UserPool": _pool,
    "UserPoolClient": lambda place: place.one("cognito.UserPoolClient", "id", place.part),
    "NatGatewayId": lambda place: place.one("ec2.NatGateway", "id"),
    "DistributionId": lambda place: place.one("cloudfront.Distribution", "id"),
    "Region": _region,
    "WebACL": _firewall,
    "Rule": lambda _place: iter(["ALL"]),
    "CertificateArn": _certificate,
    "FunctionName": lambda place: place.one("lambda.Function", "name", "credentials"),
}
"""Values of each dimension."""
