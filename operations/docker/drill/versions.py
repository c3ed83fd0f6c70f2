"""Versions of objects in a scratch bucket: written, saved, deleted with the bucket, put back.

A bucket keeps former versions under one key. All of them are saved, the oldest first, and put back
in that order; their IDs are new.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from operations.docker.data import archive, objects
from operations.docker.drill import scratch
from operations.recovery_result import Check, Recovered

_VERSIONS_OF_EACH = 10
_BYTES = 1024
Sums = dict[str, list[str]]
"""Checksums of the versions of each key, the oldest first."""


def recovered(
    store: objects.Store, folder: Path, stack: str, count: int, say: Callable[[str], None]
) -> Recovered:
    """Returns the recovery of so many versions, in a bucket that exists for the drill only."""
    bucket, client = scratch.name(), store.client
    _make(client, bucket)
    try:
        return _lost_and_had_back(client, bucket, folder, stack, count, say)
    finally:
        if bucket in objects.buckets(store):
            _remove(client, bucket)


def _lost_and_had_back(
    client: Any, bucket: str, folder: Path, stack: str, count: int, say: Callable[[str], None]
) -> Recovered:
    say(f"objects: {count:,} versions are written into {bucket}")
    before, written = _fill(client, bucket, count), time.monotonic()
    with scratch.writer(folder, stack) as (writer, file):
        say("objects: backed up, each version")
        saved = _save(client, bucket, writer)
        writer.write(file)
        say("objects: deleted with their bucket, each version")
        _remove(client, bucket)
        lost = time.monotonic()
        gone = bucket not in objects.buckets(objects.Store(client=client))
        say("objects: put back from the backup")
        _make(client, bucket)
        with archive.opened(file) as reader:
            for member in reader.names("objects/"):
                with reader.file(member) as content:
                    key = reader.about(member)["key"]
                    client.put_object(Bucket=bucket, Key=key, Body=content.read())
    after = _sums(client, bucket)
    found = sum(len(each) for each in after.values())
    return Recovered(
        store="objects",
        lost=f"{count:,} versions of {len(before):,} objects, deleted with their bucket",
        restored="each version in a file of the form that `make backup` writes",
        rpo_seconds=lost - written,
        rto_seconds=time.monotonic() - lost,
        checks=(
            Check(said="the bucket was gone", holds=gone),
            Check(said=f"{count:,} versions were saved", holds=saved == count),
            Check(said=f"{count:,} versions are back", holds=found == count),
            Check(said="their checksums and their order are as before", holds=after == before),
        ),
    )


def _fill(client: Any, bucket: str, count: int) -> Sums:
    sums: Sums = {}
    for number in range(count):
        key, body = f"objects/{number // _VERSIONS_OF_EACH:05}", secrets.token_bytes(_BYTES)
        client.put_object(Bucket=bucket, Key=key, Body=body)
        sums.setdefault(key, []).append(hashlib.sha256(body).hexdigest())
    return sums


def _save(client: Any, bucket: str, writer: archive.Writer) -> int:
    """Saves all versions, the oldest of a key first, and returns their number."""
    number = 0
    for number, (key, version) in enumerate(_versions(client, bucket), 1):
        member = writer.add(f"objects/{number:06}", bucket=bucket, key=key)
        found = client.get_object(Bucket=bucket, Key=key, VersionId=version)
        member.write_bytes(found["Body"].read())
    return number


def _sums(client: Any, bucket: str) -> Sums:
    sums: Sums = {}
    for key, version in _versions(client, bucket):
        found = client.get_object(Bucket=bucket, Key=key, VersionId=version)
        sums.setdefault(key, []).append(hashlib.sha256(found["Body"].read()).hexdigest())
    return sums


def _versions(client: Any, bucket: str) -> list[tuple[str, str]]:
    """Returns key and ID of all versions. S3 lists the newest of a key first."""
    found = [
        (each["Key"], each["VersionId"])
        for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket)
        for each in page.get("Versions", ())
    ]
    return found[::-1]


def _make(client: Any, bucket: str) -> None:
    client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def _remove(client: Any, bucket: str) -> None:
    for key, version in _versions(client, bucket):
        client.delete_object(Bucket=bucket, Key=key, VersionId=version)
    client.delete_bucket(Bucket=bucket)
