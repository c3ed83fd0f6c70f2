"""Buckets: those of the workload, their replicas, and the one for access logs."""

from components.storage.bucket import Bucket, BucketArgs
from components.storage.bucket_events import Target
from components.storage.bucket_replica import RecoveryTarget
from components.storage.existing_bucket import ExistingBucket, ExistingBucketArgs
from components.storage.log_bucket import (
    ALB_ACCESS_PREFIX,
    ALB_CONNECTION_PREFIX,
    LogBucket,
    LogBucketArgs,
)

__all__ = [
    "ALB_ACCESS_PREFIX",
    "ALB_CONNECTION_PREFIX",
    "Bucket",
    "BucketArgs",
    "ExistingBucket",
    "ExistingBucketArgs",
    "LogBucket",
    "LogBucketArgs",
    "RecoveryTarget",
    "Target",
]
