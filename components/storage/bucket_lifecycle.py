"""The time that a bucket keeps objects, and their storage classes; pure."""

import pulumi_aws as aws

from config.buckets import CLASSES, StorageClass
from config.buckets import Bucket as BucketSettings

Rule = aws.s3.BucketLifecycleConfigurationRuleArgsDict
Transition = aws.s3.BucketLifecycleConfigurationRuleTransitionArgsDict

ABORT_UPLOADS_DAYS = 7
"""Days after which the parts of an unfinished multipart upload are deleted. They cost as much as
objects, and no list shows them."""

_MOVES: dict[str, tuple[tuple[int, StorageClass], ...]] = {
    "uploads": ((30, "STANDARD_IA"),),
    "static": (),
    "backups": ((30, "STANDARD_IA"), (90, "GLACIER")),
    "archives": ((30, "GLACIER"),),
}
"""Moves by purpose, as (days, storage class), in line with `config.buckets.Bucket.purpose`."""


def lifecycle_rules(settings: BucketSettings, object_versions_days: int) -> list[Rule]:
    """Returns the rules of a bucket, for all of its objects.

    S3 never expires a version that is still locked; the numbers here agree with that.
    """
    versions_days = max(object_versions_days, settings.lock_days or 0)
    current = Rule(id="current", status="Enabled", filter={"prefix": ""})
    transitions = _transitions(settings)
    if transitions:
        current["transitions"] = transitions
    if settings.expire_days is not None:
        current["expiration"] = {"days": settings.expire_days}
    rules = [current] if transitions or settings.expire_days is not None else []
    rules.append(
        Rule(
            id="remains",
            status="Enabled",
            filter={"prefix": ""},
            noncurrent_version_expiration={"noncurrent_days": versions_days},
            abort_incomplete_multipart_upload={"days_after_initiation": ABORT_UPLOADS_DAYS},
            # A delete marker that hides no version any more only makes lists slower.
            expiration={"expired_object_delete_marker": True},
        )
    )
    return rules


def _transitions(settings: BucketSettings) -> list[Transition]:
    """Returns the moves to other classes: those that the workload names, or those of the purpose
    after which an object lives at least as long as its new class charges. S3 would also refuse one
    that comes after the object's end."""
    if settings.storage is not None:
        return [
            Transition(days=move.days, storage_class=move.storage_class)
            for move in settings.storage
        ]
    return [
        Transition(days=days, storage_class=storage_class)
        for days, storage_class in _MOVES[settings.purpose]
        if settings.expire_days is None
        or settings.expire_days >= days + CLASSES[storage_class].least_days
    ]
