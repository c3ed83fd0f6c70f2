"""Environment variables: the same names in every environment, with the values of each."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from config.workload import NamedProgram, Worker, contract
from operations.infrastructure.markdown import NONE, folded, joined, link, table
from operations.infrastructure.project import Environment, Project

_REFERENCE = re.compile(r"\$\{[\w-]+\.\w+ ([^{}$]+)\.(\w+)\}")
_WORDS = {
    "address": "address",
    "endpoint": "address",
    "primaryEndpointAddress": "address",
    "bucket": "name",
    "name": "name",
    "url": "address",
    "arn": "ARN",
}
SECRET = "*secret*"


def together(project: Project) -> str:
    """Returns the variables of every program, environment by environment."""
    if not project.workload.programs():
        return "The workload has no programs."
    about = link("config/workload.yaml", "config/workload.yaml")
    return joined(
        f"Each line under `uses` in {about} gives a program its variables, with the same names on "
        f"Docker and on AWS. {SECRET} stands for a value that arrives when the program starts; "
        "what is in italics AWS decides. `make env SERVICE=...` prints those of your machine.",
        *(_program(project, each) for each in project.workload.programs()),
    )


def _program(project: Project, named: NamedProgram) -> str:
    values = [_values(each, named) for each in project.environments]
    names = sorted({name for each in values for name in each})
    columns = ("Variable", *(each.stack for each in project.environments))
    rows = [(f"`{name}`", *(each.get(name, NONE) for each in values)) for name in names]
    return folded(f"{named.kind} {named.name}: {len(rows)} variables", table(columns, rows))


def _values(environment: Environment, named: NamedProgram) -> dict[str, str]:
    if environment.local:
        return _on_docker(environment, named)
    definition = environment.one("ecs.TaskDefinition", named.name)
    containers = definition.opened("containerDefinitions") if definition else []
    own: Mapping[str, Any] = next(
        (each for each in containers or [] if each.get("name") == named.name), {}
    )
    found = {each["name"]: _shown(str(each["value"])) for each in own.get("environment") or ()}
    return {**found, **{each["name"]: SECRET for each in own.get("secrets") or ()}}


def _on_docker(environment: Environment, named: NamedProgram) -> dict[str, str]:
    container = next((each for each in environment.containers if each.name == named.name), None)
    if container is None:
        return {}
    found = {name: _shown(value) for name, value in container.variables.items()}
    return {**dict.fromkeys(_hidden(named, found), SECRET), **found}


def _hidden(named: NamedProgram, found: "dict[str, str]") -> Iterator[str]:
    """Yields the names whose values a plan does not show: by the contract of both sides."""
    program = named.program
    worker = isinstance(program, Worker)
    yield from contract.secret_variables(program.uses)
    yield from contract.plain_variables(program.uses, worker=worker)
    if "AWS_ACCESS_KEY_ID" in found:
        yield from contract.SDK_VARIABLES[-1:]


def _shown(value: str) -> str:
    if not value:
        return "empty"
    found = _REFERENCE.fullmatch(value)
    if found:
        return f"*{_WORDS.get(found[2], found[2])} of {found[1]}*"
    return f"`{_REFERENCE.sub(lambda each: f'<{each[1]}>', value)}`"
