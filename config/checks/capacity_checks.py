"""Checks of sums that AWS refuses although each part is right: addresses,
connections to a database, and the size of a task; pure."""

import ipaddress
import json
from collections.abc import Iterator

from config.data import ExistingServer, PlacedServer
from config.network import BY_PRICE, NetworkSettings
from config.settings import CloudSettings, size_of
from config.values import Broken, KeyPath, aws_facts
from config.workload import Workload, contract

TASK_DEFINITION_BYTES = 64 * 1024
"""Largest size of a task definition, in bytes. Source:
docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""
_REST_OF_A_TASK = 4 * 1024
"""Bytes for the parts of a task definition that Plinth writes itself: names, logs, health,
secrets."""

_REFERENCE = "x" * 140
"""Text as long as a variable that Plinth gives: its name, and an address or an ARN."""

_KEPT_BY_AWS = 5
"""Number of addresses that AWS keeps in each subnet
(docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)."""
_LOAD_BALANCER = 8
"""Number of addresses that a load balancer needs free in each subnet
(docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html)."""
_PRIVATE_BITS, _PUBLIC_BITS = 4, 6
"""Bits by which a zone's private and public subnet are smaller than the network, of which they are
a sixteenth and a sixty-fourth (planning/network/subnet_plan.py)."""

_SIZES = ("services", "workers", "sizes")
"""Keys that say how many tasks there are."""


def address_problems(workload: Workload, settings: CloudSettings) -> Iterator[Broken]:
    """Yields a problem if there are more tasks than addresses in their subnets. Each task takes
    one, and a deployment starts as many tasks again before it stops the old ones. The sizes of
    subnets that exist are not known here."""
    if settings.network.existing:
        return
    bits = _PUBLIC_BITS if settings.network.nat == "public_tasks" else _PRIVATE_BITS
    prefix = ipaddress.IPv4Network(settings.network.cidr).prefixlen + bits
    taken = _KEPT_BY_AWS + _LOAD_BALANCER + _endpoints(settings.network)
    free = len(settings.network.zones) * (2 ** (32 - prefix) - taken)
    tasks = {
        each.name: size_of(each, settings).most_tasks
        for each in workload.programs()
        if each.kind != "job"
    }
    needed = 2 * sum(tasks.values())
    if needed > free:
        most = max(tasks, key=lambda name: tasks[name])
        yield Broken(
            "network.cidr",
            settings.network.cidr,
            f"leaves {free} addresses for tasks, and all of them at tasks_max need {needed} while "
            f"they are deployed ({most} alone {2 * tasks[most]}); choose a larger network now, "
            "because it cannot grow later, or lower tasks_max",
            reads=_SIZES,
        )


def _endpoints(network: NetworkSettings) -> int:
    """Returns the addresses that endpoints take of a subnet with tasks, at most."""
    if network.nat == "public_tasks":
        # Endpoints stand in the private subnets.
        return 0
    chosen = network.interface_endpoints
    return len(aws_facts.ENDPOINTS_WITHOUT_INTERNET if chosen == BY_PRICE else chosen)


def task_size_problems(workload: Workload) -> Iterator[Broken]:
    """Yields programs whose task definition ECS would refuse as too long, with paths of the
    workload."""
    for each in workload.programs():
        program = each.program
        pairs = [{"name": name, "value": value} for name, value in program.environment.items()]
        beside = [
            [sidecar.command, sidecar.environment, *([_REFERENCE] * len(sidecar.secrets))]
            for sidecar in program.sidecars.values()
        ]
        given = [_REFERENCE] * len(list(contract.variables(program.uses)))
        text = json.dumps([pairs, program.command, given, beside], ensure_ascii=False)
        size = len(text.encode()) + _REST_OF_A_TASK
        if size > TASK_DEFINITION_BYTES:
            yield Broken(
                (*each.path, "environment"),
                f"{len(pairs)} variables, {size // 1024} KiB",
                "is too long: ECS takes a task definition of 64 KiB; keep long values in a file "
                "of the image, or in a bucket",
            )


def connection_problems(
    server: PlacedServer | ExistingServer, settings: CloudSettings
) -> Iterator[Broken]:
    """Yields a problem if there are more tasks than a database server has connections, counting one
    for each task, with paths of the stack file. A proxy shares its own connections among the
    tasks."""
    if isinstance(server, PlacedServer) and server.settings.proxy is not None:
        return
    free = server.connections
    tasks = sum(
        size_of(each, settings).most_tasks
        for each in server.workload.programs()
        if each.kind != "job" and each.program.uses.databases
    )
    if free is not None and 2 * tasks > free:
        place, value = _of_connections(server)
        larger = "choose a larger size, lower tasks_max, or let a proxy share them"
        if isinstance(server, ExistingServer):
            larger = "have its owner raise it, or lower tasks_max"
        yield Broken(
            (*server.path, *place),
            value,
            f"takes {free} connections, and the tasks that use it need {2 * tasks} at tasks_max "
            f"while they are deployed, one for each; {larger}",
            reads=_SIZES,
        )


def _of_connections(server: PlacedServer | ExistingServer) -> tuple[KeyPath, object]:
    """Returns the key that decides the number of connections, and its value."""
    if isinstance(server, ExistingServer):
        return ("max_connections",), server.given.max_connections
    if own := server.settings.parameters.get("max_connections"):
        return ("parameters", "max_connections"), own
    if aurora := server.aurora:
        key = "max_acus" if aurora.acus else "instance_class"
        return ("aurora", key), getattr(aurora, key)
    return ("instance_class",), server.settings.instance_class
