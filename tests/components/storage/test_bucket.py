"""Buckets: nobody from outside, everything encrypted and versioned, exact grants."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.errors import ProgramError
from tests.components.storage.made import KEY, make_bucket
from tests.factories import make_grantee
from tests.graph import Graph, deploy

BUCKET = "aws:s3/bucket:Bucket"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"
GUARDS = (BLOCK, ENCRYPTION, LOCK, POLICY, VERSIONING)
DISTRIBUTION = "arn:aws:cloudfront::111122223333:distribution/E1"


def bucket(**settings: Any) -> Graph:
    return deploy(lambda: make_bucket(**settings))


def statements(graph: Graph, name: str = "uploads") -> dict[str, Any]:
    document = graph.policy(graph.one(POLICY, name))
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_a_bucket_is_closed_to_the_public() -> None:
    graph = bucket()
    block = graph.one(BLOCK).inputs
    assert block["bucket"] == graph.one(BUCKET).outputs["bucket"]
    assert [block[key] for key in sorted(block) if key != "bucket"] == [True] * 4
    ownership = graph.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_names_are_of_the_account_and_its_region_where_the_settings_say_so() -> None:
    facts = {"bucket_namespace": "account-regional", "project": "the-international-film-archive"}
    made = bucket(environment=facts).one(BUCKET).inputs
    assert made["bucketNamespace"] == "account-regional"
    assert made["bucket"].endswith("-archive-test-uploads-111122223333-eu-central-1-an")
    assert len(made["bucket"]) <= 63
    assert not {"bucket", "bucketNamespace"} & bucket().one(BUCKET).inputs.keys()


def test_nothing_is_allowed_before_the_bucket_is_closed() -> None:
    graph = bucket()
    assert graph.one(BLOCK).urn in graph.one(POLICY).dependencies


def test_a_bucket_is_encrypted_with_the_customer_key() -> None:
    (rule,) = bucket().one(ENCRYPTION).inputs["rules"]
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
        "bucketKeyEnabled": True,
        "blockedEncryptionTypes": ["SSE-C"],
    }


def test_a_bucket_refuses_plain_http_for_itself_and_its_objects() -> None:
    graph = bucket()
    arn = graph.one(BUCKET).outputs["arn"]
    tls = statements(graph)["TlsOnly"]
    assert (tls["Effect"], tls["Principal"], tls["Action"]) == ("Deny", "*", ["s3:*"])
    assert tls["Resource"] == [arn, f"{arn}/*"]
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize(
    ("sid", "header", "value"),
    [
        ("KmsOnly", "s3:x-amz-server-side-encryption", "aws:kms"),
        ("OwnKeyOnly", "s3:x-amz-server-side-encryption-aws-kms-key-id", KEY),
    ],
)
def test_an_upload_that_names_another_encryption_is_refused(
    sid: str, header: str, value: str
) -> None:
    statement = statements(bucket())[sid]
    assert statement["Effect"] == "Deny"
    assert statement["Action"] == ["s3:PutObject"]
    assert statement["Condition"] == {
        "StringNotEquals": {header: value},
        # Only where the header is there: without it the bucket's own encryption is used.
        "Null": {header: "false"},
    }


def test_a_bucket_of_programs_allows_nobody_by_its_own_policy() -> None:
    assert {each["Effect"] for each in statements(bucket()).values()} == {"Deny"}


def test_a_bucket_is_versioned_and_cleaned_up() -> None:
    graph = bucket(environment={"object_versions_days": 90})
    assert graph.one(VERSIONING).inputs["versioningConfiguration"] == {"status": "Enabled"}
    lifecycle = graph.one(LIFECYCLE)
    assert graph.one(VERSIONING).urn in lifecycle.dependencies
    expirations = [rule.get("noncurrentVersionExpiration") for rule in lifecycle.inputs["rules"]]
    assert {"noncurrentDays": 90} in expirations


def test_requests_are_logged_below_the_buckets_name() -> None:
    logging = bucket().one("aws:s3/bucketLogging:BucketLogging").inputs
    assert logging["targetBucket"] == "logs"
    assert logging["targetPrefix"] == "s3/uploads/"


@pytest.mark.parametrize("protect", [True, False])
def test_only_an_unprotected_bucket_goes_with_its_objects(protect: bool) -> None:
    graph = bucket(environment={"protect": protect})
    assert graph.one(BUCKET).inputs["forceDestroy"] is not protect


@pytest.mark.parametrize(("protect", "mode"), [(True, "COMPLIANCE"), (False, "GOVERNANCE")])
def test_a_lock_binds_everybody_where_the_environment_is_protected(
    protect: bool, mode: str
) -> None:
    graph = bucket(purpose="backups", lock_days=30, environment={"protect": protect})
    lock = graph.one(LOCK)
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": mode, "days": 30}}
    assert graph.one(VERSIONING).urn in lock.dependencies


def test_a_lock_comes_and_goes_without_a_change_of_the_bucket() -> None:
    # S3 takes the lock itself on a bucket that is there; a change of this input replaces it.
    without, locked = bucket(purpose="backups"), bucket(purpose="backups", lock_days=30)
    assert without.one(BUCKET).inputs == locked.one(BUCKET).inputs
    assert "objectLockEnabled" not in locked.one(BUCKET).inputs
    assert without.find(LOCK) == []


def test_nobody_may_store_an_object_before_it_is_decided_how_it_is_kept() -> None:
    def program() -> None:
        made = make_bucket("backups", purpose="backups", lock_days=30)
        made.grant_write(make_grantee("orders"))

    graph = deploy(program)
    guards = {each.urn for type_ in GUARDS for each in graph.all(type_)}
    assert guards <= set(graph.one("aws:iam/rolePolicy:RolePolicy").dependencies)


def test_a_change_of_lifecycle_or_lock_days_leaves_the_bucket_alone() -> None:
    before = bucket(purpose="backups", lock_days=30, expire_days=400)
    after = bucket(
        purpose="backups",
        lock_days=60,
        expire_days=500,
        environment={"object_versions_days": 90, "logs_days": 90},
    )
    assert before.one(BUCKET).inputs == after.one(BUCKET).inputs
    assert before.one(LIFECYCLE).inputs != after.one(LIFECYCLE).inputs


def test_pages_of_the_allowed_origins_may_send_files() -> None:
    (rule,) = (
        bucket(origins=("https://a.example.com", "https://b.example.com"))
        .one(CORS)
        .inputs["corsRules"]
    )
    assert rule["allowedOrigins"] == ["https://a.example.com", "https://b.example.com"]
    assert rule["allowedMethods"] == ["GET", "HEAD", "POST", "PUT"]


@pytest.mark.parametrize(
    "settings", [{"origins": ()}, {"purpose": "backups"}, {"purpose": "archives"}]
)
def test_no_page_may_send_files_to_other_buckets(settings: dict[str, Any]) -> None:
    assert bucket(**settings).find(CORS) == []


def static(*served_by: str) -> Callable[[], None]:
    def program() -> None:
        made = make_bucket("static", purpose="static", path="/static")
        for distribution in served_by:
            made.serve_from(distribution)

    return program


def test_only_the_exact_distribution_reads_a_static_bucket() -> None:
    graph = deploy(static(DISTRIBUTION))
    allowed = [each for each in statements(graph, "static").values() if each["Effect"] == "Allow"]
    assert allowed == [
        {
            "Sid": "FromDistribution",
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": ["s3:GetObject"],
            "Resource": [f"{graph.one(BUCKET).outputs['arn']}/*"],
            "Condition": {"StringEquals": {"aws:SourceArn": DISTRIBUTION}},
        }
    ]


def test_a_static_bucket_is_served_once() -> None:
    with pytest.raises(ProgramError, match="bucketPolicy"):
        deploy(static(DISTRIBUTION, DISTRIBUTION))


def test_no_distribution_serves_a_bucket_of_programs() -> None:
    with pytest.raises(ProgramError, match="purpose: must be static to be served, got uploads"):
        deploy(lambda: make_bucket().serve_from(DISTRIBUTION))
