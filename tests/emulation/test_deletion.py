"""What is deleted is gone, and what is protected stays."""

import pulumi_aws as aws

from aws_account.drift.drift import Difference
from emulation.emulation import emulate, emulate_function
from tests.emulation.environments import client, one
from tests.factories import SHOP


def _a_bucket() -> None:
    aws.s3.Bucket("uploads", force_destroy=True)


def test_a_bucket_with_more_than_s3_lists_at_once_can_be_deleted() -> None:
    with emulate_function(_a_bucket) as made:
        bucket = one(made, "aws:s3/bucket:Bucket", "uploads")
        s3 = client(made, "s3", "us-east-1")
        for number in range(1001):
            s3.put_object(Bucket=bucket.id, Key=str(number), Body=b"")
        made.accounts[0].delete(bucket)
        assert bucket.id not in {each["Name"] for each in s3.list_buckets()["Buckets"]}


def test_an_environment_can_be_deleted_altogether() -> None:
    with emulate(SHOP, "staging") as staging:
        resources = staging.accounts[0]
        for resource in reversed(staging.resources):
            resources.delete(resource)
        left = {
            resource.type
            for resource in staging.resources
            if resource.row.delete
            and not resource.is_recorded_only
            and resources.read(resource) is not None
        }
        vpcs = client(staging, "ec2").describe_vpcs()["Vpcs"]
    # ECS can roll back to a registered task definition only, so the program keeps them; and moto
    # cannot delete the subnet group of a cache.
    assert left == {
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:elasticache/subnetGroup:SubnetGroup",
    }
    assert [vpc["IsDefault"] for vpc in vpcs] == [True]


KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm2hPh3oLgvLxFrJFjkK0X3AW4zZT
uNQr9bYCNgGhqkGQjZOGDyzWkCkPUpX1sQwNDGBQ9A5tRhzEYrO4Jm6bPA==
-----END PUBLIC KEY-----
"""


def _told_buckets() -> None:
    aws.cloudfront.PublicKey("films", encoded_key=KEY)
    bucket = aws.s3.Bucket("archive")
    queue = aws.sqs.Queue("letters")
    aws.s3.BucketNotification(
        "archive",
        bucket=bucket.id,
        eventbridge=True,
        queues=[{"id": "letters", "queue_arn": queue.arn, "events": ["s3:ObjectCreated:*"]}],
    )


def test_messages_of_a_bucket_go_two_ways_and_end_where_they_are_removed() -> None:
    with emulate_function(_told_buckets) as emulation:
        assert emulation.differences() == []
        told = one(emulation, "aws:s3/bucketNotification:BucketNotification", "archive")
        emulation.accounts[0].delete(told)
        assert emulation.differences() == [Difference("gone", told.urn)]


def test_what_moto_looks_up_by_its_id_is_gone_when_somebody_deleted_it() -> None:
    with emulate_function(_told_buckets) as emulation:
        key = one(emulation, "aws:cloudfront/publicKey:PublicKey", "films")
        cloudfront = client(emulation, "cloudfront")
        tag = cloudfront.get_public_key(Id=key.id)["ETag"]
        cloudfront.delete_public_key(Id=key.id, IfMatch=tag)
        assert emulation.differences() == [Difference("gone", key.urn)]
