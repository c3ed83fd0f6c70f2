"""Fingerprints of all that a plan depends on: program, configuration, images, state and tools. They
say afterwards what moved."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from config import ConfigError
from config.files import yaml_file
from engine.values import encrypted
from operations.errors import OperationError
from operations.images import references
from operations.plan import short_type
from operations.pulumi_cli import cloud_platform, settings_of

Bindings = dict[str, dict[str, str]]
"""The fingerprints by part and by what they are of, such as a file or a key."""

PARTS: Mapping[str, tuple[str, str]] = {
    "program": ("the program", "go back to the commit of the plan, or plan again"),
    "configuration": ("the configuration", "take the edit back, or plan again"),
    "images": ("the images", "set the versions of the plan again, or plan again"),
    "state": ("the state", "somebody deployed since: plan again, on what stands there now"),
    "tools": ("the tools", "use the versions of the plan (make sets them up), or plan again"),
}
"""The parts of a plan, with their names and with what to do if one moved."""

_CONFIGURATION = ("config/workload.yaml", "config/teams/", "Pulumi.yaml", "own/")
_NOT_BOUND = (
    "created",
    "dependencies",
    "modified",
    "propertyDependencies",
    "sourcePosition",
    "stackTrace",
)
"""Keys of a resource's state that say nothing about the resource, or whose order is chance."""


def program(folder: Path, stack: str, *, without: Path | None = None) -> dict[str, str]:
    """Returns the fingerprint of each file that git tracks, or that is new and not ignored, but for
    the configuration. `without` is the file of the plan itself."""
    skipped = {without.resolve()} if without else set()
    return {
        name: _of_file(file)
        for name in _names(folder)
        if not _is_configuration(name, stack)
        and (file := folder / name).resolve() not in skipped
        and file.is_file()
    }


def _names(folder: Path) -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if ended.returncode:
        raise OperationError(
            f"git cannot list the program: {ended.stderr.decode(errors='replace').strip()}",
            file=folder,
            remedy="a plan is bound to what git knows; work in a clone",
        )
    return sorted(name for name in ended.stdout.decode().split("\0") if name)


def _is_configuration(name: str, stack: str) -> bool:
    return name.startswith(_CONFIGURATION) or name in _files_of(stack)


def _files_of(stack: str) -> tuple[str, str]:
    return f"Pulumi.{stack}.yaml", f"Pulumi.{stack}.local.yaml"


def commit(folder: Path) -> str:
    """Returns the commit that is checked out, for people. Empty where there is none."""
    command = ["git", "rev-parse", "HEAD"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else ""


def configuration(folder: Path, stack: str) -> dict[str, str]:
    """Returns the fingerprint of each key of the stack's settings, of the rest of its file, and of
    each other file of the configuration. Versions of images are not among them."""
    settings = {key: each for key, each in settings_of(folder, stack).items() if key != "images"}
    found = {path: _of(value) for path, value in _leaves("", settings)}
    found |= configuration_files(folder)
    own = folder / f"Pulumi.{stack}.yaml"
    found |= {path: _of(value) for path, value in _leaves("", _beside_settings(own))}
    return found


def configuration_files(folder: Path) -> dict[str, str]:
    """Returns the fingerprint of each file of the configuration that all stacks share."""
    return {
        name: _of_file(folder / name)
        for name in _names(folder)
        if name.startswith(_CONFIGURATION) and (folder / name).is_file()
    }


def _beside_settings(file: Path) -> Any:
    """Returns the content of a stack's file but for the settings, which are read with those of the
    developer's own file."""
    try:
        content = yaml_file.read(file).content
    except ConfigError as error:
        raise OperationError(str(error)) from None
    if not isinstance(content, dict):
        return {}
    config = content.get("config")
    if isinstance(config, dict):
        rest = {key: value for key, value in config.items() if not key.endswith(":settings")}
        return {**content, "config": rest}
    return content


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), item)
    else:
        yield path, value


def images(folder: Path, stack: str) -> dict[str, str]:
    """Returns the reference of each image that the programs of a stack run."""
    return references(cloud_platform(folder, stack))


def state(exported: str) -> dict[str, str]:
    """Returns the fingerprint of each resource of a state, by `pulumi stack export`, and of the
    state as a whole.

    A folder or a bucket counts no versions. The engine writes the time of the update that was the
    last one, and that stands for a version: an update that changed nothing moves it too.
    """
    deployment = json.loads(exported).get("deployment") or {}
    found = {}
    for each in deployment.get("resources") or ():
        known = {key: value for key, value in each.items() if key not in _NOT_BOUND}
        found[f"{each['urn']}{' (to be deleted)' if each.get('delete') else ''}"] = _of(known)
    if pending := deployment.get("pending_operations"):
        found["pending operations"] = _of([each.get("type") for each in pending])
    # A stack that was never deployed has a new time whenever it is exported.
    if found:
        found["last update"] = str((deployment.get("manifest") or {}).get("time") or "")
    return found


def tools(cli_version: str) -> dict[str, str]:
    """Returns the versions of what makes and carries out a plan."""
    packages = {name: metadata.version(name) for name in ("pulumi", "pulumi-aws")}
    return {
        "pulumi CLI": cli_version.strip(),
        "Python": platform.python_version(),
        **packages,
    }


def moved(before: Bindings, now: Bindings) -> dict[str, list[str]]:
    """Returns what moved in each part, in words."""
    found = {part: list(_moved(part, before.get(part, {}), now.get(part, {}))) for part in PARTS}
    return {part: words for part, words in found.items() if words}


def _moved(part: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*before, *now}, key=lambda name: (name != "last update", name)):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        # Fingerprints tell nobody anything; versions, references and times do.
        values = f" from {old} to {new}" if part in ("images", "tools") or " " in name else ""
        word = "is new" if old is None else "is gone" if new is None else f"changed{values}"
        yield f"{_readable(name)} {word}"


def _readable(name: str) -> str:
    """Returns a resource's type and name in place of its URN."""
    if not name.startswith("urn:"):
        return name
    type_, _, rest = name.split("::", 2)[2].partition("::")
    return f"{short_type(type_.rpartition('$')[2])} {rest}"


def _of(value: Any) -> str:
    """Returns the fingerprint of a value. What a state encrypts is encrypted anew each time."""
    text = json.dumps(_without_ciphertext(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _without_ciphertext(value: Any) -> Any:
    if encrypted(value):
        return "[secret]"
    if isinstance(value, Mapping):
        return {str(key): _without_ciphertext(item) for key, item in value.items()}
    return [_without_ciphertext(item) for item in value] if isinstance(value, list) else value


def _of_file(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise OperationError(f"cannot be read: {error.strerror}", file=file) from None
