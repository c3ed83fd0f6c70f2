"""The bucket of access logs: who may write, how long logs stay, and who waits for its policy."""

from typing import Any

import pulumi_aws as aws
import pytest

from components.storage.log_bucket import (
    ALB_ACCESS_PREFIX,
    ALB_CONNECTION_PREFIX,
    S3_PREFIX,
    LogBucket,
    LogBucketArgs,
)
from tests.factories import make_environment
from tests.graph import Graph, deploy

BUCKET, POLICY = "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"


def logs(region: str | None = None, **facts: Any) -> Graph:
    args = LogBucketArgs(environment=make_environment(**facts), region=region)
    return deploy(lambda: LogBucket("logs", args))


def statements(graph: Graph) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = graph.policy(graph.one(POLICY))["Statement"]
    return found


def of(graph: Graph, service: str) -> list[dict[str, Any]]:
    return [each for each in statements(graph) if each["Principal"] == {"Service": service}]


def rules(graph: Graph) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in graph.one(LIFECYCLE).inputs["rules"]}


def test_nothing_in_the_bucket_is_public() -> None:
    block = logs().one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    assert [block[switch] for switch in switches] == [True] * 4


def test_only_the_three_log_deliverers_are_let_in_each_for_this_account() -> None:
    allowed = [each for each in statements(logs()) if each["Effect"] == "Allow"]
    assert {each["Principal"]["Service"] for each in allowed} == {
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logging.s3.amazonaws.com",
        "delivery.logs.amazonaws.com",
    }
    assert all("111122223333" in str(each["Condition"]) for each in allowed)


def test_load_balancers_write_below_their_two_prefixes_only() -> None:
    graph = logs()
    (statement,) = of(graph, "logdelivery.elasticloadbalancing.amazonaws.com")
    arn = graph.one(BUCKET).outputs["arn"]
    assert statement["Action"] == ["s3:PutObject"]
    assert statement["Resource"] == [
        f"{arn}/{ALB_ACCESS_PREFIX}/AWSLogs/111122223333/*",
        f"{arn}/{ALB_CONNECTION_PREFIX}/AWSLogs/111122223333/*",
    ]
    assert statement["Condition"]["ArnLike"]["aws:SourceArn"] == (
        "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/*"
    )


def test_server_access_logs_go_below_their_prefix() -> None:
    graph = logs()
    (statement,) = of(graph, "logging.s3.amazonaws.com")
    assert statement["Resource"] == [f"{graph.one(BUCKET).outputs['arn']}/{S3_PREFIX}*"]


def test_cloudfront_writes_from_its_own_region() -> None:
    write, check = of(logs(), "delivery.logs.amazonaws.com")
    assert write["Action"] == ["s3:PutObject"]
    assert check["Action"] == ["s3:GetBucketAcl", "s3:ListBucket"]
    for statement in (write, check):
        assert statement["Condition"]["ArnLike"]["aws:SourceArn"] == (
            "arn:aws:logs:us-east-1:111122223333:delivery-source:*"
        )


def test_in_another_region_s3_alone_writes() -> None:
    graph = logs("eu-west-1")
    allowed = [each for each in statements(graph) if each["Effect"] == "Allow"]
    assert [each["Principal"]["Service"] for each in allowed] == ["logging.s3.amazonaws.com"]
    assert allowed[0]["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    s3 = [each for each in graph.registrations if each.type.startswith("aws:s3/")]
    assert {each.inputs.get("region") for each in s3} == {"eu-west-1"}


def test_requests_without_tls_are_refused() -> None:
    graph = logs()
    (deny,) = [each for each in statements(graph) if each["Effect"] == "Deny"]
    arn = graph.one(BUCKET).outputs["arn"]
    assert deny["Principal"] == "*"
    assert deny["Resource"] == [arn, f"{arn}/*"]
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_bucket_is_encrypted_as_log_delivery_needs_versioned_and_without_acls() -> None:
    graph = logs()
    encryption = graph.one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    )
    (rule,) = encryption.inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}
    versioning = graph.one("aws:s3/bucketVersioning:BucketVersioning").inputs
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}
    ownership = graph.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_logs_stay_as_long_as_the_environment_says() -> None:
    found = rules(logs(logs_days=90))
    assert found["logs"]["expiration"] == {"days": 90}
    assert found["logs"]["transitions"] == [{"days": 30, "storageClass": "STANDARD_IA"}]
    assert found["logs"]["noncurrentVersionExpiration"] == {"noncurrentDays": 1}
    assert found["logs"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert found["delete-markers"]["expiration"] == {"expiredObjectDeleteMarker": True}


def test_logs_kept_for_a_month_never_move_to_infrequent_access() -> None:
    assert "transitions" not in rules(logs(logs_days=30))["logs"]


@pytest.mark.parametrize("protect", [True, False])
def test_a_bucket_with_logs_is_deleted_only_where_nothing_is_protected(protect: bool) -> None:
    assert logs(protect=protect).one(BUCKET).inputs["forceDestroy"] is not protect


def test_who_uses_the_bucket_waits_for_its_policy() -> None:
    def program() -> None:
        bucket = LogBucket("logs", LogBucketArgs(environment=make_environment()))
        aws.lb.LoadBalancer("by-name", access_logs={"bucket": bucket.bucket, "enabled": True})
        aws.s3.BucketMetric("by-arn", bucket=bucket.arn)

    graph = deploy(program)
    policy = graph.one(POLICY).urn
    balancer = graph.one("aws:lb/loadBalancer:LoadBalancer")
    assert policy in balancer.dependencies
    assert balancer.inputs["accessLogs"]["bucket"] == graph.one(BUCKET).outputs["bucket"]
    metric = graph.one("aws:s3/bucketMetric:BucketMetric")
    assert policy in metric.dependencies
    assert metric.inputs["bucket"] == graph.one(BUCKET).outputs["arn"]
