"""Rules about buckets: closed to the world, encrypted on the way, versioned and logged."""

from policies.node import Node
from policies.resources import Resource
from policies.rule import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Fault,
    Faults,
    baseline,
    fsbp,
    needs,
    rule,
    security_hub,
)
from policies.statements import open_to_all, statements, tls_only

BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOG_DAYS = 90
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


@rule(
    BUCKET, HIGH, fsbp("S3.8"), "declare a BucketPublicAccessBlock with all four", looks_around=True
)
def s3_blocks_public_access(bucket: Resource) -> Faults:
    """A bucket cannot be opened to the world, by a list or by a policy."""
    blocks = bucket.companions("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket")
    for key in _BLOCKS:
        if not any(block.get(key) for block in blocks):
            yield Fault(f"public access block: {key}", "is not set")


@rule(POLICY, CRITICAL, fsbp("S3.2"), "name the principal, or bound it by a condition")
def s3_policy_names_who_may(policy: Resource) -> Faults:
    """A bucket's policy lets nobody in without a name."""
    yield from open_to_all(policy, "policy")


@rule(BUCKET, MEDIUM, fsbp("S3.5"), "deny requests without aws:SecureTransport", looks_around=True)
def s3_requires_tls(bucket: Resource) -> Faults:
    """A bucket refuses requests without TLS."""
    policies: list[tuple[Node, str]] = [
        (each, "policy") for each in bucket.companions(POLICY, "bucket")
    ]
    yield from tls_only(policies, "policy")


@rule(BUCKET, MEDIUM, fsbp("S3.9"), "declare a BucketLogging", looks_around=True)
def s3_logs_requests(bucket: Resource) -> Faults:
    """A bucket logs who asks for what. One that receives logs does not: each log would be a request
    to log. A bucket receives logs where others name it, or where its policy lets S3 deliver
    them."""
    if not bucket.companions(LOGGING, "bucket") and not _receives_logs(bucket):
        yield Fault("server access logs", "are missing")


def _receives_logs(bucket: Resource) -> bool:
    return bool(
        bucket.companions(LOGGING, "targetBucket")
        or bucket.companions("aws:lb/loadBalancer:LoadBalancer", "accessLogs")
        or any(
            "logging.s3.amazonaws.com" in statement.texts("Principal.Service")
            for policy in bucket.companions(POLICY, "bucket")
            for _, statement in statements(policy.document("policy"), "Allow")
        )
    )


@rule(
    ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "aws:s3/bucketAcl:BucketAcl"),
    MEDIUM,
    fsbp("S3.12"),
    "set `objectOwnership` to BucketOwnerEnforced and remove lists of grants",
)
def s3_has_no_access_lists(resource: Resource) -> Faults:
    """A bucket's policy alone decides who may, and no list on an object."""
    if resource.type.endswith(":BucketAcl"):
        yield Fault("access control list", "is declared")
    else:
        yield from needs(resource, "rule.objectOwnership", "BucketOwnerEnforced")


@rule(BUCKET, LOW, fsbp("S3.13"), "declare a lifecycle", looks_around=True)
def s3_has_a_lifecycle(bucket: Resource) -> Faults:
    """A bucket says what becomes of old objects and of uploads that were given up."""
    if not bucket.companions(LIFECYCLE, "bucket"):
        yield Fault("lifecycle configuration", "is missing")


@rule(BUCKET, LOW, security_hub("S3.14"), "declare a BucketVersioning", looks_around=True)
def s3_keeps_versions(bucket: Resource) -> Faults:
    """A bucket keeps what is overwritten or deleted for a while."""
    found = bucket.companions("aws:s3/bucketVersioning:BucketVersioning", "bucket")
    if not any(each.get("versioningConfiguration.status") == "Enabled" for each in found):
        yield Fault("versioning", "is not enabled")


@rule(
    LIFECYCLE,
    MEDIUM,
    baseline("logs"),
    f"keep logs {LOG_DAYS} days or longer: `retention.logs_days`",
    production_only=True,
    lifted_by="retention.logs_days",
    looks_around=True,
)
def s3_keeps_logs(lifecycle: Resource) -> Faults:
    """Access logs of production are kept for 90 days or longer."""
    if not any(map(_receives_logs, lifecycle.referred("bucket", BUCKET))):
        return
    for each in lifecycle.blocks("rules"):
        days = each.get("expiration.days", LOG_DAYS)
        if each.get("status", "Enabled") == "Enabled" and 0 < days < LOG_DAYS:
            yield Fault(
                f"rules[{each.get('id', '')}].expiration.days", f"is {days}", LOG_DAYS - days
            )
