"""Runs a program once more with another command, in a container beside its own."""

import json
import secrets
from collections.abc import Mapping, Sequence

from operations.docker.engine import containers

BESIDE = "plinth.beside"
"""The label of such a container: the program's name."""
_CLIENT = {"PATH", "HOME", "HOSTNAME"}
"""Variables that the docker command itself needs unchanged. The image has its own."""
_LABELS = ("folder", "kind", "owner", "project", "stack", "clone", "image")


def create(container: str, name: str, command: Sequence[str], *, added: bool = False) -> str:
    """Creates a container like a program's, and returns its id. `command` takes the place of the
    program's own, as in a task on AWS, or with `added` comes after it. The image's entry point
    stays. The container takes no requests meant for the program, and removes itself when it
    ends."""
    [found] = json.loads(containers.engine("inspect", container))
    config, host = found["Config"], found["HostConfig"]
    first, *others = sorted(found["NetworkSettings"]["Networks"])
    variables = dict(each.split("=", 1) for each in config["Env"] or ())
    given = {key: value for key, value in variables.items() if key not in _CLIENT}
    words = ["create", "--rm", "--interactive", "--init", "--network", first]
    # Values are passed in the environment, because all users of the machine see command lines.
    words += [word for key in given for word in ("--env", key)]
    words += [word for label in _labels(config["Labels"], name) for word in ("--label", label)]
    words += ["--memory", str(host["Memory"]), "--memory-swap", str(host["MemorySwap"])]
    words += [f"--volume={bind}" for bind in host.get("Binds") or ()]
    words += [f"--tmpfs={path}:{text}" for path, text in (host.get("Tmpfs") or {}).items()]
    words += [f"--cap-drop={each}" for each in host.get("CapDrop") or ()]
    words += [f"--security-opt={each}" for each in host.get("SecurityOpt") or ()]
    words += ["--user", config["User"]] if config.get("User") else []
    words += ["--read-only"] if host.get("ReadonlyRootfs") else []
    entrypoint = config.get("Entrypoint") or []
    words += ["--entrypoint", entrypoint[0]] if entrypoint else []
    own = config.get("Cmd") or () if added or not command else ()
    words += ["--name", f"{container}-{secrets.token_hex(3)}"]
    given_words = [*entrypoint[1:], *own, *command]
    made = containers.engine(*words, config["Image"], *given_words, variables=given).strip()
    for network in others:
        containers.engine("network", "connect", network, made)
    return made


def _labels(labels: Mapping[str, str], name: str) -> list[str]:
    kept = {f"plinth.{each}": labels.get(f"plinth.{each}", "") for each in _LABELS}
    # It ends by itself, as a job does, whatever it runs beside.
    own = {"plinth.name": f"{name}-beside", "plinth.kind": "job", BESIDE: name}
    all_ = {**kept, **own}
    return [f"{key}={value}" for key, value in all_.items()]
