"""Reads Pulumi.yaml and Pulumi.<stack>.yaml, and gives a program its configuration as the CLI does.

Two things differ. Nothing here can decrypt, so a `secure:` value becomes `[secret]`. Environments
of Pulumi ESC are kept elsewhere, so they are reported as not read.
"""

import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import cli_yaml, project_settings
from engine.errors import ProgramError
from engine.values import SECRET_TEXT
from wording import closest, renamed

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
"""What the Pulumi CLI takes for a stack's name."""

_ENGINE_SETTINGS = ("autonaming", "disable-default-providers", "tags", "template")
"""The settings of the engine that a stack may have. `tags` and `template` tell Pulumi's service
something about the stack, and mean nothing to a program."""

_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
"""The escapes that Go's JSON writes for characters with a meaning in HTML."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project and one of its stacks."""

    name: str
    stack: str
    folder: Path
    """The folder of Pulumi.yaml."""
    program: Path
    """The folder with `__main__.py`, or the file that `main:` names."""
    config: Mapping[str, str]
    """Every value as text, objects as JSON text, under `<namespace>:<name>`."""
    secret_keys: tuple[str, ...]
    file: Path
    """The stack's file, wherever the project keeps it."""
    unread: str = ""
    """A sentence that names the part of the configuration that is not on this machine, or an empty
    text."""


def load(folder: Path, stack: str) -> Project:
    """Reads the files of one stack. Raises ProgramError if they are missing or wrong."""
    folder = folder.resolve()
    file = folder / "Pulumi.yaml"
    if not file.is_file():
        raise ProgramError(f"{file}: no such file; run this in the folder of a Pulumi project")
    project = cli_yaml.read(file)
    name = project.get("name")
    if not isinstance(name, str) or not name:
        raise ProgramError(f"{file}: name: must be the project's name, {_got(name)}")
    if found := project_settings.problem(project):
        raise ProgramError(f"{file}: {found}")
    if isinstance(project.get("config"), str):
        # An older Pulumi.yaml calls this key `config`.
        project.setdefault("stackConfigDir", project.pop("config"))
    stack_file = _stack_file(folder / str(project.get("stackConfigDir") or ""), stack)
    content = cli_yaml.read(stack_file)
    given = _section(content, stack_file, name)
    declared = _section(project, file, name)
    values = _defaults(declared, given, project=name, file=stack_file) | given
    _check_engine_settings(values, file)
    for found in project_settings.mistyped(declared, values, stack=stack):
        raise ProgramError(f"{stack_file}: {found}")
    _check_numbers(section=content.get("config") or {}, file=stack_file)
    return Project(
        name=name,
        stack=stack,
        folder=folder,
        program=folder / str(project.get("main") or ""),
        config={key: _text(value) for key, value in sorted(values.items())},
        secret_keys=tuple(sorted(key for key, value in values.items() if _has_secure(value))),
        file=stack_file,
        unread=_unread(content, stack_file),
    )


def _got(value: Any) -> str:
    return "and is missing; write `name: plinth`" if value is None else f"got {value!r}"


def _unread(content: Mapping[str, Any], file: Path) -> str:
    if not content.get("environment"):
        return ""
    return (
        f"{file.name}: environment: what Pulumi ESC holds is not read offline; the configuration is"
        " what the file itself says"
    )


def _stack_file(folder: Path, stack: str) -> Path:
    if not _NAME.fullmatch(stack):
        shown = stack if len(stack) <= 40 else f"{stack[:40]}... ({len(stack)} characters)"
        raise ProgramError(
            f"{shown}: is no name of a stack: it has at most 100 letters, digits and any of . - _"
        )
    file = folder / f"Pulumi.{stack}.yaml"
    # A link that leads nowhere is there; what is wrong with it is told when it is read.
    if not os.path.lexists(file):
        names = sorted(found.name[7:-5] for found in folder.glob("Pulumi.*.yaml"))
        # `Pulumi.dev.local.yaml` is a developer's own file beside the stack's, and no stack.
        stacks = [name for name in names if not name.endswith(".local")]
        hint = closest(stack.lower(), stacks) or renamed(file)
        raise ProgramError(
            f"{file}: no such stack{hint}; the stacks are: {', '.join(stacks) or 'none'}"
        )
    return file


def _section(content: Mapping[str, Any], file: Path, project: str) -> dict[str, Any]:
    """Returns the `config:` of a file, each key with its namespace."""
    section = content.get("config") or {}
    if not isinstance(section, dict):
        raise ProgramError(f"{file}: config: must be a mapping of keys to values")
    return {_full_key(key, file, project): value for key, value in section.items()}


def _full_key(key: str, file: Path, project: str) -> str:
    match key.split(":"):
        case [name]:
            return f"{project}:{name}"
        case [namespace, name] | [namespace, "config", name]:
            return f"{namespace}:{name}"
    raise ProgramError(f"{file}: config: {key}: must be like `<namespace>:<name>`")


def _defaults(
    declared: Mapping[str, Any], given: Mapping[str, Any], *, project: str, file: Path
) -> dict[str, Any]:
    """Returns the values that Pulumi.yaml sets for every stack: a plain value, or a block with
    `value:` or `default:`. Raises ProgramError for a key of the project's own that has neither and
    is missing in the stack's file."""
    defaults, missing = {}, []
    for key, declaration in declared.items():
        block = declaration if isinstance(declaration, dict) else {"default": declaration}
        values = [block[name] for name in ("default", "value") if block.get(name) is not None]
        if values:
            defaults[key] = values[0]
        elif key not in given and key.startswith(f"{project}:"):
            missing.append(key)
    if missing:
        raise ProgramError(f"{file}: config: Pulumi.yaml requires a value for {', '.join(missing)}")
    return defaults


def _check_engine_settings(values: Mapping[str, Any], file: Path) -> None:
    """Raises ProgramError for a setting of Pulumi's engine that this engine does not follow."""
    for key in values:
        namespace, name = key.split(":")
        if namespace == "pulumi" and name not in _ENGINE_SETTINGS:
            raise ProgramError(
                f"{file}: config: {key}: this engine does not know it, and known are "
                f"{', '.join(_ENGINE_SETTINGS)}; preview this stack with the Pulumi CLI"
            )
    naming = values.get("pulumi:autonaming")
    for name in naming if isinstance(naming, dict) else []:
        if name != "pattern":
            raise ProgramError(
                f"{file}: config: pulumi:autonaming: {name}: only `pattern` is done here;"
                " preview this stack with the Pulumi CLI"
            )


def _is_secure(value: Any) -> bool:
    return (
        isinstance(value, dict) and list(value) == ["secure"] and isinstance(value["secure"], str)
    )


def _has_secure(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_secure(item) for item in value)
    if isinstance(value, dict) and not _is_secure(value):
        return any(_has_secure(item) for item in value.values())
    return _is_secure(value)


def _check_numbers(section: Mapping[str, Any], file: Path) -> None:
    """JSON, in which a program gets its configuration, has no infinity."""
    for path, number in _endless(section, ()):
        line = cli_yaml.line_of(file, ["config", *path])
        key = ".".join(map(str, path[1:] or path))
        where = f"{file}:{line}" if line else str(file)
        raise ProgramError(f"{where}: {key}: must be a number with an end, got {number}")


def _endless(
    value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    pairs: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, value
    for key, item in pairs:
        yield from _endless(item, (*path, key))


def _text(value: Any) -> str:
    """Returns a value as text, the form in which a program gets all configuration."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return SECRET_TEXT if _is_secure(value) else _go_json(value)


def _go_json(value: Any) -> str:
    """Returns JSON exactly as Go writes it: sorted keys, no spaces, its own form of numbers."""
    if _is_secure(value):
        value = SECRET_TEXT
    if isinstance(value, dict):
        return "{" + ",".join(f"{_go_json(k)}:{_go_json(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_go_json(item) for item in value) + "]"
    if isinstance(value, float):
        return _go_float(value)
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _go_float(value: float) -> str:
    if value != 0 and not 1e-6 <= abs(value) < 1e21:
        return repr(value).replace("e-0", "e-")
    digits = format(Decimal(repr(value)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
