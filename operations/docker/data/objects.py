"""The object store of an environment on Docker, by the S3 API."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from operations.docker.data import archive as local_archive

_DELETED_AT_ONCE = 1000
_HEADERS = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Metadata",
)


@dataclass(frozen=True, kw_only=True)
class Store:
    """Connection to all buckets, as the administrator."""

    client: Any


def store(address: str) -> Store:
    """Returns the store at an address, which `make connect SERVICE=objects` shows."""
    import boto3
    from botocore.config import Config

    url = urlsplit(address)
    client = boto3.client(
        "s3",
        endpoint_url=f"{url.scheme}://{url.hostname}:{url.port}",
        aws_access_key_id=url.username,
        aws_secret_access_key=url.password,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, proxies={}),
    )
    return Store(client=client)


def buckets(store: Store) -> list[str]:
    """Returns the names of the buckets."""
    return sorted(each["Name"] for each in store.client.list_buckets()["Buckets"])


def filled(store: Store) -> list[str]:
    """Returns the buckets that are not empty."""
    return [
        f"bucket {bucket}"
        for bucket in buckets(store)
        if store.client.list_objects_v2(Bucket=bucket, MaxKeys=1).get("KeyCount")
    ]


def save(store: Store, archive: local_archive.Writer, say: Callable[[str], None]) -> None:
    """Copies the newest version of each object into an archive."""
    number = itertools.count()
    for bucket in buckets(store):
        count = 0
        for key in _keys(store, bucket):
            found = store.client.get_object(Bucket=bucket, Key=key)
            about = {name: found[name] for name in _HEADERS if found.get(name)}
            path = archive.add(f"objects/{next(number)}", bucket=bucket, key=key, headers=about)
            with path.open("wb") as file:
                for part in found["Body"].iter_chunks(2**20):
                    file.write(part)
            count += 1
        say(f"bucket {bucket}: {count} objects")


def replace(store: Store, archive: local_archive.Reader, say: Callable[[str], None]) -> None:
    """Puts the saved objects into their buckets, and deletes the others there."""
    saved: dict[str, dict[str, str]] = {bucket: {} for bucket in buckets(store)}
    for member in archive.names("objects/"):
        about = archive.about(member)
        saved[about["bucket"]][about["key"]] = member
    for bucket, members in saved.items():
        others = [key for key in _keys(store, bucket) if key not in members]
        for key, member in members.items():
            headers: dict[str, Any] = archive.about(member)["headers"]
            with archive.file(member) as content:
                store.client.upload_fileobj(content, bucket, key, ExtraArgs=headers)
        for at in range(0, len(others), _DELETED_AT_ONCE):
            gone = [{"Key": key} for key in others[at : at + _DELETED_AT_ONCE]]
            store.client.delete_objects(Bucket=bucket, Delete={"Objects": gone})
        say(
            f"bucket {bucket}: {len(members)} objects" + (f", {len(others)} deleted" * bool(others))
        )


def _keys(store: Store, bucket: str) -> Iterator[str]:
    for page in store.client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from (each["Key"] for each in page.get("Contents", ()))
