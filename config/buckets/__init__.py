"""Buckets of the workload: what they hold, who is served from them, how long objects stay."""

from config.buckets.bucket import Bucket

__all__ = [
    "Bucket",
]
