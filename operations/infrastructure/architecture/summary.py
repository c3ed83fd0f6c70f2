"""Overview: what the product is made of, by component, and answers to what is asked most."""

from collections.abc import Callable

from operations.infrastructure.architecture import (
    cache,
    databases,
    gateway,
    messages,
    servers,
    storage,
)
from operations.infrastructure.architecture.environments import place
from operations.infrastructure.markdown import (
    NONE,
    counted,
    joined,
    link,
    part,
    quoted,
    table,
)
from operations.infrastructure.project import Environment, Project
from wording import listed

PAGE = "docs/infrastructure.md"


def together(project: Project) -> str:
    """Returns the overview."""
    workload = project.workload
    runs = [
        counted(len(found), noun)
        for noun, found in (
            ("service", workload.services),
            ("worker", workload.workers),
            ("scheduled job", workload.jobs),
        )
        if found
    ]
    places = [f"`{each.stack}` ({place(each)})" for each in project.environments]
    said = (
        f"`{project.name}` runs {listed(runs) or 'no program'} in "
        f"{counted(len(project.environments), 'environment')}: {'; '.join(places)}. What runs is "
        f"written once, in {link('config/workload.yaml', 'config/workload.yaml')}; how big, in "
        "each environment's `Pulumi.<stack>.yaml`. One Pulumi program makes all else from these "
        "files, and nothing is set up by hand."
    )
    overview = project.overview
    return joined(
        overview.of("Purpose"),
        said,
        f"**Status**: {overview.line('Status')}" if overview.of("Status") else "",
        part("Components", _components(project)),
    )


def _components(project: Project) -> str:
    rows: list[tuple[str, str, Callable[[Environment], str]]] = [
        ("Programs run on", "containers", _runtime),
        ("Edge", "cache and first defence", gateway.edge),
        ("Firewall", "attacks and floods", lambda e: gateway.firewall(e).partition(":")[0]),
        ("Gateway", "the only way in: routes, tokens", gateway.technology),
        ("Database", "the main data", servers.software),
        ("Cache", "sessions, copies of data", cache.software),
        ("Messages", "work that can wait", messages.software),
        ("Objects", "files, archives, backups", storage.software),
        ("Secrets", "passwords and keys", _secrets),
        ("Logs", "what programs said", _logs),
        ("Metrics and alarms", "what goes wrong", _alarms),
        ("Infrastructure as code", "all of the above", lambda _: "Pulumi, Python"),
    ]
    lines = [(f"{name}", why, *map(told, project.environments)) for name, why, told in rows]
    return table(
        ("Component", "For", *(each.stack for each in project.environments)),
        [line for line in lines if any(text not in ("", NONE) for text in line[2:])],
    )


def _runtime(environment: Environment) -> str:
    if environment.local:
        return "Docker"
    return "ECS on Fargate" if environment.resources.of("ecs.Service") else "ECS"


def _secrets(environment: Environment) -> str:
    return "made by the stack" if environment.local else "Secrets Manager"


def _logs(environment: Environment) -> str:
    return "container logs" if environment.local else "CloudWatch Logs"


def _alarms(environment: Environment) -> str:
    if environment.local:
        return ""
    return f"CloudWatch, {counted(len(environment.alarms), 'alarm')}"


def questions(project: Project) -> list[tuple[str, str]]:
    """Returns questions that are asked most, about the parts of this room, with their answers."""
    found = []
    for name in project.workload.databases:
        write = databases.users_of(project, name, "write")
        read = databases.users_of(project, name, "read")
        found.append(
            (
                f"Who may read the database `{name}`?",
                f"Only {quoted([*write, *read])}; of them {quoted(write)} may write "
                f"({link('databases', f'{PAGE}#databases')}).",
            )
        )
    paths = gateway.open_paths(project)
    if paths:
        found.append(
            (
                "What answers without a token?",
                f"{', '.join(dict.fromkeys(paths))} ({link('routes', f'{PAGE}#gateway')}).",
            )
        )
    return found
