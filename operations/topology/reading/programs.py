"""Programs: services, workers, jobs, one-off tasks and functions, the tasks of each in every zone,
and the ways by which those leave the network."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.plan import Resource
from operations.reach import PROGRAMS, Place, translators
from operations.topology.model import LEFT_OUT, Flow, Folds, Group, Node
from operations.topology.reading.canvas import slug
from operations.topology.reading.frames import Frames
from wording import counted

ELSEWHERE = "elsewhere"
ENDPOINTS = "endpoints"
_WHAT = {
    "service": "service (ECS)",
    "worker": "worker (ECS)",
    "job": "job (ECS)",
    "task": "one-off task (ECS)",
}
_TITLE = "Services, workers and jobs"
_OF_PLATFORM = "plinth:"


def draw(frames: Frames) -> None:
    """Adds every program, its tasks in each zone, and the ways out of the network."""
    places = list(frames.graph.places.values())
    for kind in _WHAT:
        for place in places:
            if place.kind == kind:
                _program(frames, place)
    for place in places:
        if place.kind == "function":
            _function(frames, place)
        elif place.kind == "endpoint":
            _endpoint(frames, place)
    _gateway_endpoints(frames)


def _program(frames: Frames, place: Place) -> None:
    resource = frames.resources.get(place.urn)
    definition = _definition(frames, resource)
    facts = (
        *(_count(frames, resource) if resource else ()),
        *(_size(definition) if definition else ()),
        *(_beside(definition, place.program) if definition else ()),
    )
    once = place.kind == "task"
    folds = Folds(LEFT_OUT, LEFT_OUT) if once else Folds(f"{place.kind}s")
    node = frames.canvas.node(
        Node(
            slug(f"{place.kind}-{place.name}"),
            place.kind,
            _WHAT[place.kind],
            place.name,
            frames.of_place(place, "programs", _TITLE),
            facts,
            place.urn,
            folds,
        )
    )
    for subnet in frames.subnets_of(place.subnets):
        group = frames.subnet(subnet)
        # The tasks of a program share the frame of a subnet with those of others.
        task = frames.canvas.node(
            Node(
                slug(f"tasks-{place.name}-{subnet.name}"),
                "tasks",
                place.kind if not once else "one-off task",
                place.name,
                group,
                folds=Folds(LEFT_OUT, LEFT_OUT) if once else Folds(f"{place.kind}-tasks", "tasks"),
            )
        )
        frames.canvas.flow(Flow(node, task, "runs"))


def _definition(frames: Frames, resource: Resource | None) -> Resource | None:
    if resource is None:
        return None
    given = resource.inputs
    target = given.get("target") or {}
    started = target.get("ecsParameters") or given.get("ecsTarget") or {}
    entry = resource.document("insecureValue") or resource.document("value")
    named = [
        given.get("taskDefinition"),
        started.get("taskDefinitionArn"),
        entry.get("task_definition"),
    ]
    found = frames.resources.referred([each for each in named if each], "ecs.TaskDefinition")
    return next(iter(found), None)


def _count(frames: Frames, resource: Resource) -> Iterator[str]:
    """Yields how many tasks run, and when."""
    given = resource.inputs
    if when := given.get("scheduleExpression"):
        zone = given.get("scheduleExpressionTimezone")
        yield f"{when} {zone}" if zone else str(when)
        return
    if resource.kind != "ecs.Service":
        return
    for each in frames.resources.of("appautoscaling.Target"):
        if resource in _scaled(frames, each):
            low, high = each.inputs.get("minCapacity"), each.inputs.get("maxCapacity")
            yield f"{low} to {high} tasks" if low != high else counted(int(low or 0), "task")
            break
    else:
        yield counted(int(given.get("desiredCount") or 1), "task")
    for row in given.get("capacityProviderStrategies") or []:
        if row.get("capacityProvider") == "FARGATE_SPOT":
            yield "on spot capacity"


def _scaled(frames: Frames, target: Resource) -> list[Resource]:
    named = target.inputs.get("resourceId")
    found = frames.resources.referred(named, "ecs.Service")
    # In what stands, the ID has the service's name after the cluster's.
    return found or frames.resources.referred(str(named).rpartition("/")[2], "ecs.Service")


def _size(definition: Resource) -> Iterator[str]:
    cpu, memory = definition.inputs.get("cpu"), definition.inputs.get("memory")
    if cpu and memory:
        yield f"{int(cpu) / 1024:g} vCPU, {int(memory) / 1024:g} GB each"


def _beside(definition: Resource, program: str) -> Iterator[str]:
    """Yields the containers that run beside the program's own."""
    listed = definition.opened("containerDefinitions")
    names = [
        str(each.get("name"))
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, Mapping)
    ]
    others = [name for name in names if name != program]
    if program in names and others:
        yield f"beside it: {', '.join(others)}"


def _function(frames: Frames, place: Place) -> None:
    resource = frames.resources.get(place.urn)
    given: Mapping[str, Any] = resource.inputs if resource else {}
    facts = [str(given[key]) for key in ("runtime",) if given.get(key)]
    facts += [f"{given['memorySize']} MB"] if given.get("memorySize") else []
    own = _OF_PLATFORM not in place.urn
    frames.canvas.node(
        Node(
            slug(f"function-{place.name}"),
            "function",
            "function (Lambda)",
            place.name,
            frames.of_place(place, "functions", "Functions")
            if place.subnets
            else frames.area(resource, "functions", "Functions")
            if resource
            else "",
            tuple(facts),
            place.urn,
            Folds("functions") if own else Folds(LEFT_OUT, LEFT_OUT),
        )
    )


def _endpoint(frames: Frames, place: Place) -> None:
    resource = frames.resources.get(place.urn)
    if resource is None:
        return
    frames.canvas.node(
        Node(
            slug(f"endpoint-{place.name}"),
            "endpoint",
            "API endpoint (interface)",
            _service(resource),
            frames.of_place(place, "endpoints", "Private ways to AWS"),
            urn=place.urn,
            folds=Folds(ENDPOINTS, ENDPOINTS),
        )
    )


def _gateway_endpoints(frames: Frames) -> None:
    """Adds the endpoints that are routes, and the flows of the subnets whose tables have them."""
    for each in frames.resources.of("ec2.VpcEndpoint"):
        if each.inputs.get("vpcEndpointType") == "Interface":
            continue
        for vpc in frames.resources.referred(each.inputs.get("vpcId"), "ec2.Vpc"):
            for subnet in frames.resources.of("ec2.Subnet"):
                if vpc in frames.resources.referred(subnet.inputs.get("vpcId"), vpc.kind):
                    group = frames.vpc(subnet)
                    break
            else:
                continue
            frames.canvas.node(
                Node(
                    slug(f"endpoint-{each.name}"),
                    "endpoint",
                    "API endpoint (gateway)",
                    _service(each),
                    group,
                    urn=each.urn,
                    folds=Folds("gateway-endpoints", "gateway-endpoints"),
                )
            )


def _service(endpoint: Resource) -> str:
    """Returns the service behind an endpoint: `ecr.dkr` of `com.amazonaws.eu-central-1.ecr.dkr`."""
    return ".".join(str(endpoint.inputs.get("serviceName", "")).split(".")[3:]) or endpoint.name


def tasks_of(frames: Frames, place: Place) -> list[tuple[str, str]]:
    """Returns the nodes of a program's tasks, each with the subnet that it stands in."""
    if place.kind not in PROGRAMS:
        return []
    found = [
        (slug(f"tasks-{place.name}-{subnet.name}"), subnet.urn)
        for subnet in frames.subnets_of(place.subnets)
    ]
    return [each for each in found if frames.canvas.has(each[0])]


def nat(frames: Frames, target: str) -> str:
    """Returns the node of a NAT gateway or instance that a route names, drawn with its way to the
    internet; "" for another way."""
    for each in translators(frames.resources, target):
        if known := frames.canvas.of(each):
            return known
        subnets = frames.resources.referred(each.inputs.get("subnetId"), "ec2.Subnet")
        group = frames.subnet(subnets[0]) if subnets else ""
        return _way_out(frames, each, "NAT instance", group, ("replaced to be patched",))
    for each in frames.resources.referred(target, "ec2.NatGateway"):
        if known := frames.canvas.of(each):
            return known
        subnets = frames.resources.referred(each.inputs.get("subnetId"), "ec2.Subnet")
        facts = ("AWS spreads it over the zones",) if not subnets else ()
        networks = frames.resources.referred(each.inputs.get("vpcId"), "ec2.Vpc")
        inside = [
            subnet
            for subnet in frames.resources.of("ec2.Subnet")
            if frames.resources.referred(subnet.inputs.get("vpcId"), "ec2.Vpc") == networks
        ]
        group = frames.subnet(subnets[0]) if subnets else frames.vpc(inside[0]) if inside else ""
        return _way_out(frames, each, "NAT gateway", group, facts)
    return ""


def _way_out(frames: Frames, each: Resource, what: str, group: str, facts: tuple[str, ...]) -> str:
    id_ = slug(f"nat-{each.name}")
    frames.canvas.node(Node(id_, "nat", what, each.name, group, facts, each.urn))
    frames.canvas.flow(Flow(id_, elsewhere(frames), "request", ("everything outward",)))
    return id_


def elsewhere(frames: Frames) -> str:
    """Returns the node of what programs ask for on the internet."""
    outside = frames.canvas.group(Group("beyond", "outside", "Internet, outward"))
    return frames.canvas.node(
        Node(ELSEWHERE, "internet", "others' services", "Services on the internet", outside)
    )
