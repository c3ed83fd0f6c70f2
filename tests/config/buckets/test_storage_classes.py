"""Moves between storage classes: S3's order and days, and what a class charges at least."""

from typing import Any

import pytest
from pydantic import ValidationError

from config.buckets import CLASSES, Bucket, StorageClass


def faults(**settings: Any) -> list[tuple[str, Any, str]]:
    """Key, value and remedy of each rule that a bucket breaks."""
    try:
        Bucket.model_validate({"purpose": "uploads", **settings})
    except ValidationError as error:
        return [
            (broken.key, broken.value, broken.remedy)
            for each in error.errors()
            for broken in each.get("ctx", {}).get("broken", [])
        ]
    return []


def moves(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"days": days, "storage_class": name} for days, name in pairs]


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [(0, "INTELLIGENT_TIERING")],
        [(0, "DEEP_ARCHIVE")],
        [(30, "STANDARD_IA"), (60, "INTELLIGENT_TIERING"), (90, "ONEZONE_IA"), (120, "GLACIER")],
        [(30, "STANDARD_IA"), (60, "GLACIER_IR"), (150, "GLACIER"), (240, "DEEP_ARCHIVE")],
    ],
)
def test_moves_down_the_waterfall_are_taken(pairs: list[tuple[int, str]]) -> None:
    assert faults(storage=moves(*pairs)) == []


@pytest.mark.parametrize("first", CLASSES)
@pytest.mark.parametrize("second", CLASSES)
def test_a_pair_is_taken_only_in_the_order_of_the_waterfall(
    first: StorageClass, second: StorageClass
) -> None:
    found = faults(storage=moves((30, first), (300, second)))
    assert [key for key, _, _ in found] == (
        [] if second in CLASSES[first].then else ["storage.1.storage_class"]
    )


@pytest.mark.parametrize(
    ("pairs", "settings", "key", "words"),
    [
        ([(29, "STANDARD_IA")], {}, "storage.0.days", "at least 30: S3 takes no younger"),
        ([(0, "ONEZONE_IA")], {}, "storage.0.days", "at least 30"),
        (
            [(30, "STANDARD_IA"), (59, "GLACIER")],
            {},
            "storage.1.days",
            "at least 60, 30 days after the move to STANDARD_IA, which charges 30 days",
        ),
        (
            [(0, "GLACIER"), (89, "DEEP_ARCHIVE")],
            {},
            "storage.1.days",
            "at least 90, 90 days after the move to GLACIER",
        ),
        (
            [(0, "INTELLIGENT_TIERING"), (29, "GLACIER")],
            {},
            "storage.1.days",
            "at least 30, 30 days after the move to INTELLIGENT_TIERING",
        ),
        ([(30, "GLACIER")], {"expire_days": 119}, "storage.0.days", "less than 90 days before"),
        ([(9, "INTELLIGENT_TIERING")], {"expire_days": 9}, "storage.0.days", "expire_days"),
        (
            [(30, "GLACIER")],
            {"purpose": "static", "path": "/s"},
            "storage.0.storage_class",
            "CloudFront cannot serve",
        ),
    ],
)
def test_moves_that_s3_refuses_or_that_cost_more_are_refused(
    pairs: list[tuple[int, str]], settings: dict[str, Any], key: str, words: str
) -> None:
    ((place, _, remedy),) = faults(storage=moves(*pairs), **settings)
    assert place == key
    assert words in remedy


def test_a_lock_is_for_all_buckets_but_static_ones() -> None:
    assert faults(lock_days=7) == []
    ((key, value, _),) = faults(purpose="static", path="/s", lock_days=7)
    assert (key, value) == ("lock_days", 7)
