"""Plans the buckets of a workload on Docker, and the rights of each program to them; pure."""

from collections.abc import Mapping
from typing import Any

from config.workload import BucketUse, Workload

_WRITE = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
]


def users(workload: Workload) -> dict[str, dict[str, BucketUse]]:
    """Returns the programs that use buckets, each with its access to every bucket."""
    return {
        each.name: dict(each.program.uses.buckets)
        for each in workload.programs()
        if each.program.uses.buckets
    }


def bucket_name(project: str, name: str) -> str:
    """Returns the bucket's name on the server, `shop-uploads`: S3 wants three characters at least,
    the workload one."""
    return f"{project}-{name}"


def bucket_names(workload: Workload, project: str) -> dict[str, str]:
    """Returns the names of all buckets on the server, by their names in the workload."""
    return {name: bucket_name(project, name) for name in sorted(workload.buckets)}


def user_name(project: str, program: str) -> str:
    """Returns the access key of a program; MinIO wants three characters at least."""
    return f"{project}-{program}"


def policy(uses: Mapping[str, BucketUse], project: str) -> dict[str, Any]:
    """Returns a program's policy, with the rights that `components/storage/bucket.py` grants on
    AWS."""
    statements: list[dict[str, Any]] = []
    for name, use in sorted(uses.items()):
        arn = f"arn:aws:s3:::{bucket_name(project, name)}"
        objects = [f"{arn}/{use.prefix}*"]
        if use.access != "write":
            seen = {"Condition": {"StringLike": {"s3:prefix": [f"{use.prefix}*"]}}}
            listing = _allow(["s3:ListBucket"], [arn])
            statements.append({**listing, **(seen if use.prefix else {})})
            statements.append(_allow(["s3:GetObject"], objects))
        if use.access != "read":
            statements.append(_allow(_WRITE, objects))
    return {"Version": "2012-10-17", "Statement": statements}


def plan(workload: Workload, project: str) -> dict[str, Any]:
    """Returns the plan that `setup/objects.py` carries out. A bucket that the gateway serves is
    public, like one that CloudFront serves on AWS."""
    names = bucket_names(workload, project)
    return {
        "prefix": f"{project}-",
        "buckets": {
            names[name]: {"lock_days": bucket.lock_days, "public": bucket.path is not None}
            for name, bucket in sorted(workload.buckets.items())
        },
    }


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}
