"""Reads YAML as the Pulumi CLI does (Go's yaml.v3), which differs from PyYAML's YAML 1.1:

- `yes`, `no`, `on` and `off` are text, not booleans; `12:30` is text, not 750
- `0o777` is 511, as `0777` is
- `012345678901` is a number and loses its zero, so account IDs need quotes
- `2026-12-01` becomes the text "2026-12-01 00:00:00 +0000 UTC"
- a key that is there twice is an error, where PyYAML takes the last
"""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from engine.errors import ProgramError
from wording import Unread, half_character, odd_space, text_in, yaml_fault

_TOO_DEEP = "it is nested too deeply, or contains itself by an alias"
_MAX_VALUES = 100_000
"""The most values a file may hold once its aliases are written out. Aliases of aliases can turn a
few lines into millions of values; no real file comes near this limit."""

_NULL = re.compile(r"(|~|null|Null|NULL)$")
_BOOLEAN = re.compile(r"(true|True|TRUE|false|False|FALSE)$")
_MERGE = re.compile(r"<<$")
_NUMBER_LIKE = re.compile(r"[-+]?\.?[0-9]|[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$")
_OCTAL = re.compile(r"[-+]?0[0-7]+")
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|nan)", re.IGNORECASE)
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[Tt](\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[-+]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)(\.\d+)?)?"
)


def read(file: Path) -> dict[str, Any]:
    """Returns the mapping in a file; an empty one for an empty file. Raises ProgramError, with the
    line, if the file cannot be read or is not such a mapping."""
    try:
        text = text_in(file)
        content = yaml.load(text, Loader=_Loader)
    except Unread as error:
        raise ProgramError(f"{file}: {error}") from None
    except RecursionError:
        raise ProgramError(f"{file}: is not valid YAML: {_TOO_DEEP}") from None
    except yaml.YAMLError as error:
        at, fault = yaml_fault(error, text)
        line = f":{at}" if at else ""
        raise ProgramError(f"{file}{line}: is not valid YAML: {fault}") from None
    if content is not None and not isinstance(content, dict):
        raise ProgramError(f"{file}: must be a mapping, such as `config:` and its keys")
    return content or {}


def line_of(file: Path, path: Sequence[str | int]) -> int | None:
    """The line of a key, or of an entry of a list, in a file that `read` could read."""
    node = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=_Loader)
    line = None
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
            continue
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = [(key, value) for key, value in pairs if key.value == step]
        if not found:
            return line
        line, node = found[0][0].start_mark.line + 1, found[0][1]
    return line


class _Loader(yaml.SafeLoader):
    def get_single_node(self) -> yaml.Node | None:
        node = super().get_single_node()
        if node is not None and _expanded(node, {}) > _MAX_VALUES:
            raise yaml.YAMLError("its aliases repeat each other too often")
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        first_at: dict[str, int] = {}
        for key, _ in node.value:
            if key.tag.endswith(":merge"):
                continue
            if not key.tag.endswith(":str"):
                raise yaml.MarkedYAMLError(problem=_no_text(key), problem_mark=key.start_mark)
            if odd := odd_space(key.value):
                raise yaml.MarkedYAMLError(problem=odd, problem_mark=key.start_mark)
            if key.value in first_at:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is in line {first_at[key.value]} already",
                    problem_mark=key.start_mark,
                )
            first_at[key.value] = key.start_mark.line + 1
        return super().construct_mapping(node, deep=deep)

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        value = super().construct_scalar(node)
        if half := half_character(str(value)):
            raise yaml.MarkedYAMLError(problem=half, problem_mark=node.start_mark)
        return value


def _no_text(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        return "a key is no text but brackets; write a name"
    return f"the key {key.value!r} is not text; quote it"


def _expanded(node: yaml.Node, known: dict[yaml.Node, int]) -> int:
    """Returns the number of values that a node holds once its aliases are written out."""
    if node not in known:
        known[node] = _MAX_VALUES + 1  # what a node that contains itself would come to
        children = node.value if isinstance(node, yaml.CollectionNode) else []
        if isinstance(node, yaml.MappingNode):
            children = [value for _, value in children]
        known[node] = 1 + sum(_expanded(child, known) for child in children)
    return known[node]


def _number(loader: _Loader, node: yaml.ScalarNode) -> int | float | str:
    text: str = node.value
    plain = text.replace("_", "")
    if moment := _TIMESTAMP.fullmatch(text):
        return _go_time(moment) or text
    if _OCTAL.fullmatch(plain):
        return int(plain, 8)
    # Python refuses to convert a text of thousands of digits, and a shorter one is out of range
    # already.
    if _INTEGER.fullmatch(plain) and len(plain) < 100 and -(2**63) <= int(plain, 0) < 2**64:
        return int(plain, 0)
    if _SPECIAL_FLOAT.fullmatch(text):
        return float(text.replace(".", ""))
    return float(plain) if _FLOAT.fullmatch(plain) else text


def _go_time(moment: re.Match[str]) -> str | None:
    """Returns the text that a program gets for an unquoted date: the CLI reads it as a moment and
    passes on Go's text for that moment. Returns None if there is no such date."""
    year, month, day, *clocks = moment.groups()
    hour, minute, second, fraction = clocks[:4] if clocks[0] else clocks[5:]
    zone = (clocks[4] or "Z").replace(":", "")
    try:
        day_and_time = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        return None
    fraction = (fraction or "").rstrip("0").rstrip(".")
    zone = "+0000 UTC" if zone in ("Z", "+0000", "-0000") else f"{zone} {zone}"
    return f"{day_and_time:%Y-%m-%d %H:%M:%S}{fraction} {zone}"


_TAG = "tag:yaml.org,2002:"
_KINDS = ("null", "bool", "int", "float", "str", "seq", "map")
_Loader.yaml_constructors = {
    tag: made
    for tag, made in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag in [_TAG + kind for kind in _KINDS]
}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(_TAG + "null", _NULL, ["", "~", "n", "N"])
_Loader.add_implicit_resolver(_TAG + "bool", _BOOLEAN, list("tTfF"))
_Loader.add_implicit_resolver(_TAG + "merge", _MERGE, ["<"])
_Loader.add_implicit_resolver(_TAG + "float", _NUMBER_LIKE, list("-+.0123456789"))
_Loader.add_constructor(_TAG + "float", _number)
