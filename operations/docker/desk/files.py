"""The files that containers on Docker are given, written out for review: SQL, the configuration of
the gateway and the broker, policies, scripts. They are read from the plan of a stack, so they are
the ones that run, with the passwords of a preview in place of the stack's own."""

import json
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from operations.docker.stack import plain
from operations.pulumi_cli import settings_of

_CONTAINER = "docker:index/container:Container"
_FOLDERS = {"database-setup": "sql/", "objects-users": "policies/"}
_NAMES = {"start.py": "queues.py.txt"}
"""Renames generated scripts so that tools do not lint them as project code."""
_PLANS = {"broker-setup": "definitions.json", "objects-setup": "buckets.json"}
_OBJECTS = ("seaweedfs", "minio")


def generated(project: Path, stack: str) -> dict[str, str]:
    """Returns the content of each file by its name, for both ways of carrying messages and for both
    servers of objects."""
    files: dict[str, str] = {}
    for messaging, objects in zip(("rabbitmq", "aws"), _OBJECTS, strict=True):
        for name, inputs in _containers(project, stack, messaging, objects):
            for upload in inputs.get("uploads") or ():
                file = Path(upload["file"]).name
                if place := _place(name, file):
                    files[place] = upload["content"]
            if name == "objects-users":
                files["users.sh"] = inputs["command"][0]
    return dict(sorted(files.items()))


def _place(container: str, file: str) -> str:
    """Returns the name under which a file is written. Empty if there is nothing in it to review."""
    if container in _PLANS:
        # The programs of the setups are files of the project already.
        return _PLANS[container] if file == "plan.json" else ""
    if file.endswith(".pem"):
        return ""
    return _FOLDERS.get(container, "") + _NAMES.get(file, file)


def _containers(
    project: Path, stack: str, messaging: str, objects: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    from backends import PlanBackend
    from engine import run_function

    settings = settings_of(project, stack)
    settings["docker"]["messaging"] = messaging
    settings["docker"]["servers"] = {**settings["docker"].get("servers", {}), "objects": objects}
    outcome = run_function(
        lambda: runpy.run_path(str(project / "__main__.py"), run_name="__main__"),
        PlanBackend(),
        stack=stack,
        config={"plinth:settings": json.dumps(settings), "plinth:own-file": "false"},
    )
    for each in outcome.registrations:
        if each.type == _CONTAINER:
            yield each.name, plain(each.inputs)
