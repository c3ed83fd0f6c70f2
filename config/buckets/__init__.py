"""Buckets of the workload: what they hold, who is served from them, how long objects stay."""

from config.buckets.bucket import Bucket
from config.buckets.event_checks import all_events, event_problems
from config.buckets.events import KINDS, BucketEvent
from config.buckets.static_site import FILES_ALWAYS, StaticSite
from config.buckets.storage_classes import CLASSES, ClassFacts, StorageClass, StorageMove

__all__ = [
    "CLASSES",
    "FILES_ALWAYS",
    "KINDS",
    "Bucket",
    "BucketEvent",
    "ClassFacts",
    "StaticSite",
    "StorageClass",
    "StorageMove",
    "all_events",
    "event_problems",
]
