"""Pipeline: what runs at each change, who checks what, and the way into production."""

import re
from collections.abc import Iterator

from operations.infrastructure.markdown import (
    code,
    folded,
    joined,
    link,
    numbered,
    part,
    table,
)
from operations.infrastructure.project import Project
from operations.infrastructure.running import makefile, workflows
from operations.infrastructure.running.workflows import Job, Workflow
from wording import listed

_CHECKS = (
    "check",
    "commits-check",
    "policies",
    "review",
    "scan",
    "workflows-check",
    "ready",
    "gateway-check",
    "drift",
)
"""Commands that judge a change or an environment."""


def together(project: Project) -> str:
    """Returns the workflows, the checks that they make, and the steps of each."""
    found = workflows.read(project.folder)
    if not found:
        return f"There are no workflows in `{workflows.FOLDER}/`."
    about = table(
        ("Workflow", "Starts", "Does"),
        (
            (link(each.name, f"{workflows.FOLDER}/{each.file}"), each.starts, each.about)
            for each in found
        ),
    )
    return joined(
        "GitHub Actions runs these:",
        about,
        _way(found),
        part("Tests and checks", _checks(found)),
        part(
            "Steps of the workflows",
            *(folded(each.name, *(_steps(job) for job in each.jobs)) for each in found),
        ),
    )


def _way(found: list[Workflow]) -> str:
    for each in found:
        if any(job.environment for job in each.jobs):
            return joined(
                f"The way of a change through `{each.name}`. The protection rules of an "
                "environment on GitHub say who approves it.",
                code(_drawn(each), "mermaid"),
            )
    return ""


def deploying(project: Project) -> dict[str, str]:
    """Returns the workflows that deploy to each environment of the repository, by its name."""
    found: dict[str, list[str]] = {}
    for each in workflows.read(project.folder):
        for job in each.jobs:
            if job.environment:
                found.setdefault(job.environment, []).append(each.name)
    return {name: listed(list(dict.fromkeys(names))) for name, names in found.items()}


def _checks(found: list[Workflow]) -> str:
    said = makefile.commands()
    rows = []
    for name in _CHECKS:
        used = re.compile(rf"\bmake {re.escape(name)}\b(?!-)")
        by = [each.name for each in found if any(used.search(step) for step in each.steps)]
        if by and name in said:
            rows.append((f"`make {name}`", said[name], listed(by)))
    return table(("Command", "Checks", "Run by"), rows)


def _steps(job: Job) -> str:
    where = f" (in the environment `{job.environment}`)" if job.environment else ""
    return joined(f"**{job.name}**{where}", numbered(job.steps)) if job.steps else ""


def _drawn(workflow: Workflow) -> Iterator[str]:
    yield "flowchart LR"
    yield f'  start(["{workflow.starts.replace("`", "")}"])'
    for job in workflow.jobs:
        where = f"<br/>environment {job.environment}" if job.environment else ""
        name = job.name.replace('"', "'")
        yield f'  {_node(job.key)}["{name}{where}"]'
        befores = [_node(each) for each in job.needs] or ["start"]
        yield from (f"  {before} --> {_node(job.key)}" for before in befores)


def _node(key: str) -> str:
    """Returns a job's name in the drawing. Alone it might be a word of Mermaid, such as `end`."""
    return "job_" + re.sub(r"\W", "_", key)
