"""The buckets of a workload in MinIO, and a key for each program that uses them; pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from config.contract import variable
from config.programs import BucketUse
from config.workload import Bucket, Workload

POLICIES = "/policies"
_WRITE = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
]


def users(workload: Workload) -> dict[str, dict[str, BucketUse]]:
    """The programs that use buckets, and what they may do with each."""
    return {
        path.split(".")[1]: dict(program.uses.buckets)
        for path, program in workload.programs().items()
        if program.uses.buckets
    }


def bucket_name(project: str, name: str) -> str:
    """`shop-uploads`: S3 wants three characters at least, the workload one."""
    return f"{project}-{name}"


def user_name(project: str, program: str) -> str:
    """The access key of a program; MinIO, too, wants three characters."""
    return f"{project}-{program}"


def password_variable(program: str) -> str:
    """The environment variable from which the script takes a program's key."""
    return f"{variable(program)}_PASSWORD"


def files(workload: Workload, project: str) -> dict[str, str]:
    """Path -> content of the policies."""
    return {
        f"{POLICIES}/{program}.json": json.dumps(policy(uses, project), indent=2) + "\n"
        for program, uses in sorted(users(workload).items())
    }


def policy(uses: Mapping[str, BucketUse], project: str) -> dict[str, Any]:
    """What a program may do: what `components/bucket.py` grants it on AWS."""
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


def script(workload: Workload, project: str) -> str:
    """For `sh` with MinIO's client, whose server is called `local`; safe to run again."""
    lines = ["set -eu"]
    for name, bucket in sorted(workload.buckets.items()):
        lines += _bucket(bucket_name(project, name), bucket)
    for program in sorted(users(workload)):
        user = user_name(project, program)
        lines += [
            f'mc admin user add local {user} "${password_variable(program)}"',
            f"mc admin policy create local {user} {POLICIES}/{program}.json",
            # Attaching what is attached already is an error; detaching what is not, too.
            f"mc admin policy detach local {user} --user {user} >/dev/null 2>&1 || true",
            f"mc admin policy attach local {user} --user {user}",
        ]
    return "\n".join(lines) + "\n"


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _bucket(name: str, bucket: Bucket) -> Sequence[str]:
    lock = " --with-lock" if bucket.lock_days else ""
    lines = [f"mc mb --ignore-existing{lock} local/{name}"]
    if bucket.lock_days:
        lines.append(f"mc retention set --default GOVERNANCE {bucket.lock_days}d local/{name}")
    else:
        lines.append(f"mc version enable local/{name}")
    if bucket.path is not None:
        # The gateway serves it, as CloudFront does on AWS.
        lines.append(f"mc anonymous set download local/{name}")
    return lines
