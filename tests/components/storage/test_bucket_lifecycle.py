"""Lifecycle tables: what a purpose promises, and what S3 takes."""

from typing import Any

import pytest

from components.storage.bucket_lifecycle import lifecycle_rules
from config.buckets import Bucket as BucketSettings

CLASSES = {"STANDARD_IA": 30, "GLACIER": 90}
"""Storage class -> the days that it charges at least."""


def rules(purpose: str, versions_days: int = 30, **settings: Any) -> dict[str, dict[str, Any]]:
    path = "/static" if purpose == "static" else None
    bucket = BucketSettings.model_validate({"purpose": purpose, "path": path, **settings})
    return {str(rule["id"]): dict(rule) for rule in lifecycle_rules(bucket, versions_days)}


def transitions(purpose: str, **settings: Any) -> list[tuple[int, str]]:
    current = rules(purpose, **settings).get("current", {})
    return [(each["days"], each["storage_class"]) for each in current.get("transitions", [])]


@pytest.mark.parametrize(
    ("purpose", "promised"),
    [
        ("uploads", [(30, "STANDARD_IA")]),
        ("static", []),
        ("backups", [(30, "STANDARD_IA"), (90, "GLACIER")]),
        ("archives", [(30, "GLACIER")]),
    ],
)
def test_objects_move_as_the_purpose_promises(
    purpose: str, promised: list[tuple[int, str]]
) -> None:
    assert transitions(purpose) == promised


@pytest.mark.parametrize("purpose", ["uploads", "static", "backups", "archives"])
def test_every_bucket_drops_old_versions_and_broken_uploads(purpose: str) -> None:
    remains = rules(purpose, versions_days=45)["remains"]
    assert remains["noncurrent_version_expiration"] == {"noncurrent_days": 45}
    assert remains["abort_incomplete_multipart_upload"] == {"days_after_initiation": 7}
    assert remains["expiration"] == {"expired_object_delete_marker": True}


@pytest.mark.parametrize("purpose", ["uploads", "static", "backups", "archives"])
def test_objects_stay_unless_the_workload_lets_them_expire(purpose: str) -> None:
    assert "expiration" not in rules(purpose).get("current", {})
    assert rules(purpose, expire_days=400)["current"]["expiration"] == {"days": 400}


@pytest.mark.parametrize("purpose", ["uploads", "backups", "archives"])
@pytest.mark.parametrize("expire_days", [1, 30, 31, 59, 60, 90, 119, 120, 179, 180, 3650])
def test_no_object_moves_into_a_class_that_it_leaves_too_early(
    purpose: str, expire_days: int
) -> None:
    for days, storage_class in transitions(purpose, expire_days=expire_days):
        assert days + CLASSES[storage_class] <= expire_days


@pytest.mark.parametrize(
    ("expire_days", "kept"),
    [(59, []), (60, ["STANDARD_IA"]), (179, ["STANDARD_IA"]), (180, ["STANDARD_IA", "GLACIER"])],
)
def test_a_class_that_pays_is_used(expire_days: int, kept: list[str]) -> None:
    moved = transitions("backups", expire_days=expire_days)
    assert [storage_class for _, storage_class in moved] == kept


@pytest.mark.parametrize(
    "storage", [[], [(0, "INTELLIGENT_TIERING")], [(30, "STANDARD_IA"), (60, "DEEP_ARCHIVE")]]
)
@pytest.mark.parametrize("purpose", ["uploads", "archives"])
def test_objects_move_as_the_workload_says_whatever_the_purpose(
    purpose: str, storage: list[tuple[int, str]]
) -> None:
    moves = [{"days": days, "storage_class": class_} for days, class_ in storage]
    assert transitions(purpose, storage=moves) == storage


@pytest.mark.parametrize(("lock_days", "kept"), [(10, 30), (30, 30), (365, 365)])
def test_a_locked_version_is_not_expired_before_its_lock(lock_days: int, kept: int) -> None:
    remains = rules("backups", versions_days=30, lock_days=lock_days)["remains"]
    assert remains["noncurrent_version_expiration"] == {"noncurrent_days": kept}


def test_every_rule_is_for_the_whole_bucket() -> None:
    for rule in rules("backups", expire_days=400).values():
        assert rule["filter"] == {"prefix": ""}
        assert rule["status"] == "Enabled"
