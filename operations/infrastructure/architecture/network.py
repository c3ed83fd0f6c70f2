"""Network: its blocks, zones and ways out, the ports of every part, and who reaches whom."""

from ipaddress import IPv4Network

from config import CloudPlatform
from operations.infrastructure.markdown import NONE, counted, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project
from operations.plan import Resource
from operations.reach import translators
from planning import all_zones, plan
from wording import listed

_NAT = {
    "none": "none: programs reach AWS by private endpoints only",
    "public_tasks": "a public address of each task, at which nothing is let in",
    "single": "one NAT gateway, lost with its zone",
    "per_zone": "a NAT gateway in each zone",
    "regional": "one NAT gateway that AWS spreads over the zones",
    "instance": "a NAT instance, replaced to be patched, with minutes without a way out",
    "existing": "as the owner of the network made it",
}


def together(project: Project) -> str:
    """Returns the networks side by side, and the ports of every part."""
    about = project.compared(
        "What",
        (
            ("Network", _network),
            ("Addresses", lambda e: f"`{e.cloud.settings.network.cidr}`" if e.cloud else ""),
            ("Zones", _zones),
            ("Way to the internet", _way_out),
            ("Private endpoints of AWS", _endpoints),
            ("Load balancer", _balancer),
            ("Way to the data tier", _data),
            ("How programs find each other", _discovery),
            ("Log of connections", _flow_logs),
        ),
    )
    return joined(about, part("Ports", _ports(project)))


def alone(project: Project, environment: Environment) -> str:
    """Returns the address plan of one environment, and who reaches whom in it."""
    cloud = environment.cloud
    if cloud is None:
        return part("Networks of the containers", _members(environment))
    return joined(
        part("Address plan", _subnets(environment, cloud)),
        part(
            "Who reaches whom",
            "By the plan's security groups, routes and policies. What is not listed is refused.",
            _reached(environment),
        ),
    )


def _network(environment: Environment) -> str:
    if environment.cloud is None:
        return counted(_networks(environment), "bridge network")
    existing = environment.cloud.settings.network.existing
    return f"VPC of another owner, `{existing.vpc}`" if existing else "VPC"


def _networks(environment: Environment) -> int:
    return len({name for each in environment.containers for name in each.networks})


def _zones(environment: Environment) -> str:
    cloud = environment.cloud
    if cloud is None:
        return ""
    return ", ".join(f"{cloud.settings.region}{zone}" for zone in cloud.settings.network.zones)


def _way_out(environment: Environment) -> str:
    cloud = environment.cloud
    return _NAT[cloud.settings.network.nat] if cloud else "that of the machine"


def _endpoints(environment: Environment) -> str:
    found = environment.resources.of("ec2.VpcEndpoint")
    return quoted(
        sorted(str(each.inputs.get("serviceName", "")).split(".", 3)[-1] for each in found)
    )


def _balancer(environment: Environment) -> str:
    found = environment.one("lb.LoadBalancer")
    if found is None:
        return "`gateway` container, on 127.0.0.1 only"
    if found.inputs.get("internal"):
        return "inside the network; the edge alone reaches it"
    return "reached from the internet"


def _data(environment: Environment) -> str:
    if environment.cloud is None:
        return "on networks of their own, and on 127.0.0.1"
    if environment.cloud.settings.network.existing:
        return "from programs that use it; its routes are those of the network's owner"
    return "from programs that use it; no route to the internet, in or out"


def _discovery(environment: Environment) -> str:
    if environment.local:
        return "by the names of containers"
    found = environment.resources.of("servicediscovery.HttpNamespace")
    return "by their names, in ECS Service Connect" if found else ""


def _flow_logs(environment: Environment) -> str:
    if not environment.resources.of("ec2.FlowLog"):
        return ""
    group = environment.one("cloudwatch.LogGroup", "network-flow-logs")
    days = group.inputs.get("retentionInDays") if group else None
    return f"VPC flow logs, {days} days" if days else "VPC flow logs"


def _ports(project: Project) -> str:
    found: dict[str, dict[str, str]] = {}
    for each in project.environments:
        for name, port in _ports_of(each).items():
            found.setdefault(name, {})[each.stack] = port
    return table(
        ("Part", *(each.stack for each in project.environments)),
        (
            (f"`{name}`", *(ports.get(each.stack, NONE) for each in project.environments))
            for name, ports in sorted(found.items())
        ),
    )


def _ports_of(environment: Environment) -> dict[str, str]:
    """Returns the ports at which parts take requests; on Docker with the machine's own."""
    if environment.local:
        services = environment.platform.workload.services
        found = {name: str(service.port) for name, service in services.items()}
        for each in environment.containers:
            if each.ports:
                found[each.name] = ", ".join(
                    str(inside) if inside == outside else f"{inside} (here {outside})"
                    for outside, inside in each.ports
                )
        return found
    into: dict[str, set[int]] = {}
    for hop in environment.graph.hops():
        kind = environment.graph.places[hop.target].kind
        if hop.target != "internet" and kind != "endpoint" and " " not in hop.target and hop.port:
            into.setdefault(hop.target, set()).add(hop.port)
    return {name: ", ".join(map(str, sorted(ports))) for name, ports in into.items()}


def _subnets(environment: Environment, cloud: CloudPlatform) -> str:
    network = cloud.settings.network
    if network.existing:
        return _given(environment)
    planned = plan(network.cidr, all_zones(cloud.settings))
    tiers = {block: tier for tier, zones in planned.items() for block in zones.values()}
    rows = [
        (
            f"`{block}`",
            tiers.get(block, "the team's own"),
            str(each.inputs.get("availabilityZone")),
            # AWS keeps five addresses of each subnet for itself.
            f"{IPv4Network(block).num_addresses - 5:,}",
            _internet(environment, each),
        )
        for each in environment.resources.of("ec2.Subnet")
        for block in [str(each.inputs.get("cidrBlock"))]
    ]
    order = list(planned)
    rows.sort(key=lambda row: (order.index(row[1]) if row[1] in order else 9, row[2], row[0]))
    return table(("Block", "Tier", "Zone", "Addresses", "Way to the internet"), rows)


def _given(environment: Environment) -> str:
    """Returns the subnets of a network that exists, whose ranges and routes are not known here."""
    rows = [
        (f"`{each.inputs['id']}`", str(each.inputs["tier"]), str(each.inputs["availabilityZone"]))
        for each in environment.resources.of("ec2.Subnet")
        if each.given
    ]
    return joined(
        "The network exists already: ranges, routes and access lists are its owner's.",
        table(("Subnet", "Tier", "Zone"), rows),
    )


def _internet(environment: Environment, subnet: Resource) -> str:
    resources = environment.resources
    tables = [
        found
        for each in resources.of("ec2.RouteTableAssociation")
        if subnet in resources.referred(each.inputs.get("subnetId"), "ec2.Subnet")
        for found in resources.referred(each.inputs.get("routeTableId"), "ec2.RouteTable")
    ]
    for route in resources.of("ec2.Route"):
        if any(
            found in tables
            for found in resources.referred(route.inputs.get("routeTableId"), "ec2.RouteTable")
        ):
            if machines := translators(resources, route.inputs.get("networkInterfaceId")):
                return f"out only, by `{machines[0].name}`"
            if route.inputs.get("natGatewayId"):
                gates = resources.referred(route.inputs["natGatewayId"], "ec2.NatGateway")
                return f"out only, by `{gates[0].name}`" if gates else "out only"
            return "in and out"
    return "none"


def _reached(environment: Environment) -> str:
    into: dict[tuple[str, int | None], list[str]] = {}
    endpoints: dict[str, list[str]] = {}
    for hop in environment.graph.hops():
        kind = environment.graph.places[hop.target].kind
        if kind == "endpoint":
            endpoints.setdefault(hop.target, []).append(hop.source)
        elif hop.source not in (found := into.setdefault((hop.target, hop.port), [])):
            found.append(hop.source)
    rows = [
        (f"`{target}`", str(port or ""), quoted(sorted(sources)))
        for (target, port), sources in into.items()
    ]
    callers = {tuple(sorted(set(each))) for each in endpoints.values()}
    if endpoints and len(callers) == 1:
        name = f"{listed([counted(len(endpoints), 'private endpoint')])} of AWS"
        rows.append((name, "443", quoted(callers.pop())))
    else:
        rows += [(f"`{name}`", "443", quoted(sorted(found))) for name, found in endpoints.items()]
    return table(("Part", "Port", "Reached by"), rows)


def _members(environment: Environment) -> str:
    members: dict[str, list[str]] = {}
    for each in environment.containers:
        for name in each.networks:
            members.setdefault(name, []).append(each.name)
    return table(
        ("Network", "Containers"),
        ((f"`{name}`", quoted(found)) for name, found in sorted(members.items())),
    )
