"""The files that containers on Docker are given, written out for review: SQL, the gateway's and the
broker's configuration, policies, scripts. They are read from the plan of a stack, so they are what
runs, with the passwords of a preview in place of the stack's own."""

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
"""Of what is no file of this project's own Python."""
_PLANS = {"broker-setup": "definitions.json", "objects-setup": "buckets.json"}
_OBJECTS = ("seaweedfs", "minio")


def generated(project: Path, stack: str) -> dict[str, str]:
    """Name -> content, for both of the ways in which messages are carried, and for both servers of
    objects."""
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
    """Where a file is written; nowhere if there is nothing to review in it."""
    if container in _PLANS:
        # The programs of the setups stand in the project as they are.
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
