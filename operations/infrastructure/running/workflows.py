"""The workflows of the repository: their triggers, jobs and steps, read from their files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wording import listed

FOLDER = ".github/workflows"
_EVENTS = {
    "pull_request": "each pull request",
    "push": "each push",
    "schedule": "on a schedule",
    "workflow_dispatch": "by hand",
    "workflow_run": "after another workflow",
}
_UNTOLD = ("actions/checkout", "actions/setup-python", "pulumi/actions")
"""Actions that only prepare the machine."""
_TOLD = {
    "actions/upload-artifact": "keeps",
    "actions/download-artifact": "takes what was kept:",
}
"""Actions that hand files on, in words. The name of what they hand on follows."""
_MATRIX = re.compile(r"\$\{\{ *matrix\.([\w-]+) *\}\}")


@dataclass(frozen=True)
class Job:
    """One job of a workflow."""

    key: str
    name: str
    environment: str
    needs: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Workflow:
    """One file of the folder."""

    file: str
    name: str
    about: str
    """First sentence of the comment that the file begins with."""
    starts: str
    jobs: tuple[Job, ...]

    @property
    def steps(self) -> list[str]:
        """The steps of all jobs."""
        return [step for job in self.jobs for step in job.steps]


def read(folder: Path) -> list[Workflow]:
    """Returns the workflows of a project, by file."""
    return [_workflow(file) for file in sorted((folder / FOLDER).glob("*.y*ml"))]


def _workflow(file: Path) -> Workflow:
    text = file.read_text(encoding="utf-8")
    content: Mapping[Any, Any] = yaml.safe_load(text) or {}
    head = re.match(r"(?:#.*\n)*", text)
    comment = re.sub(r"^# ?", "", head[0] if head else "", flags=re.MULTILINE)
    # YAML 1.1 reads the key `on` as true.
    events = content.get("on", content.get(True)) or {}
    return Workflow(
        file=file.name,
        name=str(content.get("name") or file.stem),
        about=re.split(r"(?<=\.)\s", " ".join(comment.split()), maxsplit=1)[0].rstrip("."),
        starts=_starts(events),
        jobs=tuple(_jobs(content.get("jobs") or {})),
    )


def _starts(events: Any) -> str:
    names = [events] if isinstance(events, str) else list(events)
    return ", ".join(
        _start(str(name), events.get(name) if isinstance(events, Mapping) else None)
        for name in names
    )


def _start(event: str, options: Any) -> str:
    if event == "schedule" and options:
        return f"`{options[0].get('cron')}` UTC"
    if isinstance(options, Mapping):
        if event == "push" and options.get("branches"):
            return f"each push to {listed([f'`{each}`' for each in options['branches']])}"
        if event == "workflow_run" and options.get("workflows"):
            return f"after {listed(list(options['workflows']))}"
    return _EVENTS.get(event, event)


def _jobs(jobs: Mapping[str, Any]) -> Iterator[Job]:
    for key, job in jobs.items():
        needs = job.get("needs") or ()
        environment = job.get("environment") or ""
        if isinstance(environment, Mapping):
            environment = environment.get("name") or ""
        yield Job(
            key=key,
            name=_filled(str(job.get("name") or key), job),
            environment=str(environment),
            needs=(needs,) if isinstance(needs, str) else tuple(needs),
            steps=tuple(step for each in job.get("steps") or () if (step := _step(each))),
        )


def _filled(name: str, job: Mapping[str, Any]) -> str:
    """Returns the name of a job with all values of its matrix."""
    matrix = (job.get("strategy") or {}).get("matrix") or {}

    def values(match: re.Match[str]) -> str:
        found = [*(matrix.get(match[1]) or ())]
        found += [row[match[1]] for row in matrix.get("include") or () if match[1] in row]
        return listed([str(each) for each in found]) if found else match[1]

    return _MATRIX.sub(values, name)


def _step(step: Mapping[str, Any]) -> str:
    """Returns a step by its name, its command or its action. Empty if it only prepares."""
    if step.get("name"):
        return str(step["name"])
    if "run" in step:
        lines = [line.strip() for line in str(step["run"]).splitlines()]
        lines = [line for line in lines if line and not line.startswith("#")]
        if len(lines) == 1:
            return f"`{lines[0].replace(' PYTHON=python', '')}`"
        return f"a script of {len(lines)} lines" + (f", `{step['id']}`" if step.get("id") else "")
    action = str(step.get("uses") or "").partition("@")[0]
    if not action or action in _UNTOLD:
        return ""
    given = step.get("with") or {}
    if action in _TOLD:
        return f"{_TOLD[action]} `{_named(given.get('name', 'files'))}`"
    words = " ".join(f"{key}={value}" for key, value in given.items())
    return f"action `{action}`" + (f" ({_named(words)})" if words else "")


def _named(text: object) -> str:
    """Returns a text with the names of the matrix's values in their place."""
    return _MATRIX.sub(r"<\1>", str(text))
