"""What holds for every bucket of an environment, whoever made it."""

from tests.graph import Graph

BUCKET = "aws:s3/bucket:Bucket"
LOG = "aws:s3/bucketLogging:BucketLogging"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
_PLACE = ("bucket", "region")


def test_every_bucket_has_its_one_policy_and_it_asks_for_tls(graph: Graph) -> None:
    policies = {policy.inputs["bucket"]: graph.policy(policy) for policy in graph.all(POLICY)}
    assert len(policies) == len(graph.all(POLICY))
    assert set(policies) == {bucket.outputs["bucket"] for bucket in graph.all(BUCKET)}
    for policy in policies.values():
        tls = {"Bool": {"aws:SecureTransport": "false"}}
        assert [
            each
            for each in policy["Statement"]
            if each["Effect"] == "Deny" and each.get("Condition") == tls
        ]


def test_every_bucket_is_closed_to_the_public(graph: Graph) -> None:
    closed = {
        block.inputs["bucket"]
        for block in graph.all(BLOCK)
        if all(value is True for key, value in block.inputs.items() if key not in _PLACE)
    }
    assert closed == {bucket.outputs["bucket"] for bucket in graph.all(BUCKET)}


def test_requests_to_every_bucket_are_logged_in_its_region(graph: Graph) -> None:
    buckets = {bucket.outputs["bucket"]: bucket for bucket in graph.all(BUCKET)}
    logged = {
        each.inputs["bucket"]: buckets[each.inputs["targetBucket"]] for each in graph.all(LOG)
    }
    assert all(buckets[name].region == log.region for name, log in logged.items())
    unlogged = [bucket for name, bucket in buckets.items() if name not in logged]
    # Those that the logs go to: each log of theirs would be a request, and so a log.
    assert {bucket.urn for bucket in unlogged} == {log.urn for log in logged.values()}


def test_no_bucket_lets_just_anybody_in(graph: Graph) -> None:
    for policy in graph.all(POLICY):
        for statement in graph.policy(policy)["Statement"]:
            if statement["Effect"] == "Allow":
                assert set(statement["Principal"]) == {"Service"}, policy.urn
                assert statement["Condition"], policy.urn
