"""The places of a plan that send or receive requests: programs, data, functions and doors.

A place is named as the workload or its component names it: `orders`, `database`, `gateway`, `edge`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from operations.plan import Resource, Resources

Kind = Literal[
    "internet",
    "network",
    "edge",
    "load balancer",
    "service",
    "worker",
    "job",
    "task",
    "function",
    "proxy",
    "database",
    "replica",
    "cache",
    "search",
    "endpoint",
    "bucket",
    "queue",
    "topic",
    "secret",
    "other",
]

PROGRAMS: frozenset[Kind] = frozenset({"service", "worker", "job", "task"})
DATA: frozenset[Kind] = frozenset({"database", "replica", "proxy", "cache", "search"})
RELAYS: frozenset[Kind] = frozenset({"edge", "load balancer", "proxy"})
"""Kinds that hand a request on as it came. A program does not: it sends its own."""


@dataclass(frozen=True)
class Place:
    """One sender or receiver."""

    name: str
    kind: Kind
    urn: str = ""
    program: str = ""
    """The program of the workload that runs here, if one does."""
    groups: tuple[str, ...] = ()
    """Its security groups, by URN."""
    subnets: tuple[str, ...] = ()
    """The subnets that it may stand in, by URN. Empty: it stands outside of the network."""
    ports: tuple[int, ...] = ()
    """The ports at which it listens. Empty: none is known, so any could be one."""
    public: bool = False
    """True if AWS gives it a public IPv4 address."""
    unplaced: bool = False
    """True if it stands in the network, in subnets that only its owner knows."""


INTERNET = Place(name="internet", kind="internet")


def places(resources: Resources) -> list[Place]:
    """Returns every place, the internet first. Of two with one name each gets its kind before."""
    found = [place for kind, read in _READERS.items() for place in _read(resources, kind, read)]
    found = [INTERNET, *found, *_others(resources)]
    times = Counter(place.name for place in found)
    return [
        replace(place, name=f"{place.kind} {place.name}") if times[place.name] > 1 else place
        for place in found
    ]


def _read(resources: Resources, kind: str, read: "_Reader") -> Iterator[Place]:
    for each in resources.of(kind):
        yield from read(resources, each)


_Reader = Callable[[Resources, Resource], Iterator[Place]]


def _service(resources: Resources, each: Resource) -> Iterator[Place]:
    within = each.urn.split("::")[2]
    kind: Kind = "worker" if "plinth:compute:Worker" in within else "service"
    inputs = each.inputs
    place = _task(
        resources, each, kind, inputs.get("networkConfiguration"), inputs.get("taskDefinition")
    )
    connect = inputs.get("serviceConnectConfiguration") or {}
    # A proxy beside the container listens too, where it has a port of its own.
    proxies = {entry.get("ingressPortOverride") for entry in connect.get("services") or ()}
    yield replace(place, ports=tuple(sorted({*place.ports, *map(int, filter(None, proxies))})))


def _schedule(resources: Resources, each: Resource) -> Iterator[Place]:
    target = each.inputs.get("target") or each.inputs
    started = target.get("ecsParameters") or target.get("ecsTarget")
    if started:
        definition = started.get("taskDefinitionArn")
        yield _task(resources, each, "job", started.get("networkConfiguration"), definition)


def _one_off(resources: Resources, each: Resource) -> Iterator[Place]:
    """Yields a task that the task runner starts: its parameter has the groups, and the function's
    environment the subnets."""
    entry = each.document("insecureValue") or each.document("value")
    if "security_groups" not in entry:
        return
    runners = [
        (function.inputs.get("environment") or {}).get("variables") or {}
        for function in resources.of("lambda.Function")
    ]
    path = str(each.inputs.get("name", "")).rpartition("/")[0]
    ours = [runner for runner in runners if runner.get("ENTRIES") == path]
    subnets = [runner.get("SUBNETS", "") for runner in ours]
    network = {
        "assignPublicIp": next((runner.get("ASSIGN_PUBLIC_IP") for runner in ours), None),
        "securityGroups": entry["security_groups"],
        "subnets": [part for text in subnets for part in text.split(",")],
    }
    place = _task(resources, each, "task", network, entry.get("task_definition"))
    yield replace(place, ports=())


def _task(resources: Resources, each: Resource, kind: Kind, network: Any, definition: Any) -> Place:
    network = network if isinstance(network, Mapping) else {}
    definitions = resources.referred(definition, "ecs.TaskDefinition")
    containers = [
        container
        for found in definitions
        for container in _list(found, "containerDefinitions")
        if isinstance(container, Mapping)
    ]
    ports = {
        int(mapping["containerPort"])
        for container in containers
        for mapping in container.get("portMappings") or []
        if "containerPort" in mapping
    }
    return Place(
        name=each.name,
        kind=kind,
        urn=each.urn,
        program=definitions[0].name if definitions else each.name,
        groups=_urns(resources, network.get("securityGroups"), "ec2.SecurityGroup"),
        subnets=_urns(resources, network.get("subnets"), "ec2.Subnet"),
        ports=tuple(sorted(ports)),
        public=network.get("assignPublicIp") in (True, "ENABLED"),
    )


def _list(each: Resource, key: str) -> list[Any]:
    content = each.opened(key)
    return content if isinstance(content, list) else []


def _load_balancer(resources: Resources, each: Resource) -> Iterator[Place]:
    listeners = [
        int(listener.inputs.get("port") or 443)
        for listener in resources.of("lb.Listener")
        if each in resources.referred(listener.inputs.get("loadBalancerArn"), each.kind)
    ]
    mapped = [row.get("subnetId") for row in each.inputs.get("subnetMappings") or []]
    yield Place(
        name=each.name,
        kind="load balancer",
        urn=each.urn,
        groups=_urns(resources, each.inputs.get("securityGroups"), "ec2.SecurityGroup"),
        subnets=_urns(resources, [each.inputs.get("subnets"), mapped], "ec2.Subnet"),
        ports=tuple(sorted(listeners)),
        public=not each.inputs.get("internal"),
    )


def _database(resources: Resources, each: Resource) -> Iterator[Place]:
    source = each.inputs.get("replicateSourceDb")
    named, port = each.inputs.get("dbSubnetGroupName"), each.inputs.get("port")
    for original in resources.referred(source, each.kind):
        # A replica stands in the subnets of its source, with its port, unless it names others.
        named = named or original.inputs.get("dbSubnetGroupName")
        port = port or original.inputs.get("port")
    yield Place(
        name=each.name,
        kind="replica" if source else "database",
        urn=each.urn,
        groups=_urns(resources, each.inputs.get("vpcSecurityGroupIds"), "ec2.SecurityGroup"),
        subnets=_grouped(resources, named, "rds.SubnetGroup"),
        ports=(int(port or 5432),),
        public=bool(each.inputs.get("publiclyAccessible")),
        unplaced=each.given,
    )


def _proxy(resources: Resources, each: Resource) -> Iterator[Place]:
    yield Place(
        name=each.name,
        kind="proxy",
        urn=each.urn,
        groups=_urns(resources, each.inputs.get("vpcSecurityGroupIds"), "ec2.SecurityGroup"),
        subnets=_urns(resources, each.inputs.get("vpcSubnetIds"), "ec2.Subnet"),
        ports=(3306 if each.inputs.get("engineFamily") == "MYSQL" else 5432,),
    )


def _cache(resources: Resources, each: Resource) -> Iterator[Place]:
    subnets = _grouped(resources, each.inputs.get("subnetGroupName"), "elasticache.SubnetGroup")
    serverless = each.kind == "elasticache.ServerlessCache"
    yield Place(
        name=each.name,
        kind="cache",
        urn=each.urn,
        groups=_urns(resources, each.inputs.get("securityGroupIds"), "ec2.SecurityGroup"),
        subnets=subnets or _urns(resources, each.inputs.get("subnetIds"), "ec2.Subnet"),
        # Replicas of a serverless cache answer at a port of their own.
        ports=(6379, 6380) if serverless else (int(each.inputs.get("port") or 6379),),
    )


def _search(resources: Resources, each: Resource) -> Iterator[Place]:
    network = each.inputs.get("vpcOptions") or {}
    yield Place(
        name=each.name,
        kind="search",
        urn=each.urn,
        groups=_urns(resources, network.get("securityGroupIds"), "ec2.SecurityGroup"),
        subnets=_urns(resources, network.get("subnetIds"), "ec2.Subnet"),
        ports=(443,),
        public=not network,
    )


def _function(resources: Resources, each: Resource) -> Iterator[Place]:
    network = each.inputs.get("vpcConfig") or {}
    yield Place(
        name=each.name,
        kind="function",
        urn=each.urn,
        groups=_urns(resources, network.get("securityGroupIds"), "ec2.SecurityGroup"),
        subnets=_urns(resources, network.get("subnetIds"), "ec2.Subnet"),
    )


def _endpoint(resources: Resources, each: Resource) -> Iterator[Place]:
    # A gateway endpoint is a route to a service of AWS, and has no address of its own.
    if each.inputs.get("vpcEndpointType") == "Interface":
        yield Place(
            name=each.name,
            kind="endpoint",
            urn=each.urn,
            groups=_urns(resources, each.inputs.get("securityGroupIds"), "ec2.SecurityGroup"),
            subnets=_urns(resources, each.inputs.get("subnetIds"), "ec2.Subnet"),
            ports=(443,),
        )


def _plain(kind: Kind) -> _Reader:
    def read(_: Resources, each: Resource) -> Iterator[Place]:
        yield Place(name=each.name, kind=kind, urn=each.urn)

    return read


_READERS: Mapping[str, _Reader] = {
    "cloudfront.Distribution": _plain("edge"),
    "lb.LoadBalancer": _load_balancer,
    "ecs.Service": _service,
    "scheduler.Schedule": _schedule,
    "cloudwatch.EventTarget": _schedule,
    "ssm.Parameter": _one_off,
    "lambda.Function": _function,
    "rds.Proxy": _proxy,
    "rds.Instance": _database,
    "rds.Cluster": _database,
    "elasticache.ReplicationGroup": _cache,
    "elasticache.Cluster": _cache,
    "elasticache.ServerlessCache": _cache,
    "opensearch.Domain": _search,
    "ec2.VpcEndpoint": _endpoint,
}

_GROUP_KEYS = ("vpcSecurityGroupIds", "securityGroupIds", "securityGroups")
_SUBNET_KEYS = ("subnetId", "subnetIds", "subnets", "vpcZoneIdentifiers")


def _others(resources: Resources) -> Iterator[Place]:
    """Yields what else carries a security group, such as a team's own virtual machine."""
    for each in resources.all:
        if each.kind in _READERS or each.kind.startswith(("ec2.SecurityGroup", "vpc.")):
            continue
        groups = [each.inputs.get(key) for key in _GROUP_KEYS]
        subnets = [each.inputs.get(key) for key in _SUBNET_KEYS]
        named = _urns(resources, subnets, "ec2.Subnet")
        carried = _urns(resources, groups, "ec2.SecurityGroup")
        if named and carried:
            public = bool(each.inputs.get("associatePublicIpAddress", _mapped(resources, named)))
            yield Place(each.name, "other", each.urn, "", carried, named, (), public)


def _mapped(resources: Resources, subnets: tuple[str, ...]) -> bool:
    """Returns true if one of the subnets gives machines a public address by itself."""
    found = (resources.get(urn) for urn in subnets)
    return any(each.inputs.get("mapPublicIpOnLaunch") for each in found if each)


def _urns(resources: Resources, value: Any, kind: str) -> tuple[str, ...]:
    return tuple(each.urn for each in resources.referred(value, kind))


def _grouped(resources: Resources, value: Any, kind: str) -> tuple[str, ...]:
    """Returns the subnets of a group of subnets."""
    groups = resources.referred(value, kind)
    return _urns(resources, [each.inputs.get("subnetIds") for each in groups], "ec2.Subnet")
