"""What holds for everything that keeps something, whoever made it: encrypted, by TLS only, with an
end. (`test_buckets.py` has the policies of buckets.)"""

import json

import pytest

from engine.registration import Registration
from tests.graph import Graph

pytestmark = pytest.mark.xdist_group("at rest")

BUCKET = "aws:s3/bucket:Bucket"
QUEUE = "aws:sqs/queue:Queue"
KEY = "aws:kms/key:Key"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}

ENCRYPTED = {
    "aws:cloudwatch/logGroup:LogGroup": "kmsKeyId",
    "aws:elasticache/replicationGroup:ReplicationGroup": "kmsKeyId",
    "aws:scheduler/schedule:Schedule": "kmsKeyArn",
    "aws:secretsmanager/secret:Secret": "kmsKeyId",
    "aws:sns/topic:Topic": "kmsMasterKeyId",
    "aws:sqs/queue:Queue": "kmsMasterKeyId",
}
"""Type -> the input that names the key."""


def part_of(graph: Graph, bucket: Registration, kind: str) -> Registration:
    """The one resource of a kind that belongs to a bucket."""
    type_ = f"aws:s3/bucket{kind}:Bucket{kind}"
    name = bucket.outputs["bucket"]
    [found] = [each for each in graph.all(type_) if each.inputs["bucket"] == name]
    return found


def keys_of(graph: Graph, region: str | None = None) -> set[str]:
    """The ARNs of the stack's own keys, of one region if given."""
    return {key.outputs["arn"] for key in graph.all(KEY) if region is None or key.region == region}


def test_every_bucket_is_encrypted_with_a_key_of_its_region(graph: Graph) -> None:
    for bucket in graph.all(BUCKET):
        found = part_of(graph, bucket, "ServerSideEncryptionConfiguration")
        [rule] = found.inputs["rules"]
        default = rule["applyServerSideEncryptionByDefault"]
        if bucket.name in ("logs", "logs-recovery"):
            # Load balancers and S3 deliver into buckets with S3's own keys only.
            assert default == {"sseAlgorithm": "AES256"}
        else:
            assert default["sseAlgorithm"] == "aws:kms"
            assert default["kmsMasterKeyId"] in keys_of(graph, bucket.region), bucket.name


def test_every_bucket_keeps_versions_and_ends_them(graph: Graph) -> None:
    for bucket in graph.all(BUCKET):
        versioning = part_of(graph, bucket, "Versioning").inputs["versioningConfiguration"]
        assert versioning == {"status": "Enabled"}
        rules = part_of(graph, bucket, "LifecycleConfiguration").inputs["rules"]
        assert [rule for rule in rules if "noncurrentVersionExpiration" in rule], bucket.name


def test_no_bucket_knows_access_control_lists(graph: Graph) -> None:
    for bucket in graph.all(BUCKET):
        ownership = part_of(graph, bucket, "OwnershipControls").inputs["rule"]
        assert ownership == {"objectOwnership": "BucketOwnerEnforced"}


def test_every_queue_is_reached_by_tls_only(graph: Graph) -> None:
    policies = {
        each.inputs["queueUrl"]: graph.policy(each)["Statement"]
        for each in graph.all("aws:sqs/queuePolicy:QueuePolicy")
    }
    for queue in graph.all(QUEUE):
        denied = [each for each in policies[queue.outputs["url"]] if each["Effect"] == "Deny"]
        assert [(each["Principal"], each["Condition"]) for each in denied] == [("*", PLAIN_HTTP)]


def test_a_message_that_fails_is_kept_for_two_weeks(graph: Graph) -> None:
    queues = {queue.outputs["arn"]: queue for queue in graph.all(QUEUE)}
    ends = set()
    for queue in queues.values():
        if policy := queue.inputs.get("redrivePolicy"):
            ends.add(json.loads(policy)["deadLetterTargetArn"])
    for schedule in graph.all("aws:scheduler/schedule:Schedule"):
        ends.add(schedule.inputs["target"]["deadLetterConfig"]["arn"])
    # What is no end of another has one.
    assert {arn for arn, queue in queues.items() if "redrivePolicy" not in queue.inputs} == ends
    for arn in ends:
        assert queues[arn].inputs["messageRetentionSeconds"] == 14 * 24 * 3600


def test_every_topic_is_reached_by_tls_only(graph: Graph) -> None:
    policies = {
        each.inputs["arn"]: graph.policy(each)["Statement"]
        for each in graph.all("aws:sns/topicPolicy:TopicPolicy")
    }
    for topic in graph.all("aws:sns/topic:Topic"):
        conditions = [each.get("Condition") for each in policies[topic.outputs["arn"]]]
        assert PLAIN_HTTP in conditions


def test_every_log_group_has_the_same_end(graph: Graph) -> None:
    [days] = {each.inputs["retentionInDays"] for each in graph.all(LOG_GROUP)}
    assert days >= 1


@pytest.mark.parametrize("type_", ENCRYPTED)
def test_it_is_encrypted_with_a_key_of_the_stack(graph: Graph, type_: str) -> None:
    assert graph.all(type_)
    for each in graph.all(type_):
        assert each.inputs[ENCRYPTED[type_]] in keys_of(graph, each.region), each.urn


def test_databases_are_encrypted_with_backups_and_logs(graph: Graph) -> None:
    for instance in graph.all("aws:rds/instance:Instance"):
        assert instance.inputs["storageEncrypted"] is True
        assert instance.inputs["performanceInsightsKmsKeyId"] in keys_of(graph)
        # A replica has the primary's key, by RDS's rule.
        primary = "replicateSourceDb" not in instance.inputs
        assert (instance.inputs.get("kmsKeyId") in keys_of(graph)) == primary
    cache = graph.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs
    assert cache["atRestEncryptionEnabled"] is True
    assert cache["transitEncryptionMode"] == "required"


def test_every_key_is_rotated(graph: Graph) -> None:
    assert all(key.inputs["enableKeyRotation"] is True for key in graph.all(KEY))


def test_every_listener_speaks_tls_and_every_image_has_one_meaning(graph: Graph) -> None:
    for listener in graph.all("aws:lb/listener:Listener"):
        assert listener.inputs["protocol"] == "HTTPS"
        assert listener.inputs["sslPolicy"].startswith("ELBSecurityPolicy-TLS13-")
    for repository in graph.all("aws:ecr/repository:Repository"):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
        assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
        [encryption] = repository.inputs["encryptionConfigurations"]
        assert encryption["kmsKey"] in keys_of(graph)
