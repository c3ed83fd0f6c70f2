"""Copies of old versions on top of what a bucket holds: new versions, and nothing is deleted."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from operations.procedure import Clock, patiently
from operations.recovery.objects.versions import Back

_AT_ONCE = 16
_LARGEST = 5 * 1024**3
"""The most bytes that S3 copies by one request."""
_CHUNK = 1024**2


@dataclass(frozen=True, kw_only=True)
class Place:
    """A bucket, and a client of its region."""

    client: Any
    bucket: str


@dataclass(frozen=True, kw_only=True)
class Copier:
    """The copies from one bucket to another, or onto itself."""

    source: Place
    target: Place
    clock: Clock

    def is_back(self, back: Back) -> bool:
        """Returns true if an object has its old content already: a run before this one copied it,
        or somebody put it back."""
        if back.now is None or back.now.deleted or back.now.size != back.then.size:
            return False
        # S3 never gives one ETag to different contents.
        if back.now.etag == back.then.etag:
            return True
        return _sums_agree(self._head(self.source, back, old=True), self._head(self.target, back))

    def copy(self, back: Back) -> None:
        """Puts the old version on top, with its metadata and tags."""
        old = {
            "Bucket": self.source.bucket,
            "Key": back.then.key,
            "VersionId": back.then.id,
        }
        if back.then.size <= _LARGEST:
            patiently(
                self.clock,
                lambda: self.target.client.copy_object(
                    Bucket=self.target.bucket, Key=back.then.key, CopySource=old
                ),
            )
        else:
            self._copy_in_parts(back, old)

    def is_whole(self, back: Back) -> bool:
        """Returns true if the object has the old version's content, by S3's checksums or, where it
        has none of one kind, by reading both."""
        before = self._head(self.source, back, old=True)
        after = self._head(self.target, back)
        if before["ContentLength"] != after["ContentLength"]:
            return False
        if _common(before, after):
            return _sums_agree(before, after)
        old, new = self._read(self.source, back, old=True), self._read(self.target, back)
        return _digest(old) == _digest(new)

    def _copy_in_parts(self, back: Back, old: dict[str, str]) -> None:
        # A copy in parts takes no metadata along by itself.
        head = self._head(self.source, back, old=True)
        kept = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "Metadata")
        extra = {key: head[key] for key in kept if head.get(key)}
        self.target.client.copy(
            old,
            self.target.bucket,
            back.then.key,
            ExtraArgs=extra,
            SourceClient=self.source.client,
        )

    def _head(self, place: Place, back: Back, *, old: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = patiently(
            self.clock,
            lambda: place.client.head_object(
                Bucket=place.bucket, ChecksumMode="ENABLED", **_which(back, old=old)
            ),
        )
        return found

    def _read(self, place: Place, back: Back, *, old: bool = False) -> Any:
        return patiently(
            self.clock,
            lambda: place.client.get_object(Bucket=place.bucket, **_which(back, old=old))["Body"],
        )


def each_of(
    backs: Iterable[Back], work: Callable[[Back], Any], tell: Callable[[int], None]
) -> list[Any]:
    """Returns the results of some work on each object, several at once. `tell` hears how many are
    done."""
    results: list[Any] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for result in pool.map(work, backs):
            results.append(result)
            tell(len(results))
    return results


def _which(back: Back, *, old: bool) -> dict[str, str]:
    return {"Key": back.then.key, **({"VersionId": back.then.id} if old else {})}


def _sums(head: dict[str, Any]) -> dict[str, str]:
    # Those of parts depend on how the object was cut.
    if head.get("ChecksumType") == "COMPOSITE":
        return {}
    return {
        key: value
        for key, value in head.items()
        if key.startswith("Checksum") and key != "ChecksumType"
    }


def _common(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return set(_sums(before)) & set(_sums(after))


def _sums_agree(before: dict[str, Any], after: dict[str, Any]) -> bool:
    common = _common(before, after)
    return bool(common) and all(before[key] == after[key] for key in common)


def _digest(body: Any) -> str:
    found = hashlib.sha256()
    while chunk := body.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()
