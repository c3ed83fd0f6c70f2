"""Copies in the recovery region: as private as the original, and S3 may do no more than copy."""

from typing import Any

from components.storage.bucket import Bucket, BucketArgs
from components.storage.bucket_replica import RULE_ID, RecoveryTarget
from config.buckets import Bucket as BucketSettings
from config.gateway import CorsSettings
from tests.factories import make_environment
from tests.graph import Graph, deploy

BUCKET = "aws:s3/bucket:Bucket"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
ROLE = "aws:iam/role:Role"
GRANT = "aws:iam/rolePolicy:RolePolicy"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/objects"
RECOVERY_KEY = "arn:aws:kms:eu-west-1:111122223333:key/copies"
TARGET = RecoveryTarget(region="eu-west-1", kms_key_arn=RECOVERY_KEY, log_bucket="logs-recovery")


def replicated(recovery: RecoveryTarget | None = TARGET, **settings: Any) -> Graph:
    args = BucketArgs(
        environment=make_environment(protect=True),
        settings=BucketSettings(**{"purpose": "backups", **settings}),
        kms_key_arn=KEY,
        log_bucket="logs",
        cors=CorsSettings(allowed_origins=[]),
        recovery=recovery,
    )
    return deploy(lambda: Bucket("backups", args))


def test_without_a_recovery_region_there_is_one_bucket_and_no_role() -> None:
    graph = replicated(None)
    assert graph.names(BUCKET) == ["backups"]
    assert graph.find(REPLICATION) == graph.find(ROLE) == []


def test_what_can_be_made_again_has_no_copy() -> None:
    graph = replicated(replicate=False)
    assert graph.names(BUCKET) == ["backups"]
    assert graph.find(REPLICATION) == graph.find(ROLE) == []


def test_everything_about_the_copy_is_in_the_recovery_region() -> None:
    graph = replicated(lock_days=30)
    s3 = [each for each in graph.registrations if each.type.startswith("aws:s3/")]
    copies = [each for each in s3 if each.name == "backups-replica"]
    assert {each.inputs.get("region") for each in copies if each.type != REPLICATION} == {
        "eu-west-1"
    }
    assert {each.inputs.get("region") for each in s3 if each not in copies} == {None}
    # Set on the original, so it is where the original is.
    assert "region" not in graph.one(REPLICATION).inputs


def test_the_copy_has_all_that_the_original_has() -> None:
    graph = replicated(lock_days=30, expire_days=400)
    for each in [each for each in graph.registrations if each.name == "backups" and each.custom]:
        copy = graph.one(each.type, "backups-replica").inputs
        for key in ("rule", "rules", "versioningConfiguration", "blockPublicPolicy"):
            expected = each.inputs.get(key)
            assert str(copy.get(key)).replace(RECOVERY_KEY, KEY) == str(expected)


def test_requests_to_the_copy_are_logged_in_its_region() -> None:
    graph = replicated()
    copy = graph.one(LOGGING, "backups-replica").inputs
    assert copy["bucket"] == graph.one(BUCKET, "backups-replica").outputs["bucket"]
    assert copy["region"] == "eu-west-1"
    assert (copy["targetBucket"], copy["targetPrefix"]) == ("logs-recovery", "s3/backups-replica/")
    assert graph.one(LOGGING, "backups").inputs["targetBucket"] == "logs"


def test_the_copy_is_encrypted_with_the_key_of_its_region() -> None:
    graph = replicated()
    (rule,) = graph.one(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "backups-replica",
    ).inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"] == RECOVERY_KEY


def test_the_copy_refuses_plain_http_and_other_keys() -> None:
    graph = replicated()
    statements = graph.policy(graph.one(POLICY, "backups-replica"))["Statement"]
    arn = graph.one(BUCKET, "backups-replica").outputs["arn"]
    assert {each["Effect"] for each in statements} == {"Deny"}
    assert statements[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statements[0]["Resource"] == [arn, f"{arn}/*"]
    assert RECOVERY_KEY in str(statements)
    assert KEY not in str(statements)


def test_s3_copies_everything_within_a_quarter_of_an_hour() -> None:
    graph = replicated()
    replication = graph.one(REPLICATION)
    assert replication.inputs["bucket"] == graph.one(BUCKET, "backups").outputs["bucket"]
    assert replication.inputs["role"] == graph.one(ROLE).outputs["arn"]
    (rule,) = replication.inputs["rules"]
    assert rule["id"] == RULE_ID
    assert rule["status"] == "Enabled"
    assert rule["filter"] == {"prefix": ""}
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    assert rule["sourceSelectionCriteria"] == {"sseKmsEncryptedObjects": {"status": "Enabled"}}
    assert rule["destination"] == {
        "bucket": graph.one(BUCKET, "backups-replica").outputs["arn"],
        "encryptionConfiguration": {"replicaKmsKeyId": RECOVERY_KEY},
        "replicationTime": {"status": "Enabled", "time": {"minutes": 15}},
        "metrics": {"status": "Enabled", "eventThreshold": {"minutes": 15}},
    }


def test_copying_starts_when_both_buckets_are_versioned_and_s3_may() -> None:
    graph = replicated()
    needed = {each.urn for each in [*graph.all(VERSIONING), graph.one(GRANT)]}
    assert len(needed) == 3
    assert needed <= set(graph.one(REPLICATION).dependencies)


def test_s3_reads_the_one_bucket_and_writes_the_other() -> None:
    graph = replicated()
    source = graph.one(BUCKET, "backups").outputs["arn"]
    copy = graph.one(BUCKET, "backups-replica").outputs["arn"]
    look, read, write, decrypt, encrypt = graph.policy(graph.one(GRANT))["Statement"]
    assert look["Action"] == ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    assert look["Resource"] == [source]
    assert read["Action"] == [
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
    ]
    assert read["Resource"] == [f"{source}/*"]
    assert write["Action"] == ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
    assert write["Resource"] == [f"{copy}/*"]
    for statement, actions, key, region, arn in (
        (decrypt, ["kms:Decrypt"], KEY, "eu-central-1", source),
        (encrypt, ["kms:Encrypt", "kms:GenerateDataKey"], RECOVERY_KEY, "eu-west-1", copy),
    ):
        assert statement["Action"] == actions
        assert statement["Resource"] == [key]
        assert statement["Condition"] == {
            "StringEquals": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:aws:s3:arn": [arn, f"{arn}/*"]},
        }


def test_a_lock_is_copied_with_its_object() -> None:
    graph = replicated(lock_days=30)
    read = graph.policy(graph.one(GRANT))["Statement"][1]
    assert {"s3:GetObjectLegalHold", "s3:GetObjectRetention"} <= set(read["Action"])


def test_only_s3_takes_the_role() -> None:
    (trust,) = (graph := replicated()).policy(graph.one(ROLE), "assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "s3.amazonaws.com"}


def test_the_copy_is_protected_like_the_original() -> None:
    graph = replicated(lock_days=30)
    assert graph.one(BUCKET, "backups-replica").inputs["forceDestroy"] is False
    locks = [graph.one(LOCK, name).inputs["rule"] for name in ("backups", "backups-replica")]
    assert locks[0] == locks[1]


def test_the_copies_are_locked_before_the_originals() -> None:
    # S3 locks what is replicated only where the destination is locked.
    graph = replicated(lock_days=30)
    copies = graph.one(LOCK, "backups-replica").urn
    assert copies in graph.one(LOCK, "backups").dependencies
    assert copies in graph.one(REPLICATION).dependencies
