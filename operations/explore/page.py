"""The page as one file: its markup, its style, its script and its data, with a policy that lets a
browser run and load nothing else."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from operations.explore.drawn import Drawing

_FOLDER = Path(__file__).parent / "page"
_SCRIPTS = (
    "model.js",
    "dom.js",
    "words.js",
    "inputs.js",
    "summary.js",
    "programs.js",
    "resources.js",
    "resource.js",
    "drawing.js",
    "ways.js",
    "rights.js",
    "databases.js",
    "cost.js",
    "alarms.js",
    "zones.js",
    "search.js",
    "main.js",
)
"""Parts of the script, in the order in which the page has them."""


def page(data: dict[str, Any], drawings: Sequence[Drawing]) -> str:
    """Returns the HTML of the page."""
    data = {**data, "told": {each.detail: each.told for each in drawings}}
    style = _read("page.css")
    script = "\n".join(map(_read, _SCRIPTS))
    parts = {
        "title": html.escape(data["name"]),
        "policy": _policy([style, *(sheet for each in drawings for sheet in each.styles)], script),
        "style": style,
        "script": script,
        "drawings": "".join(map(_template, drawings)),
        "data": _embedded(data),
    }
    # Marks are looked for in the markup only, never in what takes their place.
    pieces = re.split(r"\{\{(\w+)\}\}", _read("page.html"))
    return "".join(parts[each] if number % 2 else each for number, each in enumerate(pieces))


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _template(drawing: Drawing) -> str:
    # What a template holds is not drawn and has no style before the script takes it out.
    return f'<template data-detail="{drawing.detail}">{drawing.svg}</template>\n'


def _policy(styles: Sequence[str], script: str) -> str:
    """Returns the Content-Security-Policy: these styles and this script, nothing from elsewhere."""
    allowed = " ".join(f"'{each}'" for each in dict.fromkeys(map(_hash, styles)))
    return (
        f"default-src 'none'; style-src {allowed}; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _embedded(data: dict[str, Any]) -> str:
    """Returns the data as JSON that ends no element and begins no comment of HTML."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escapes = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
    for character, escape in escapes.items():
        text = text.replace(character, escape)
    return text
