"""JSON Schemas of both files, with which an editor completes and checks them while you type."""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter

from config.settings import CloudSettings, LocalSettings
from config.workload import Workload

FOLDER = Path(__file__).parents[1] / "schemas"

_AnySettings = Annotated[CloudSettings | LocalSettings, Field(discriminator="target")]


def schemas() -> dict[str, str]:
    """Returns the content of each schema file."""
    settings = TypeAdapter(_AnySettings).json_schema(mode="validation")
    definitions = settings.pop("$defs")
    stack = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pulumi.<stack>.yaml",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {"plinth:settings": settings},
                "required": ["plinth:settings"],
            }
        },
        "required": ["config"],
        "$defs": definitions,
    }
    workload = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_schema(Workload),
        "title": "config/workload.yaml",
    }
    return {"stack.schema.json": _text(stack), "workload.schema.json": _text(workload)}


def write() -> list[Path]:
    """Writes the files and returns their paths."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, content in schemas().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
        written.append(FOLDER / name)
    return written


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(mode="validation")


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
