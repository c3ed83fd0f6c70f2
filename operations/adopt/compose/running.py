"""The way in which a program of a Compose file runs: its size, folders, user, checks and end."""

import re
from typing import Any

from operations.adopt.draft import fargate_size, seconds, secret
from operations.adopt.ledger import Node

_MIB = {"b": 1 / 2**20, "k": 1 / 1024, "m": 1, "g": 1024}


def translate(node: Node, program: dict[str, Any], to: str) -> None:
    """Writes the keys of a program that say how it runs."""
    _size(node, program, to)
    _folders(node, program, to)
    if "port" in program:
        _health(node, program, to)
    _user(node, program, to)
    _stop(node, program, to)
    _files(node, program, to)
    _secrets(node, program, to)


def memory(text: Any) -> float | None:
    """Returns an amount of memory in MiB.

    >>> memory("1.5gb")
    1536.0
    """
    match = re.fullmatch(r"([0-9.]+)\s*([bkmg]?)i?b?", str(text).strip().lower())
    return float(match[1]) * _MIB[match[2] or "b"] if match else None


def _size(node: Node, program: dict[str, Any], to: str) -> None:
    cpus = node.get("deploy", "resources", "limits", "cpus") or node.get("cpus")
    limit = node.get("deploy", "resources", "limits", "memory") or node.get("mem_limit")
    if cpus or limit:
        try:
            units = float(cpus.value) * 1024 if cpus else None
        except ValueError:
            units = None
        program["cpu"], program["memory_mib"] = fargate_size(
            units, memory(limit.value) if limit else None
        )
        said = f"{program['cpu']} and {program['memory_mib']} are the next pair that Fargate offers"
        for each in (cpus, limit):
            if each:
                each.translated(f"{to}.cpu, memory_mib", said)
    for each in (node.get("deploy", "replicas"), node.get("scale")):
        if each:
            each.left_out(
                f"write sizes.{to.rpartition('.')[2]}.tasks_min and tasks_max in the settings of "
                "an environment, of which each has its own"
            )


def _folders(node: Node, program: dict[str, Any], to: str) -> None:
    paths: list[str] = []
    tmpfs = node.get("tmpfs")
    if tmpfs:
        several = tmpfs.value if isinstance(tmpfs.value, list) else [tmpfs.value]
        paths += [str(each).partition(":")[0] for each in several]
        tmpfs.translated(f"{to}.writable_paths")
    section = node.get("volumes")
    for each in section.below() if section else ():
        kind, path = _volume(each.value)
        if kind == "volume" and path.startswith("/"):
            paths.append(path)
            each.guessed(
                f"{to}.writable_paths",
                "its content is lost with the task here: keep what must stay in a database or "
                "bucket, and take out what the program does not write",
            )
        else:
            each.left_out("comes from the desk; copy it into the image, or read it from a bucket")
    only = node.get("read_only")
    if only:
        only.translated(f"{to}.writable_paths", "is so for each program here")
    if not (only and only.value):
        paths.append("/tmp")
        node.lacks(f"{to}.writable_paths", "its file system is read-only here: add where it writes")
    program["writable_paths"] = [path for path in dict.fromkeys(paths) if _may_be(path)]


def _may_be(path: str) -> bool:
    """Returns true for a folder that is not the system's."""
    first = path.strip("/").split("/")[0]
    system = ("", "bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "sbin", "sys", "usr")
    return first not in system and re.fullmatch(r"/[A-Za-z0-9/._~?=&-]*", path) is not None


def _volume(value: Any) -> tuple[str, str]:
    """Returns the kind of a volume, and its path in the container."""
    if isinstance(value, dict):
        return str(value.get("type", "volume")), str(value.get("target", ""))
    source, colon, rest = str(value).partition(":")
    if not colon:
        return "volume", source
    bind = re.match(r"[./~$]|[A-Za-z]:\\", source)
    return ("bind" if bind else "volume"), rest.partition(":")[0]


def _health(node: Node, program: dict[str, Any], to: str) -> None:
    test = node.get("healthcheck", "test")
    text = " ".join(map(str, test.value)) if test and isinstance(test.value, list) else ""
    text = text or (str(test.value) if test else "")
    path = re.search(r"https?://[^/\s'\"]+(/[A-Za-z0-9/._~?=&-]*)?", text)
    if test and path:
        program["health_path"] = path[1] or "/"
        test.translated(f"{to}.health_path", "the gateway asks it; its times are the platform's")
    else:
        program["health_path"] = "/"
        tell = test.guessed if test else node.lacks
        tell(
            f"{to}.health_path", "the gateway needs a path that answers 200 without authentication"
        )


def _user(node: Node, program: dict[str, Any], to: str) -> None:
    user = node.get("user")
    if user and re.fullmatch(r"[0-9]{1,10}(:[0-9]{1,10})?", str(user.value)):
        program["user"] = str(user.value)
        user.translated(f"{to}.user")
    elif user:
        user.left_out("is a name; write its number, or USER in the image")


def _stop(node: Node, program: dict[str, Any], to: str) -> None:
    grace = node.get("stop_grace_period")
    found = seconds(grace.value) if grace else None
    if grace and found is not None:
        program["stop_timeout_seconds"] = min(max(int(found), 2), 120)
        grace.translated(f"{to}.stop_timeout_seconds", "Fargate allows 2 to 120 seconds")


def _files(node: Node, program: dict[str, Any], to: str) -> None:
    limit = node.get("ulimits", "nofile")
    if limit is None:
        return
    value: Any = limit.value
    if isinstance(value, dict):
        value = value.get("soft")
    if str(value).isdigit() and 1024 <= int(value) <= 1048576:
        program["open_files"] = int(value)
        limit.translated(f"{to}.open_files")


def _secrets(node: Node, program: dict[str, Any], to: str) -> None:
    section = node.get("secrets")
    for each in section.below() if section else ():
        name = each.value.get("source") if isinstance(each.value, dict) else each.value
        variable = re.sub(r"[^A-Z0-9]", "_", str(name).upper())
        secret(
            each,
            variable,
            program,
            to,
            f"is no file in /run/secrets here but a variable {variable}",
        )
