"""The settings as the engine hands them to the program, or the fault in the place where they
stand."""

import json
from collections.abc import Mapping
from typing import Any

from config.files.problem import ConfigError, Problem
from config.files.yaml_file import YamlFile
from config.values import as_written, closest

_BELOW = "the settings of the stack stand there, as in the other stacks' files"


def settings_in(given: Mapping[str, Any] | str | None, file: YamlFile, key: str) -> dict[str, Any]:
    """Returns the settings under a key of `config:`. Raises ConfigError with the place where they
    should be, which is the stack's file, and for a misspelt key its line."""
    if given == "":
        given = None  # the engine's text for a key without a value
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise _wrong(file, ("config", key), "must be keys with values", given) from None
    if isinstance(given, Mapping):
        return {**as_written(given, _section(file, key))}
    if given is not None:
        raise _wrong(file, ("config", key), "must be keys with values", given)
    content = file.content
    if not isinstance(content, Mapping) or not content:
        raise ConfigError([Problem(file.name, "", f"is empty; write `config: {key}:`; {_BELOW}")])
    section = content.get("config")
    if "config" not in content:
        raise _missing(file, (), "config", content)
    if not isinstance(section, Mapping) or not section:
        raise _wrong(file, ("config",), f"needs `{key}:` below it; {_BELOW}", section)
    if key in section:
        raise _wrong(file, ("config", key), f"is empty; {_BELOW}", section[key])
    raise _missing(file, ("config",), key, section)


def _section(file: YamlFile, key: str) -> Any:
    """Returns the settings in the stack's file, or nothing if it has none."""
    config = file.content.get("config") if isinstance(file.content, Mapping) else None
    return config.get(key) if isinstance(config, Mapping) else None


def _missing(
    file: YamlFile, parent: tuple[str, ...], key: str, others: Mapping[str, Any]
) -> ConfigError:
    """Returns the problem of a missing key, at the line of the key that was probably meant."""
    path = ".".join((*parent, key))
    meant = [other for other in others if closest(key, [other])]
    remedy = f"is missing; {_BELOW}"
    if meant:
        remedy = f"is missing; is {meant[0]} meant to be it?"
    problem = Problem(file.name, path, remedy)
    return ConfigError([problem.at(file.line((*parent, meant[0]) if meant else parent))])


def _wrong(file: YamlFile, path: tuple[str, ...], remedy: str, value: Any) -> ConfigError:
    return ConfigError([Problem(file.name, ".".join(path), remedy, value).at(file.line(path))])
