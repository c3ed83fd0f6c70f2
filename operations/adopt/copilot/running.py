"""The way in which a program of Copilot runs: folders, sidecars, shell and deployment."""

import re
from typing import Any

from config.values import images
from operations.adopt.copilot.application import Application
from operations.adopt.copilot.variables import variables
from operations.adopt.draft import image_of, name_of
from operations.adopt.ledger import Node


def translate(app: Application, root: Node, program: dict[str, Any], to: str) -> None:
    """Writes the keys that say how a program runs."""
    _folders(root, program, to)
    _sidecars(app, root, program, to)
    platform = root.get("platform")
    if platform:
        text = str(platform.value).lower()
        if "arm64" in text or "aarch64" in text:
            platform.left_out("write `cpu_architecture: ARM64` under services of the settings")
        elif "windows" in text:
            platform.left_out("images are for Linux here")
        else:
            platform.translated("cpu_architecture", "X86_64 is the default")


def _folders(root: Node, program: dict[str, Any], to: str) -> None:
    paths: list[str] = []
    volumes = root.get("storage", "volumes")
    for each in volumes.below() if volumes else ():
        path = each.get("path")
        if each.get("efs") and each.get("efs").value:  # type: ignore[union-attr]
            each.left_out(
                "is a file system (EFS), which tasks do not mount here: keep files in a bucket"
            )
        elif path and str(path.value).startswith("/"):
            paths.append(str(path.value).rstrip("/"))
            each.guessed(f"{to}.writable_paths", "its content is lost with the task")
    only = root.get("storage", "readonly_fs")
    if only:
        only.translated(f"{to}.writable_paths", "is so for each program here")
    if not (only and only.value):
        paths.append("/tmp")
        root.lacks(f"{to}.writable_paths", "its file system is read-only here: add where it writes")
    program["writable_paths"] = list(dict.fromkeys(paths))


def _sidecars(app: Application, root: Node, program: dict[str, Any], to: str) -> None:
    section = root.get("sidecars")
    for each in section.below() if section else ():
        if not isinstance(each.value, dict):
            continue
        image = each.get("image")
        location = (
            each.get("image", "location") if image and isinstance(image.value, dict) else image
        )
        name = name_of(each.key)
        place = f"{to}.sidecars.{name}"
        if location is None:
            each.left_out("is built here: push its image, and declare it under sidecars")
            continue
        reference = re.sub(r"\$\{[^}]*\}", "latest", image_of(str(location.value)))
        reference = reference if images.version(reference) else f"{reference}:latest"
        sidecar: dict[str, Any] = {"image": reference}
        location.translated(f"{place}.image")
        essential = each.get("essential")
        if essential:
            sidecar["essential"] = essential.value is not False
            essential.translated(f"{place}.essential")
        command = each.get("command")
        if command:
            words = command.value if isinstance(command.value, list) else str(command.value).split()
            sidecar["command"] = [str(word) for word in words]
            command.translated(f"{place}.command")
        variables(each, sidecar, place)
        if "uses" in sidecar:
            sidecar["secrets"] = sidecar.pop("uses")["secrets"]
        program.setdefault("sidecars", {})[name] = sidecar
