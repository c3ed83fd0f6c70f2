"""The versions of images in a stack's file, written without touching anything else in it.

Comments, order and layout are the team's, so the text is edited where the values stand; YAML only
tells where that is.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from operations import outputs
from operations.errors import OperationError

_STEP = 2
"""Columns by which a section is indented below its key."""


_TEXT = re.compile(r"v?\d+\.\d+\.\d+[\w.-]*|sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Written:
    """The version of one image, as the file gets it."""

    value: str
    """A tag, or a digest `sha256:...`."""
    comment: str = ""
    """The tag of a digest, which people read. Empty for none."""


def write(file: Path, versions: Mapping[str, Written]) -> bool:
    """Writes versions into `plinth:settings.images` of a file. Returns false if they stood there
    already."""
    text = file.read_text(encoding="utf-8")
    edited = edit(text, versions, file=file)
    if edited == text:
        return False
    outputs.write(edited, file)
    return True


def edit(text: str, versions: Mapping[str, Written], *, file: Path | str) -> str:
    """Returns the text with other versions. Raises OperationError if the file has no `images`
    section that can be edited."""
    section = _section(text, file)
    key, value = section
    indent = " " * (key.start_mark.column + _STEP)
    if value.flow_style or not value.value:
        edited = _as_block(text, value, versions, indent)
    else:
        edited = _in_block(text, value, versions)
    _check(text, edited, versions, file)
    return edited


def _section(text: str, file: Path | str) -> tuple[yaml.Node, yaml.MappingNode]:
    """Returns the nodes of the key `images` and of its value."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise OperationError(f"is not YAML: {error}", file=file) from None
    found = _entry(_entry(_entry(node, "config")[1], ":settings")[1], "images")
    if found[0] is None:
        raise OperationError(
            "has no images under plinth:settings", file=file, remedy="write `images: {}` there"
        )
    if not isinstance(found[1], yaml.MappingNode):
        raise OperationError("images is no section", file=file, remedy="write `images: {}`")
    return found[0], found[1]


def _entry(node: yaml.Node | None, ending: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Returns the key that ends in a text, and its value; the last one, as YAML takes it."""
    entries = node.value if isinstance(node, yaml.MappingNode) else ()
    found = [(key, value) for key, value in entries if str(key.value).endswith(ending)]
    return found[-1] if found else (None, None)


def _line(name: str, written: Written, indent: str) -> str:
    return f"{indent}{name}: {_rest(written)}"


def _rest(written: Written) -> str:
    """Returns a value as YAML reads it, in quotes unless it is surely a text: the CLI's YAML takes
    12e45 for a number, and a commit may look like that."""
    value = written.value if _TEXT.fullmatch(written.value) else json.dumps(written.value)
    return f"{value}  # {written.comment}" if written.comment else value


def _as_block(
    text: str, value: yaml.MappingNode, versions: Mapping[str, Written], indent: str
) -> str:
    """Returns the text with one line for each image in place of `{...}`."""
    kept = {str(name.value): Written(str(given.value)) for name, given in value.value}
    lines = [_line(name, each, indent) for name, each in {**kept, **versions}.items()]
    start, end = value.start_mark.index, value.end_mark.index
    if not lines:
        return text
    return f"{text[:start].rstrip(' ')}\n" + "\n".join(lines) + text[end:]


def _in_block(text: str, value: yaml.MappingNode, versions: Mapping[str, Written]) -> str:
    """Returns the text with other values in their lines, and with new lines at the end."""
    lines = text.splitlines(keepends=True)
    left = dict(versions)
    for name, given in value.value:
        if (written := left.pop(str(name.value), None)) is None:
            continue
        number = given.start_mark.line
        ending = "\n" if lines[number].endswith("\n") else ""
        if given.value != written.value:
            lines[number] = lines[number][: given.start_mark.column] + _rest(written) + ending
    last_name, last = value.value[-1]
    indent = " " * last_name.start_mark.column
    number = last.end_mark.line
    if not lines[number].endswith("\n"):
        lines[number] += "\n"
    lines[number + 1 : number + 1] = [f"{_line(name, left[name], indent)}\n" for name in left]
    return "".join(lines)


def _check(text: str, edited: str, versions: Mapping[str, Written], file: Path | str) -> None:
    """Raises OperationError unless the edited text says the same as before but for the versions."""
    before, after = (yaml.safe_load(each) for each in (text, edited))
    settings = next(key for key in before["config"] if str(key).endswith(":settings"))
    wanted = {name: each.value for name, each in versions.items()}
    images = before["config"][settings]["images"]
    before["config"][settings]["images"] = {**images, **wanted}
    if before != after:
        raise OperationError(
            "its images cannot be edited without changing something else",
            file=file,
            remedy="give each image its own line below `images:`, as `web: 1.4.3`",
        )
