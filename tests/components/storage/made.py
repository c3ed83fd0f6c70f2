"""A bucket to deploy, of which a test names only what it is about."""

from collections.abc import Mapping
from typing import Any

from components.storage.bucket import Bucket, BucketArgs
from config.buckets import Bucket as BucketSettings
from config.gateway import CorsSettings
from tests.factories import make_environment

KEY = "arn:aws:kms:eu-central-1:111122223333:key/objects"


def make_bucket(
    name: str = "uploads",
    *,
    origins: tuple[str, ...] = ("https://app.example.com",),
    environment: dict[str, Any] | None = None,
    backup_tags: Mapping[str, str] | None = None,
    **settings: Any,
) -> Bucket:
    args = BucketArgs(
        environment=make_environment(**(environment or {})),
        settings=BucketSettings(**{"purpose": "uploads", **settings}),
        kms_key_arn=KEY,
        log_bucket="logs",
        cors=CorsSettings(allowed_origins=list(origins)),
        recovery=None,
        backup_tags=backup_tags or {},
    )
    return Bucket(name, args)
