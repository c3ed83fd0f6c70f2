"""Adds checksums to the files and archives among a resource's inputs, as Pulumi's engine does.

They make a changed file visible in a plan, where otherwise only its path is an input. Content that
a URI names, and an archive with another archive file inside, get no checksum: nothing is read over
a network or unpacked.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi

ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7"

_ARCHIVE_FILES = (".tar", ".tgz", ".tar.gz", ".zip", ".jar")


class _NotRead(Exception):
    """The content is out of reach, so it gets no checksum."""


def with_checksum(content: dict[str, Any], *, signature: str) -> dict[str, Any]:
    """Returns an asset or archive, in the form of the SDK, with its `hash`. Paths are relative to
    the working directory; raises `pulumi.RunError` for one that does not exist."""
    try:
        read = _asset if signature == ASSET_SIGNATURE else _archive
        checksum = hashlib.sha256(read(content)).hexdigest()
    except _NotRead:
        return content
    except OSError as error:
        raise pulumi.RunError(f"{error.filename}: cannot be read: {error.strerror}") from None
    return dict(sorted({**content, "hash": checksum}.items()))


def _asset(asset: dict[str, Any]) -> bytes:
    if isinstance(text := asset.get("text"), str):
        return text.encode()
    if isinstance(path := asset.get("path"), str):
        return Path(path).read_bytes()
    raise _NotRead


def _archive(archive: dict[str, Any]) -> bytes:
    path = archive.get("path")
    if isinstance(path, str) and path.endswith(_ARCHIVE_FILES):
        return Path(path).read_bytes()
    members = b"".join(_tar_member(name, content) for name, content in _members(archive))
    return members + bytes(2 * tarfile.BLOCKSIZE)


def _members(archive: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    if isinstance(assets := archive.get("assets"), dict):
        for name, content in sorted(assets.items()):
            if "assets" in content or Path(str(content.get("path"))).is_dir():
                yield from ((f"{name}/{inner}", data) for inner, data in _members(content))
            elif str(content.get("path")).endswith(_ARCHIVE_FILES):
                raise _NotRead
            else:
                yield name, _asset(content)
    elif isinstance(path := archive.get("path"), str):
        os.stat(path)  # an error if it is missing; `rglob` would find nothing
        files = sorted(Path(path).rglob("*"), key=lambda file: file.parts)
        for file in files:
            if file.is_file() and ".pulumi" not in file.relative_to(path).parts:
                yield file.relative_to(path).as_posix(), file.read_bytes()
    else:
        raise _NotRead


def _tar_member(name: str, content: bytes) -> bytes:
    """Returns a member of a tar file, byte for byte as Go writes it."""
    info = tarfile.TarInfo(name)
    info.mode, info.size = 0o600, len(content)
    try:
        header = bytearray(info.tobuf(tarfile.USTAR_FORMAT, errors="strict", encoding="ascii"))
    except ValueError:
        raise _NotRead from None  # a name that needs a newer format of tar
    # Go writes numbers into the fields of devices, where Python leaves them empty. The header's own
    # checksum comes last.
    header[329:345] = b"0000000\0" * 2
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + content + bytes(-len(content) % tarfile.BLOCKSIZE)
