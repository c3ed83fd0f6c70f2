"""Settings of buckets that others made, and their checks against the workload's."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from config.buckets import Bucket
from config.existing.arns import KeyArn
from config.values import Broken, Matching, Name, Section, closest

BucketName = Annotated[
    str,
    Matching(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "the name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots",
    ),
    Field(examples=["shop-uploads-archive", "shop-uploads-2024"]),
]


class ExistingBucket(Section):
    """Bucket that stands already, of the environment's account and region. Programs get the rights
    that their `uses` ask for. Plinth makes no bucket in its place, and neither policy, lifecycle,
    lock, replica nor backup: what the workload says of those is the owner's to keep."""

    name: BucketName
    """Name of the bucket. A change gives programs another bucket, and moves no object."""
    key: KeyArn | None = None
    """ARN of the key of KMS that encrypts its objects: programs get the right to use it through S3.
    Absent: S3's own keys do, for which nobody needs a right. A change is in place."""


Buckets = dict[Name, ExistingBucket]


def bucket_problems(
    existing: Mapping[str, ExistingBucket], buckets: Mapping[str, Bucket]
) -> Iterator[Broken]:
    """Yields buckets that the workload does not have, and those that need what only their owner can
    set; paths are the stack file's."""
    used: dict[str, str] = {}
    for name, given in existing.items():
        place = ("existing", "buckets", name)
        bucket = buckets.get(name)
        if bucket is None:
            yield Broken(
                place,
                given.name,
                f"no bucket of the workload has this name{closest(name, buckets)}",
                reads=("buckets",),
            )
            continue
        if bucket.purpose == "static":
            yield Broken(
                place,
                given.name,
                "is served by CloudFront, which reads by the bucket's policy, and that is its "
                "owner's; leave it out, and copy the files into the bucket that Plinth makes",
            )
        if bucket.events:
            yield Broken(
                place,
                given.name,
                "has events in the workload, and a bucket's notifications are one document, which "
                "is its owner's; leave the events out, or the bucket here",
            )
        if given.name in used:
            remedy = f"is also that of {used[given.name]}; name another bucket"
            yield Broken((*place, "name"), given.name, remedy)
        used.setdefault(given.name, name)
