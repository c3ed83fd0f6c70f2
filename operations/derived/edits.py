"""Edits of a settings file that leave the rest of its text as it is, with comments and order."""

import contextlib
import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from config import CloudSettings
from config.checks import SETTINGS_KEY, stack_checks
from operations.errors import OperationError

Edit = tuple[int, int, str]
"""Begin and end in a text, and what comes in between."""


def edit(text: str, file: Path, path: Sequence[str], value: str) -> Edit:
    """Returns the edit that puts another value at a key. Raises OperationError if the file does not
    have the key."""
    at = node(text, file, path)
    end = at.start_mark.index + len(text[at.start_mark.index : at.end_mark.index].rstrip())
    return at.start_mark.index, end, value


def node(text: str, file: Path, path: Sequence[str]) -> yaml.Node:
    """Returns the value at a key of the settings. Raises OperationError if the file does not have
    the key."""
    found = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in ("config", SETTINGS_KEY, *path):
        pairs = found.value if isinstance(found, yaml.MappingNode) else ()
        inner = {str(name.value): value for name, value in pairs}
        if key not in inner:
            raise OperationError(
                f"has no {'.'.join(path)} of its own, so no other value can be put there",
                file=file,
                remedy="write it in the file",
            )
        found = inner[key]
    assert found is not None
    return found


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Returns the text with all edits, which do not overlap."""
    for start, end, value in sorted(edits, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def free_network(cidr: str, folder: Path, stack: str) -> str:
    """Returns the next network of the same size, in the same private range, that shares no address
    with another environment's."""
    own = ipaddress.IPv4Network(cidr)
    taken = [own]
    for other in stack_checks.siblings_of(folder, stack).values():
        try:
            taken.append(ipaddress.IPv4Network(other["network"]["cidr"]))
        except (KeyError, TypeError, ValueError):
            continue
    around = next(each for each in _PRIVATE if own.subnet_of(each))
    size = own.num_addresses
    first = int(around.network_address)
    count = around.num_addresses // size
    offset = (int(own.network_address) - first) // size
    for step in range(1, count):
        address = first + (offset + step) % count * size
        found = ipaddress.IPv4Network((address, own.prefixlen))
        if not any(found.overlaps(each) for each in taken):
            return str(found)
    raise OperationError(f"{around} has no free network of the size of {own}")


_PRIVATE = tuple(
    ipaddress.IPv4Network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "0.0.0.0/0")
)


def begun_empty(text: str, file: Path, settings: CloudSettings) -> Iterator[Edit]:
    """Yields the edits by which no database server begins from a snapshot, which is one region's
    and one environment's."""
    places = [("database",), *(("database_servers", key) for key in settings.database_servers)]
    for place in places:
        with contextlib.suppress(OperationError):
            yield edit(text, file, (*place, "snapshot"), "null")
