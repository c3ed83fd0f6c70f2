"""Reads a YAML file as the Pulumi CLI does (YAML 1.2 scalars), and remembers the line of each
key."""

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.files.problem import ConfigError, Problem
from config.values import KeyPath, as_read
from wording import Unread, half_character, odd_space, tag_fault, text_in, yaml_fault

_MAX_NODES = 200_000
"""Largest number of nodes in a file. Aliases of aliases ("billion laughs") would exceed it; real
files hold a few thousand."""
_MAX_DIGITS = 300
"""Largest number of digits in a number. Python refuses to convert text of thousands of digits, and
nobody means such a number."""

_PLAIN = "plain"
_TEXT = "tag:yaml.org,2002:str"
_KINDS = frozenset(
    [_PLAIN, _TEXT]
    + [f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "seq", "map")]
)
"""Tags of a node: of one that is neither quoted nor tagged, and those that say what can be said
without a tag as well."""
_ANY = {None: [(_PLAIN, re.compile(""))]}


class _Slow(yaml.SafeLoader):
    yaml_implicit_resolvers = _ANY


_FAST: Any = None
"""Parser in C; None if PyYAML was built without it."""
if parser := getattr(yaml, "CSafeLoader", None):
    _FAST = type("_Fast", (parser,), {"yaml_implicit_resolvers": _ANY})
_APART = re.compile(r"\t|(?:^|[\s\[{,-])\?(?:\s|$)", re.M)
"""Pattern of texts in which the two parsers differ: tabs and explicit keys."""
_FAST_DEPTH = 500
"""Depth down to which the parser in C may go: at the end of its stack it ends the process."""
_INDENT = re.compile(r"^[ \-?:]+", re.M)
_BRACKET = re.compile(r"[\[\]{}]")


@dataclass(frozen=True)
class YamlFile:
    """Content of a file, and the line of each of its keys."""

    name: str
    content: Any
    lines: dict[KeyPath, int] = field(repr=False)

    def line(self, path: KeyPath) -> int | None:
        """Returns the line of a key, or of the nearest parent that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def place(self, path: KeyPath) -> tuple[str, int | None]:
        """Returns the name of the file in which a key stands, and its line there."""
        return self.name, self.line(path)


def read(file: Path, *, tags: bool = False) -> YamlFile:
    """Parses a file. `tags` are left out in the files of other tools, and refused in ours. Raises
    ConfigError, with the line, if it cannot be read."""

    def unreadable(remedy: str, line: int | None = None) -> ConfigError:
        return ConfigError(
            [Problem(file=file.name or str(file), path="", remedy=remedy, line=line)]
        )

    try:
        text = text_in(file, encoding="utf-8")
    except Unread as problem:
        raise unreadable(str(problem)) from None
    try:
        node = _composed(text)
        reader = _Reader(tags)
        content = reader.value(node, ()) if node is not None else None
    except yaml.YAMLError as problem:
        line, fault = yaml_fault(problem, text)
        raise unreadable(f"is not YAML: {fault}", line) from None
    except _Refused as problem:
        raise unreadable(str(problem), problem.line) from None
    except RecursionError:
        raise unreadable("is nested too deeply, or contains itself by an alias") from None
    return YamlFile(name=file.name, content=content, lines=reader.lines)


def _composed(text: str) -> yaml.Node | None:
    """Returns the nodes of a text: by the parser in C, which takes a tenth of the time, where both
    parsers find the same. Mistakes are told in the words of the one in Python."""
    if _FAST and not _APART.search(text) and _depth(text) <= _FAST_DEPTH:
        with contextlib.suppress(yaml.YAMLError):
            return yaml.compose(text, Loader=_FAST)
    return yaml.compose(text, Loader=_Slow)


def _depth(text: str) -> int:
    """Returns a depth that hardly a block of a text exceeds: brackets within a text count too."""
    deepest = open_now = 0
    for bracket in _BRACKET.findall(text):
        open_now = open_now + 1 if bracket in "[{" else max(open_now - 1, 0)
        deepest = max(deepest, open_now)
    return deepest + max(map(len, _INDENT.findall(text)), default=0)


class _Refused(Exception):
    def __init__(self, remedy: str, node: yaml.Node) -> None:
        super().__init__(remedy)
        self.line: int = node.start_mark.line + 1


class _Reader:
    """Turns YAML nodes into values. PyYAML's own constructor follows YAML 1.1 (`no` is false, 12:30
    is 750, 010 is 8) and accepts a repeated key without a word."""

    def __init__(self, tags: bool) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tags = tags
        self._nodes = 0

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise _Refused("has too many values; do its aliases repeat each other?", node)
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.tag not in _KINDS and not self._tags:
            raise _Refused(f"is not YAML: {tag_fault(node.tag)}", node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        content: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _Refused("has a key that is not text but brackets; write a name", key_node)
            key = key_node.value
            if odd := odd_space(key):
                raise _Refused(f"is not YAML: {odd}", key_node)
            if key == "<<" and not key_node.style:
                parts = value_node.value if value_node.id == "sequence" else [value_node]
                for part in parts:
                    if not isinstance(part, yaml.MappingNode):
                        raise _Refused("`<<` merges mappings only", part)
                    merged = {**self._mapping(part, path), **merged}
                continue
            if key in content:
                raise _Refused(f"has the key `{key}` twice; the first would be lost", key_node)
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            content[key] = self.value(value_node, (*path, key))
        return {**merged, **content}


def _scalar(node: yaml.Node) -> Any:
    text: str = node.value
    if half := half_character(text):
        raise _Refused(f"is not YAML: {half}", node)
    styled = isinstance(node, yaml.ScalarNode) and node.style
    if node.tag == _TEXT or (styled and node.tag not in _KINDS):
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text.lower() in ("true", "false") and text in (text.lower(), text.title(), text.upper()):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", text):
        if len(text) > _MAX_DIGITS:
            raise _Refused(f"has a number of {len(text)} digits; put a text in quotes", node)
        return as_read(text, whole=True)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        # A number with a leading zero is read as text: 012345678901 is an account ID.
        return text if re.match(r"0[0-9]", text) else as_read(text, whole=False)
    return text
