"""Buckets of the workload: what they hold, who is served from them, how long objects stay."""

from config.buckets.bucket import Bucket
from config.buckets.static_site import FILES_ALWAYS, StaticSite

__all__ = [
    "FILES_ALWAYS",
    "Bucket",
    "StaticSite",
]
