"""Programs: services, workers and jobs, with their sizes and images, and what each may use."""

import re
from collections.abc import Mapping
from typing import Any

from config.settings import size_of
from config.values import images
from config.workload import NamedProgram, Program, Uses
from operations.infrastructure.containers import Container
from operations.infrastructure.markdown import NONE, counted, joined, part, quoted, table
from operations.infrastructure.project import Environment, Project

PARTS = "Parts"
"""Section of the team's overview that says what each program, queue and so on is for."""


def together(project: Project) -> str:
    """Returns what runs, and how big it is in each environment."""
    return joined(
        part("Services", _services(project)),
        part("Workers", _workers(project)),
        part("Scheduled jobs", _jobs(project)),
        part("Sizes", _sizes(project)),
        part("Images", _images(project)),
    )


def alone(_project: Project, environment: Environment) -> str:
    """Returns the tasks of one environment, or its containers."""
    if environment.cloud:
        return part("Tasks", _tasks(environment))
    of = environment.containers
    programs = [each for each in of if each.kind != "infrastructure" and not each.runs_once]
    others = [each for each in of if each.kind == "infrastructure" and not each.runs_once]
    once = [each for each in of if each.runs_once]
    return joined(
        part("Containers of programs", _containers(environment, programs)),
        part("Containers of the infrastructure", _containers(environment, others)),
        part(
            "Containers that run to their end",
            table(
                ("Container", "Image", "Waits for"),
                ((f"`{each.name}`", f"`{each.image}`", quoted(each.needs)) for each in once),
            ),
        ),
    )


def uses(program: Program) -> str:
    """Returns what a program may use, as text."""
    use: Uses = program.uses
    found = [f"database `{name}` ({access})" for name, access in use.databases.items()]
    found += ["the cache"] if use.cache else []
    found += [f"cache `{name}`" for name in use.caches]
    found += ["the search engine"] if use.search_indexes else []
    for name, bucket in use.buckets.items():
        below = f" below `{bucket.prefix}`" if bucket.prefix else ""
        found.append(f"bucket `{name}` ({bucket.access.replace('_', ' and ')}{below})")
    found += [f"topic `{name}`" for name in use.topics]
    found += [f"queue `{name}` ({access})" for name, access in use.queues.items()]
    found += [f"secret `{name}`" for name in use.secrets]
    found += [f"own `{name}`" for name in use.own]
    return ", ".join(found) or NONE


def _services(project: Project) -> str:
    return table(
        ("Service", "Port", "Health check", "Calls", "Uses", "Purpose"),
        (
            (
                f"`{name}`",
                str(each.port),
                f"`{each.health_path}`",
                quoted(each.uses.services),
                uses(each),
                project.overview.line(PARTS, name),
            )
            for name, each in project.workload.services.items()
        ),
    )


def _workers(project: Project) -> str:
    return table(
        ("Worker", "Reads", "A message may wait", "A message takes", "Uses", "Purpose"),
        (
            (
                f"`{name}`",
                f"queue `{each.queue}`",
                f"{each.acceptable_latency_seconds} s",
                f"{each.seconds_per_message:g} s",
                uses(each),
                project.overview.line(PARTS, name),
            )
            for name, each in project.workload.workers.items()
        ),
    )


def _jobs(project: Project) -> str:
    return table(
        ("Job", "Starts", "Time zone", "Uses", "Purpose"),
        (
            (
                f"`{name}`",
                f"`{each.schedule}`",
                each.timezone,
                uses(each),
                project.overview.line(PARTS, name),
            )
            for name, each in project.workload.jobs.items()
        ),
    )


def _sizes(project: Project) -> str:
    columns = ("Program", *(each.stack for each in project.environments))
    return table(
        columns,
        (
            (f"`{named.name}`", *(_size(each, named) for each in project.environments))
            for named in project.workload.programs()
        ),
    )


def _size(environment: Environment, named: NamedProgram) -> str:
    size = size_of(named, environment.platform.settings)
    task = f"{vcpus(size.cpu)}, {memory(size.memory_mib)}"
    if environment.local:
        return f"{memory(size.memory_mib)} at most"
    return task if named.kind == "job" else f"{tasks(size.tasks_min, size.tasks_max)} of {task}"


def tasks(least: int, most: int) -> str:
    """Returns a range of tasks: `2 to 4 tasks`, `1 task`."""
    return counted(most, "task") if least == most else f"{least} to {counted(most, 'task')}"


def vcpus(units: int) -> str:
    """Returns CPU units as vCPU."""
    return f"{units / 1024:g} vCPU"


def memory(mib: int) -> str:
    """Returns MiB as GB, where it is a whole number of halves."""
    return f"{mib / 1024:g} GB" if mib % 512 == 0 else f"{mib} MiB"


def _images(project: Project) -> str:
    versions = table(
        ("Program", "Repository or image", *(each.stack for each in project.environments)),
        (
            (
                f"`{named.name}`",
                f"`{images.repository(named.program.image) or named.program.image}`",
                *(_version(each, named) for each in project.environments),
            )
            for named in project.workload.programs()
        ),
    )
    registry = project.compared("From", (("Registry", _registry),)) if versions else ""
    return joined(versions, registry)


def _registry(environment: Environment) -> str:
    local = environment.local
    if local:
        given = local.settings.docker.registry
        return f"`{given}`" if given else "the Docker engine of the machine"
    own = {images.repository(e.program.image) for e in environment.platform.workload.programs()}
    for each in environment.resources.of("ecs.TaskDefinition"):
        for container in each.opened("containerDefinitions") or ():
            place, _, image = str(container.get("image")).rpartition("/")
            if re.split("[:@]", image)[0] in own:
                return f"`{place}`"
    return ""


def _version(environment: Environment, named: NamedProgram) -> str:
    repository = images.repository(named.program.image)
    if repository is None:
        return "as it is"
    given = environment.platform.settings.images.get(repository)
    version = given or images.version(named.program.image)
    local = environment.local
    stand_in = local is not None and local.settings.docker.stand_ins and not named.program.build
    return f"`{version}`" + (", a stand-in until there is one" if stand_in else "")


def _tasks(environment: Environment) -> str:
    spot = {
        each.name: strategy.get("weight")
        for each in environment.resources.of("ecs.Service")
        for strategy in each.inputs.get("capacityProviderStrategies") or ()
        if strategy.get("capacityProvider") == "FARGATE_SPOT"
    }
    rows = []
    for each in environment.resources.of("ecs.TaskDefinition"):
        containers = each.opened("containerDefinitions") or []
        own: Mapping[str, Any] = next((c for c in containers if c.get("name") == each.name), {})
        logs = (own.get("logConfiguration") or {}).get("options") or {}
        beside = [str(c.get("name")) for c in containers if c is not own]
        rows.append(
            (
                f"`{each.name}`",
                f"{vcpus(int(each.inputs['cpu']))}, {memory(int(each.inputs['memory']))}",
                str((each.inputs.get("runtimePlatform") or {}).get("cpuArchitecture", "")),
                f"{spot[each.name]} %" if spot.get(each.name) else "",
                f"`{str(own.get('image', '')).rpartition('/')[2]}`",
                quoted(beside),
                f"`{logs['awslogs-group']}`" if "awslogs-group" in logs else "",
                f"{own['stopTimeout']} s" if "stopTimeout" in own else "",
            )
        )
    columns = ("Task", "Size", "Processor", "On Spot", "Image", "Beside it", "Log group", "To stop")
    return table(columns, rows)


def _containers(environment: Environment, found: list[Container]) -> str:
    by_name = environment.platform.workload.by_name()
    services = environment.platform.workload.services
    return table(
        ("Container", "Image", "Machine → container", "Starts after", "Memory", "Data", "Well if"),
        (
            (
                f"`{each.name}`",
                f"`{by_name[each.name].program.image if each.name in by_name else each.image}`",
                ", ".join(f"{outside} → {inside}" for outside, inside in each.ports)
                or (f"{NONE} → {services[each.name].port}" if each.name in services else ""),
                quoted(each.needs),
                f"{each.memory_mib} MiB" if each.memory_mib else "",
                ", ".join(f"`{volume}` at `{path}`" for volume, path in each.volumes),
                f"`{each.health}`" if each.health else "",
            )
            for each in found
        ),
    )
