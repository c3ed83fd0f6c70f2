"""Nothing is given up before AWS has had the time that it is known to take."""

import pytest

from tests.graph import Graph

KNOWN: dict[str, dict[str, int]] = {
    # Several reports of 15 to 30 minutes: terraform-aws-modules/terraform-aws-cloudfront#163.
    "aws:cloudfront/vpcOrigin:VpcOrigin": {"create": 30, "update": 30, "delete": 30},
    # A standby or 500 GiB more take hours (docs.aws.amazon.com/AmazonRDS/latest/UserGuide/
    # USER_PIOPS.ModifyingExisting.html); a replica begins with a snapshot of its primary.
    "aws:rds/instance:Instance": {"create": 90, "update": 180, "delete": 90},
    # The first copy is one of the whole storage.
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "create": 120
    },
    # Node by node (docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html).
    "aws:elasticache/replicationGroup:ReplicationGroup": {"create": 60, "update": 90},
    # hashicorp/terraform-provider-aws#34002: users stay `modifying` while their group's nodes do.
    "aws:elasticache/user:User": {"create": 10, "update": 10, "delete": 10},
    # hashicorp/terraform-provider-aws#25939, #41199: some minutes, and three are not enough.
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        "create": 10,
        "update": 10,
    },
    # A rollout with its rollback; the time that it bakes is added.
    "aws:ecs/service:Service": {"create": 30, "update": 30},
}
"""Minutes that AWS is known to have taken, by type and operation, where the provider's own limit is
shorter or near."""


@pytest.mark.parametrize("type_", KNOWN)
def test_up_waits_as_long_as_aws_may_take(type_: str, prod: Graph) -> None:
    for each in prod.all(type_):
        seconds = each.custom_timeouts
        waited = {operation: seconds.get(operation, 0) / 60 for operation in KNOWN[type_]}
        assert not {
            operation: minutes
            for operation, minutes in waited.items()
            if minutes < KNOWN[type_][operation]
        }, each.name


def test_every_wait_of_the_program_has_its_reason_here(prod: Graph) -> None:
    longer = {each.type for each in prod.registrations if each.custom_timeouts}
    # Functions wait as long as the settings let a migration take.
    assert longer <= {*KNOWN, "aws:lambda/invocation:Invocation"}
