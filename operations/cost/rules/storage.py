"""Amounts for which buckets and their copies are billed."""

from collections.abc import Iterator, Mapping
from typing import Any

from operations.cost.rules.amount import Amount, Rules
from operations.cost.scene import Scene
from operations.plan import Resource

INTELLIGENT = "INTELLIGENT_TIERING"
_CLASSES = {
    # What nobody read for 30 days costs as much as in STANDARD_IA.
    INTELLIGENT: "s3.standard-ia",
    "STANDARD_IA": "s3.standard-ia",
    "ONEZONE_IA": "s3.onezone-ia",
    "GLACIER_IR": "s3.glacier-ir",
    "GLACIER": "s3.glacier",
    "DEEP_ARCHIVE": "s3.deep-archive",
}


def _bucket(resource: Resource, scene: Scene) -> Iterator[Amount]:
    kept = scene.bucket_gb(resource)
    for storage, share in _shares(resource, scene):
        yield Amount(storage, kept.times(share))
    replica = _is_copy(resource, scene)
    writes = scene.spread(scene.usage.bucket_writes_thousand)
    yield Amount("s3.put", writes, "copied" if replica else "")
    if any(move.get("storageClass") == INTELLIGENT for move in _moves(resource, scene)):
        # What is kept changes once a year, so twelve months' writes are in it.
        yield Amount("s3.monitored", writes.times(12), "objects of a year")
    if not replica:
        yield Amount("s3.get", scene.spread(scene.usage.bucket_reads_thousand))


def _shares(resource: Resource, scene: Scene) -> Iterator[tuple[str, float]]:
    """Yields the classes in which a bucket keeps its content: a third of it is younger than the
    first move to another class, the rest is in that class."""
    moves = [each for each in _moves(resource, scene) if each.get("storageClass") in _CLASSES]
    if not moves:
        yield "s3.standard", 1.0
        return
    first = min(moves, key=lambda move: int(move.get("days") or 0))
    yield "s3.standard", YOUNG
    yield _CLASSES[str(first.get("storageClass"))], 1 - YOUNG


def _moves(resource: Resource, scene: Scene) -> list[Mapping[str, Any]]:
    """Returns the moves of a bucket's objects to other classes."""
    return [
        move
        for each in scene.resources.of("s3.BucketLifecycleConfiguration")
        if resource in scene.resources.referred(each.inputs.get("bucket"), "s3.Bucket")
        for rule in each.inputs.get("rules") or []
        for move in rule.get("transitions") or []
    ]


YOUNG = 1 / 3
"""Share of a bucket's content that has not moved to a cheaper class yet, or that was read of late
where S3 chooses the class."""


def _is_copy(resource: Resource, scene: Scene) -> bool:
    return any(
        resource in scene.resources.referred(_destinations(each), "s3.Bucket")
        for each in scene.resources.of("s3.BucketReplicationConfig")
    )


def _destinations(replication: Resource) -> list[object]:
    rules = replication.inputs.get("rules") or []
    return [(rule.get("destination") or {}).get("bucket") for rule in rules]


def _replication(resource: Resource, scene: Scene) -> Iterator[Amount]:
    sources = scene.resources.referred(resource.inputs.get("bucket"), "s3.Bucket")
    if not sources:
        return
    # What is kept changes once a year: a twelfth of it is written, and copied, in a month.
    moved = scene.bucket_gb(sources[0]).times(1 / 12)
    yield Amount("transfer.region.gb", moved, "a twelfth of what is kept")
    rules = resource.inputs.get("rules") or []
    if any((rule.get("destination") or {}).get("replicationTime") for rule in rules):
        yield Amount("s3.replication-time", moved, "a twelfth of what is kept")


RULES: Rules = {"s3.Bucket": _bucket, "s3.BucketReplicationConfig": _replication}
