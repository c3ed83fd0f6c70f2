"""One manifest of a service or a job."""

import os
import re
import shlex
from typing import Any

from config.values import images, schedules
from operations.adopt.copilot import counts, messages, routes, running
from operations.adopt.copilot.application import Application
from operations.adopt.copilot.variables import variables
from operations.adopt.draft import fargate_size, image_of, name_of
from operations.adopt.ledger import Node

_KINDS = {
    "Load Balanced Web Service": "services",
    "Backend Service": "services",
    "Request-Driven Web Service": "services",
    "Worker Service": "workers",
    "Scheduled Job": "jobs",
}
_LISTENS = 80
"""Port that is guessed where a manifest names none."""


def translate(app: Application, root: Node) -> None:
    """Writes the program of a manifest into the draft."""
    kind, named = root.get("type"), root.get("name")
    section = _KINDS.get(str(kind.value)) if kind else None
    name = name_of(str(named.value)) if named else ""
    if section is None or not name:
        root.left_out("is no type of manifest that Copilot documents, or has no name")
        return
    program: dict[str, Any] = {}
    to = f"{section}.{name}"
    app.draft.sections[section][name] = program
    for each in (kind, named):
        if each:
            each.translated(to)
    _image(app, root, program, to)
    if section == "services":
        _port(root, program, to)
        routes.translate(app, root, program, to)
    elif section == "workers":
        messages.subscribe(app, root, program, name)
    else:
        _schedule(root, program, to)
    _size(root, program, to)
    _words(root, program, to)
    variables(root, program, to)
    messages.publish(app, root, program, name)
    running.translate(app, root, program, to)
    if section != "jobs":
        counts.translate(app, root, program, name, section)
    _overrides(app, root, name, section)


def _image(app: Application, root: Node, program: dict[str, Any], to: str) -> None:
    name = to.rpartition(".")[2]
    location, build = root.get("image", "location"), root.get("image", "build")
    program["image"] = f"{name}:1.0.0"
    if location:
        reference = re.sub(r"\$\{[^}]*\}", "latest", image_of(str(location.value)))
        program["image"] = reference if images.version(reference) else f"{reference}:latest"
        if program["image"].endswith(":latest"):
            location.guessed(f"{to}.image", "has no version, so tasks may run different ones")
        else:
            location.translated(f"{to}.image")
    elif build:
        section = {"dockerfile": build.value} if isinstance(build.value, str) else build.value
        dockerfile = str(section.get("dockerfile", "Dockerfile"))
        context = str(section.get("context") or os.path.dirname(dockerfile) or ".")
        where = os.path.relpath(app.folder.parent / context, app.out)
        program["build"] = {"context": where}
        relative = os.path.relpath(dockerfile, context)
        if relative != "Dockerfile":
            program["build"]["dockerfile"] = relative
        build.guessed(
            f"{to}.image, build",
            "a repository that the platform keeps; `make images-release` pushes to it",
        )
    else:
        root.lacks(f"{to}.image", "has no image: name the one that runs")


def _port(root: Node, program: dict[str, Any], to: str) -> None:
    port = root.get("image", "port")
    if port and str(port.value).isdigit():
        program["port"] = int(port.value)
        port.translated(f"{to}.port")
        return
    program["port"] = _LISTENS
    root.lacks(
        f"{to}.port",
        "has no port: write the one at which it listens; if it reads a queue, move it to workers",
    )


def _schedule(root: Node, program: dict[str, Any], to: str) -> None:
    found = root.get("on", "schedule")
    text = str(found.value) if found else "none"
    wanted = _scheduler(text)
    if wanted is None or schedules.schedule_problem(wanted):
        program["schedule"] = "rate(1 day)"
        (found.guessed if found else root.lacks)(
            f"{to}.schedule", f"{text} is no schedule of EventBridge: write when it starts"
        )
        return
    program["schedule"] = wanted
    if found:
        found.translated(f"{to}.schedule", "in UTC, unless `timezone` says otherwise")


def _scheduler(text: str) -> str | None:
    """Returns a schedule of Copilot in EventBridge's form.

    >>> _scheduler("0 3 * * 1")
    'cron(0 3 ? * 2 *)'
    """
    words = {"@hourly": "rate(1 hour)", "@daily": "cron(0 0 * * ? *)"}
    words |= {"@midnight": "cron(0 0 * * ? *)", "@weekly": "cron(0 0 ? * 1 *)"}
    words |= {"@monthly": "cron(0 0 1 * ? *)", "@yearly": "cron(0 0 1 1 ? *)"}
    if text in words or text.startswith(("cron(", "rate(")):
        return words.get(text, text)
    if every := re.fullmatch(r"@every (\d+)(h|m)(?:0m)?(?:0s)?", text):
        unit = {"h": "hour", "m": "minute"}[every[2]]
        return f"rate({every[1]} {unit}{'' if every[1] == '1' else 's'})"
    fields = text.split()
    if len(fields) != 5:
        return None
    minute, hour, day, month, week = fields
    if week == "*":
        week = "?"
    else:
        # Days of the week count from 0 in cron, and from 1 in EventBridge; 7 is Sunday in both.
        week = re.sub(r"(?<![#/\d])\d", lambda found: str(int(found[0]) % 7 + 1), week)
        day = "?" if day == "*" else day
    return f"cron({minute} {hour} {day} {month} {week} *)"


def _size(root: Node, program: dict[str, Any], to: str) -> None:
    cpu, memory = root.get("cpu"), root.get("memory")
    if cpu is None and memory is None:
        return
    program["cpu"], program["memory_mib"] = fargate_size(counts.number(cpu), counts.number(memory))
    said = f"{program['cpu']} and {program['memory_mib']} is the pair that Fargate offers"
    for each in (cpu, memory):
        if each:
            each.translated(f"{to}.cpu, memory_mib", said)


def _words(root: Node, program: dict[str, Any], to: str) -> None:
    command = root.get("command")
    if command is None:
        return
    if isinstance(command.value, list):
        program["command"] = [str(each) for each in command.value]
    else:
        try:
            program["command"] = shlex.split(str(command.value))
        except ValueError:
            program["command"] = str(command.value).split()
    command.translated(f"{to}.command")


def _overrides(app: Application, root: Node, name: str, section: str) -> None:
    """Writes what an environment has of its own into its settings."""
    for each in (root.get("environments") or Node(root.source, (), {})).below():
        app.names.setdefault(each.key)
        if not isinstance(each.value, dict):
            continue
        cpu, memory = each.get("cpu"), each.get("memory")
        if cpu or memory:
            size = app.draft.size(each.key, name)
            own = app.draft.sections[section][name]
            size["cpu"], size["memory_mib"] = fargate_size(
                counts.number(cpu) or own.get("cpu"), counts.number(memory) or own.get("memory_mib")
            )
            for key in (cpu, memory):
                if key:
                    key.translated(f"Pulumi.{each.key}.yaml sizes.{name}")
        if section != "jobs":
            counts.size(
                each, app.draft.size(each.key, name), f"Pulumi.{each.key}.yaml sizes.{name}"
            )
        routes.of_environment(app, each)
        location = each.get("image", "location")
        if location and images.repository(str(location.value)) is None:
            location.left_out("environments run the same image here: name one, or a version of it")
