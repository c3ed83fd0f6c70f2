"""What is deleted is gone, and what is protected stays."""

import pytest

from aws_account.moto.account import Refused
from emulation.emulation import emulate
from tests.emulation.environments import client, one
from tests.factories import SHOP


def test_what_is_protected_cannot_be_deleted() -> None:
    with emulate(SHOP, "prod") as production:
        resources = production.accounts[0]
        balancer = one(production, "aws:lb/loadBalancer:LoadBalancer", "gateway")
        database = one(production, "aws:rds/instance:Instance", "database")
        with pytest.raises(Refused, match="deletion protection is enabled"):
            resources.delete(balancer)
        with pytest.raises(Refused, match="Cannot delete protected DB Instance"):
            resources.delete(database)


def test_a_bucket_with_more_than_s3_lists_at_once_can_be_deleted() -> None:
    with emulate(SHOP, "staging") as staging:
        bucket = one(staging, "aws:s3/bucket:Bucket", "uploads")
        s3 = client(staging, "s3")
        for number in range(1001):
            s3.put_object(Bucket=bucket.id, Key=str(number), Body=b"")
        staging.accounts[0].delete(bucket)
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
