"""Checks the settings of Pulumi.yaml that steer the engine. Each is followed here too, or refused
by name.

    runtime             Python; its environment is the one that runs this
    runtime.options     toolchain, virtualenv: chosen already; others are refused
    options.refresh     there is no state to refresh
    plugins             refused: no plugin runs here
    config: type, secret    checked as the engine checks them

Names and forms: sdk/go/common/workspace/project.json and config.go in github.com/pulumi/pulumi.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_CLI = "preview this stack with the Pulumi CLI"
_CHOSEN = ("toolchain", "virtualenv")
"""Options that choose the Python environment. They have had their effect: that environment runs
this engine."""


def problem(project: Mapping[str, Any]) -> str:
    """Returns a message about the first setting of a Pulumi.yaml that Pulumi's engine would act
    upon and this engine does not; an empty text if there is none."""
    return next(_problems(project), "")


def _problems(project: Mapping[str, Any]) -> Iterator[str]:
    runtime = project.get("runtime")
    block = runtime if isinstance(runtime, Mapping) else {"name": runtime}
    if block.get("name") != "python":
        yield f"runtime: must be python, got {block.get('name')!r}; {_CLI}"
    options = block.get("options") or {}
    for name, value in options.items() if isinstance(options, Mapping) else [("", options)]:
        if name not in _CHOSEN:
            yield f"runtime.options.{name}: is not done here, got {value!r}; {_CLI}"
    given = project.get("options") or {}
    for name, value in given.items() if isinstance(given, Mapping) else [("", given)]:
        if (name, value) != ("refresh", "always"):
            yield f"options.{name}: the engine knows `refresh: always` alone, got {value!r}"
    plugins = project.get("plugins") or {}
    if any(plugins.values() if isinstance(plugins, Mapping) else [plugins]):
        yield f"plugins: no plugin runs here, so what these would do is not seen; {_CLI}"


def mistyped(
    declared: Mapping[str, Any], values: Mapping[str, Any], *, stack: str
) -> Iterator[str]:
    """Yields a message, in the words of Pulumi's engine, for each value of a stack whose type
    differs from the declaration in Pulumi.yaml."""
    for key, declaration in sorted(declared.items()):
        if not isinstance(declaration, Mapping) or "type" not in declaration or key not in values:
            continue
        value, about = values[key], f"Stack '{stack}' with configuration key '{key}' must be"
        is_secret = isinstance(value, Mapping) and list(value) == ["secure"]
        if declaration.get("secret") and not is_secret:
            yield f"{about} encrypted as it's secret"
        elif not is_secret and not _fits(value, declaration):
            yield f"{about} of type '{_named(declaration)}'"


def _fits(value: Any, declaration: Mapping[str, Any]) -> bool:
    """Returns true if a value has the declared type. The engine keeps plain values as text."""
    match declaration.get("type"):
        case "string":
            return not isinstance(value, Mapping | list)
        case "integer":
            return bool(re.fullmatch(r"[-+]?\d+", str(value))) and not isinstance(value, bool)
        case "boolean":
            return str(value).lower() in ("true", "false")
        case "array":
            items = declaration.get("items") or {}
            return isinstance(value, list) and all(_fits(each, items) for each in value)
    return True


def _named(declaration: Mapping[str, Any]) -> str:
    if declaration.get("type") == "array":
        return f"array<{_named(declaration.get('items') or {})}>"
    return str(declaration.get("type"))
