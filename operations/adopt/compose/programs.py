"""One program of a Compose file: its kind, and its keys."""

import os
import re
import shlex
from typing import Any

from config.values import images
from operations.adopt.compose import files, ports, running
from operations.adopt.compose.scene import Scene
from operations.adopt.draft import image_of, name_of, variable
from operations.adopt.ledger import Node

_WORKER = re.compile(r"worker|celery|sidekiq|consumer|queue|resque|\brq\b|listener|subscriber")
_JOB = re.compile(r"cron|nightly|schedul|backup|cleanup|report")


def translate(scene: Scene, node: Node) -> None:
    """Writes a program into the draft, or says why there is none for it."""
    program: dict[str, Any] = {}
    name = name_of(node.key)
    port = ports.port_of(scene, node)
    if _is_one_shot(scene, node):
        node.left_out(
            "runs once and ends: write its command as `migration` of the service that waits for it"
        )
        return
    words = " ".join([node.key, *_words(node.get("command"))]).lower()
    if port is not None:
        kind = "services"
        program["port"] = port
    elif _WORKER.search(words) and not _JOB.search(words):
        kind = "workers"
        _worker(scene, node, program, name)
    elif _JOB.search(words):
        kind = "jobs"
        program["schedule"] = "rate(1 day)"
        node.lacks(f"jobs.{name}.schedule", "its name is that of a job: write when it starts")
    else:
        node.left_out(
            "has no port, so it is no service: name one under `expose` and adopt again, or "
            "write it under workers with its queue, or under jobs with a schedule"
        )
        return
    to = f"{kind}.{name}"
    scene.draft.sections[kind][name] = program
    _image(scene, node, program, to)
    _command(node, program, to)
    if kind == "services":
        ports.route(scene, node, program, to)
    _variables(scene, node, program, to)
    running.translate(node, program, to)


def _is_one_shot(scene: Scene, node: Node) -> bool:
    """Returns true if another service waits until this one has ended."""
    return any(
        (condition := other.get("depends_on", node.key, "condition"))
        and condition.value == "service_completed_successfully"
        for other in scene.programs.values()
    )


def _worker(scene: Scene, node: Node, program: dict[str, Any], name: str) -> None:
    program.update(queue=name, acceptable_latency_seconds=60, seconds_per_message=1)
    scene.draft.sections["queues"].setdefault(name, {})
    node.lacks(
        f"workers.{name}.queue",
        "its name is that of a worker: its queue is SQS here, and the program must read "
        "QUEUE_URL; write how long a message may wait and how long one takes",
    )


def _image(scene: Scene, node: Node, program: dict[str, Any], to: str) -> None:
    build, image = node.get("build"), node.get("image")
    name = to.rpartition(".")[2]
    if build is not None:
        context = build.value if isinstance(build.value, str) else build.value.get("context", ".")
        if re.match(r"[a-z]+://|git@", str(context)):
            build.left_out("builds from another place; push the image and name it under `image`")
        else:
            _build(scene, build, str(context), program, to)
        tag = images.version(str(image.value)) if image else None
        program["image"] = f"{name}:{tag if tag and tag != 'latest' else '1.0.0'}"
        (image or build).guessed(
            f"{to}.image",
            "a repository that the platform keeps; `make images-release` pushes to it",
        )
        return
    if image is None:
        program["image"] = f"{name}:1.0.0"
        node.lacks(f"{to}.image", "has neither image nor build: name its image")
        return
    reference = image_of(str(image.value))
    if images.version(reference) in (None, "latest"):
        reference = reference.removesuffix(":latest") + ":latest"
        image.guessed(f"{to}.image", "has no version, so tasks may run different ones: name one")
    else:
        image.translated(f"{to}.image")
    program["image"] = reference


def _build(scene: Scene, build: Node, context: str, program: dict[str, Any], to: str) -> None:
    where = os.path.relpath((scene.folder / context).resolve(), scene.out)
    program["build"] = {"context": where}
    dockerfile = build.get("dockerfile")
    if dockerfile:
        program["build"]["dockerfile"] = str(dockerfile.value)
        dockerfile.translated(f"{to}.build.dockerfile")
    (build.get("context") or build).translated(f"{to}.build.context")
    if isinstance(build.value, dict):
        for each in build.below():
            if each.key not in ("context", "dockerfile"):
                each.left_out("is not known to the build here; write it into the Dockerfile")


def _words(node: Node | None) -> list[str]:
    if node is None:
        return []
    if isinstance(node.value, list):
        return [str(each) for each in node.value]
    try:
        return shlex.split(str(node.value))
    except ValueError:
        return str(node.value).split()


def _command(node: Node, program: dict[str, Any], to: str) -> None:
    command = node.get("command")
    if command is None:
        return
    words = _words(command)
    if isinstance(command.value, str) and re.search(r"&&|\|\||[|;<>]|\$", command.value):
        words = ["sh", "-c", command.value.strip()]
        command.guessed(f"{to}.command", "needs a shell, which the image must have")
    else:
        command.translated(f"{to}.command")
    program["command"] = words


def variables_of(node: Node) -> dict[str, tuple[Node, Any]]:
    """Returns the variables of a service with their places."""
    section = node.get("environment")
    found: dict[str, tuple[Node, Any]] = {}
    for each in section.below() if section else ():
        if isinstance(each.path[-1], int):
            name, equals, value = str(each.value).partition("=")
            found[name] = (each, value if equals else None)
        else:
            found[each.key] = (each, each.value)
    return found


def _variables(scene: Scene, node: Node, program: dict[str, Any], to: str) -> None:
    found = _from_files(scene, node)
    found.update(variables_of(node))
    for name, (place, value) in found.items():
        if mentioned(scene, node.key, str(value)):
            scene.mentions.setdefault(node.key, []).append((place, name, str(value)))
        else:
            variable(place, name, value, program, to)


def mentioned(scene: Scene, own: str, value: str) -> str | None:
    """Returns the service whose host name stands in a value."""
    for name in [*scene.data, *scene.programs]:
        if name == own:
            continue
        host = re.escape(name)
        if re.search(rf"(?:^|//|@|,){host}(?::\d+)?(?:$|[/?,])", value):
            return name
    return None


def _from_files(scene: Scene, node: Node) -> dict[str, tuple[Node, Any]]:
    section = node.get("env_file")
    if section is None:
        return {}
    found: dict[str, tuple[Node, Any]] = {}
    several = list(section.below()) if isinstance(section.value, list) else [section]
    for each in several:
        path = each.value.get("path") if isinstance(each.value, dict) else each.value
        file = scene.folder / str(path)
        if not file.is_file():
            each.left_out(f"{path} is not there; write its variables under environment")
            continue
        for name, value in files.dotenv(file).items():
            found[name] = (each, value)
        if not found:
            each.left_out(f"{path} has no variables")
    return found
