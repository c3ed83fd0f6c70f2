"""The copy of a stack's file that the CLI works with, and writes to.

The file itself belongs to the repository. Its copy has the parts that belong to one machine: the
way in which the state in `.pulumi-local/` is encrypted, and the values encrypted by it. Nodes of
YAML are moved unchanged, because a value that is read and written again could become another one.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from engine.values import SECRET_TEXT
from operations.errors import OperationError

_ENCRYPTION = ("secretsprovider", "encryptedkey", "encryptionsalt")
"""Keys that say how the values of a file are encrypted. The CLI writes no others beside
`config`."""
_ELSEWHERE = ("environment",)
"""Keys that Pulumi's own service keeps, and that the CLI refuses if the state is a folder."""

_Entries = dict[str, tuple[yaml.Node, yaml.Node]]


def copy(source: Path, target: Path, *, own_state: bool) -> None:
    """Writes a new copy that keeps the secrets which were made for it.

    With a state of its own, the copy cannot contain values that another key encrypts: they become
    the text `[secret]`, as in a preview. Otherwise source and copy belong to the same backend.
    """
    given, kept = _entries(_read(source)), _entries(_read(target))
    config, made = _section(given), _section(kept)
    keys = {name: given.pop(name) for name in _ENCRYPTION if name in given}
    # An earlier copy may also hold values of the file, which are not the copy's own secrets.
    foreign = {_ciphertext(value) for _, value in config.values()}
    secrets = {
        name: entry
        for name, entry in made.items()
        if _ciphertext(entry[1]) and _ciphertext(entry[1]) not in foreign
    }
    if own_state:
        keys = {}
        for name in _ELSEWHERE:
            given.pop(name, None)
        config = {name: (key, _readable(value)) for name, (key, value) in config.items()}
    keys = keys or {name: kept[name] for name in _ENCRYPTION if name in kept}
    given["config"] = (_text("config"), yaml.MappingNode(_MAP, [*(config | secrets).values()]))
    content = yaml.MappingNode(_MAP, [*keys.values(), *given.values()])
    target.write_text(yaml.serialize(content, Dumper=yaml.SafeDumper), encoding="utf-8")


def secrets_of(file: Path) -> set[str]:
    """Returns the keys of a file's configuration whose values are encrypted. Empty if there is no
    file."""
    return {name for name, (_, value) in _section(_entries(_read(file))).items() if _secure(value)}


_MAP = "tag:yaml.org,2002:map"


def _text(value: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", value)


def _read(file: Path) -> yaml.Node | None:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise OperationError(f"cannot be read: {error}", file=file) from None


def _entries(node: yaml.Node | None) -> _Entries:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {str(key.value): (key, value) for key, value in node.value}


def _section(entries: _Entries) -> _Entries:
    return _entries(entries["config"][1]) if "config" in entries else {}


def _secure(node: yaml.Node) -> bool:
    return list(_entries(node)) == ["secure"]


def _ciphertext(node: yaml.Node) -> str | None:
    return str(_entries(node)["secure"][1].value) if _secure(node) else None


def _readable(node: yaml.Node) -> yaml.Node:
    """Returns the node with a word in place of each encrypted value."""
    if _secure(node):
        return _text(SECRET_TEXT)
    if isinstance(node, yaml.CollectionNode):
        node.value = list(_children(node))
    return node


def _children(node: yaml.CollectionNode) -> Iterator[object]:
    for child in node.value:
        yield (child[0], _readable(child[1])) if isinstance(child, tuple) else _readable(child)
