"""The reference of both files as Markdown, written from the models, so that it is never out of
date."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.settings import CloudSettings, LocalSettings
from config.workload import Workload

FOLDER = Path(__file__).parents[2] / "docs" / "generated"

_INTRODUCTIONS: dict[str, tuple[str, type[BaseModel], str]] = {
    "settings.md": (
        "# Settings of an environment",
        CloudSettings,
        "What `Pulumi.<stack>.yaml` holds under `config: plinth:settings:`. All environments have "
        "the same keys in the same order, so `diff Pulumi.staging.yaml Pulumi.prod.yaml` says how "
        "they differ; a key with a default may be left out.",
    ),
    "settings-docker.md": (
        "# Settings of an environment on Docker",
        LocalSettings,
        "What `Pulumi.dev.yaml` holds under `config: plinth:settings:`: the keys of the other "
        "environments, of which many are `null` here, and `docker`.",
    ),
    "workload.md": (
        "# The workload",
        Workload,
        "What `config/workload.yaml` holds: everything that runs, once for all environments.",
    ),
}


def pages() -> dict[str, str]:
    """Returns the content of each page."""
    return {
        name: "\n".join(_page(title, model, text))
        for name, (title, model, text) in _INTRODUCTIONS.items()
    }


def write() -> list[Path]:
    """Writes the pages and returns their paths."""
    written = []
    for name, content in pages().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
        written.append(FOLDER / name)
    return written


def _page(title: str, model: type[BaseModel], text: str) -> Iterator[str]:
    schema = model.model_json_schema()
    yield f"{title}\n\n<!-- Written by `make generated` from config/. Change the models. -->\n"
    yield f"{text}\n"
    yield from _section("", schema, schema.get("$defs", {}), set())


def _section(
    path: str, schema: dict[str, Any], definitions: dict[str, Any], seen: set[str]
) -> Iterator[str]:
    if path:
        yield f"## `{path}`\n"
        yield f"{_cell(schema.get('description', ''))}\n"
    yield "| key | value | default | meaning |\n|---|---|---|---|"
    below: list[tuple[str, str]] = []
    required = schema.get("required", [])
    for key, value in schema.get("properties", {}).items():
        allowed, models = _allowed(value, definitions)
        # A key that some sections must have, and others must not, has no default either.
        known = key not in required and "default" in value
        default = f"`{json.dumps(value['default'])}`" if known else ""
        default = "see below" if len(default) > 60 else default
        meaning = f"{value.get('description', '')}{_example(value)}"
        yield f"| `{key}` | {_cell(allowed)} | {default} | {_cell(meaning)} |"
        child = f"{path}.{key}" if path else key
        suffix = ".<name>" if value.get("type") == "object" else ""
        suffix = "[]" if value.get("type") == "array" else suffix
        below += [(f"{child}{suffix}", model) for model in models]
    yield ""
    for child, model in below:
        if model not in seen:
            seen.add(model)
            yield from _section(child, definitions[model], definitions, seen)


def _allowed(value: dict[str, Any], definitions: dict[str, Any]) -> tuple[str, list[str]]:
    """Returns the values that a key may have, in words, and the models to describe below."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return ("section", [name]) if "properties" in definitions[name] else ("", [])
    if "anyOf" in value:
        parts = [_allowed(part, definitions) for part in value["anyOf"]]
        # Text that YAML may read as a number is accepted as one.
        texts = list(dict.fromkeys(text for text, _ in parts if text))
        texts = ["text"] if "text" in texts and "number" in texts else texts
        return " or ".join(texts), [model for _, models in parts for model in models]
    if "enum" in value:
        options = [f"`{option}`" for option in value["enum"]]
        return (", ".join(options) if len(options) < 30 else "one of AWS's"), []
    if "const" in value:
        return f"`{value['const']}`", []
    if value.get("type") == "array":
        text, models = _allowed(value.get("items", {}), definitions)
        return f"list of {text or 'values'}", models
    if value.get("type") == "object":
        text, models = _allowed(_member(value), definitions)
        return f"name: {text or 'value'}", models
    return _scalar(value), []


def _example(value: dict[str, Any]) -> str:
    """Returns the first example of a key as a sentence, or an empty text if it is the default."""
    examples = value.get("examples", [])
    nested = [_example(part) for part in value.get("anyOf", [])]
    if not examples or examples[0] == value.get("default"):
        return next(filter(None, nested), "")
    return f" Example: `{json.dumps(examples[0])}`."


def _member(mapping: dict[str, Any]) -> Any:
    """Returns the schema of a mapping's values, which is empty if they may be anything. A mapping
    with constrained keys has it under a pattern."""
    constrained = next(iter(mapping.get("patternProperties", {}).values()), None)
    found = constrained or mapping.get("additionalProperties", {})
    return {} if found is True else found


def _scalar(value: dict[str, Any]) -> str:
    kinds = {"string": "text", "integer": "number", "number": "number", "boolean": "true, false"}
    kind = str(value.get("type", "value"))
    low, high = value.get("minimum"), value.get("maximum")
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} or more"
    return kinds.get(kind, kind)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "\\<")
