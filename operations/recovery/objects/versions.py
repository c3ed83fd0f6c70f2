"""The versions that a bucket keeps, and what each object was at a time."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of an object, or the mark of its deletion."""

    key: str
    id: str
    at: dt.datetime
    latest: bool
    deleted: bool
    size: int = 0
    etag: str = ""


@dataclass(frozen=True, kw_only=True)
class Back:
    """An object to have back: the version that it was, and what it is now."""

    then: Version
    now: Version | None
    """None if the bucket has no version of it at all."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The objects below a prefix, at a time and now."""

    back: tuple[Back, ...]
    """Those that are another version now, or gone."""
    same: int
    newer: int
    """Objects that did not exist then. They stay."""
    was_gone: int
    """Objects that were deleted at that time, and are there again. They stay."""

    @property
    def size(self) -> int:
        """The bytes to be copied."""
        return sum(each.then.size for each in self.back)


def listed(client: Any, bucket: str, prefix: str) -> Iterator[Version]:
    """Yields each version below a prefix, by key, the newest first."""
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        found = [
            *(_version(each, deleted=False) for each in page.get("Versions", ())),
            *(_version(each, deleted=True) for each in page.get("DeleteMarkers", ())),
        ]
        yield from sorted(found, key=lambda each: each.key)


def compared(
    source: Iterable[Version], present: Iterable[Version], at: dt.datetime | None
) -> Compared:
    """Compares what there was at a time (None: the latest there is) with what is there now."""
    then, now = _at(source, at), _at(present, None)
    back: list[Back] = []
    same = was_gone = 0
    for key, version in sorted(then.items()):
        latest = now.get(key)
        if version.deleted:
            was_gone += bool(latest and not latest.deleted)
        elif latest and latest.id == version.id:
            same += 1
        else:
            back.append(Back(then=version, now=latest))
    newer = sum(not each.deleted for key, each in now.items() if key not in then)
    return Compared(back=tuple(back), same=same, newer=newer, was_gone=was_gone)


def _at(versions: Iterable[Version], at: dt.datetime | None) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for each in versions:
        if at is not None and each.at > at:
            continue
        known = found.get(each.key)
        newer = known is None or (each.latest if at is None else False) or each.at > known.at
        if newer and not (known and known.latest):
            found[each.key] = each
    return found


def _version(entry: dict[str, Any], *, deleted: bool) -> Version:
    return Version(
        key=entry["Key"],
        id=entry["VersionId"],
        at=entry["LastModified"],
        latest=bool(entry.get("IsLatest")),
        deleted=deleted,
        size=int(entry.get("Size") or 0),
        etag=str(entry.get("ETag") or ""),
    )
