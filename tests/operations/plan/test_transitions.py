"""What AWS refuses between two right values is told by a comparison, before all else."""

from typing import Any

import pytest

from operations.plan.transitions import refusals
from stacks import cloud
from tests.factories import make_platform
from tests.graph import deploy

DATABASE = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CLUSTER = "aws:rds/cluster:Cluster"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"


@pytest.mark.parametrize(
    ("type_", "old", "new", "says"),
    [
        (DATABASE, {"engineVersion": "16"}, {"engineVersion": "17"}, "database.major_upgrade"),
        (DATABASE, {"engineVersion": "17"}, {"engineVersion": "16"}, "no lower version"),
        (DATABASE, {"engineVersion": "16.9"}, {"engineVersion": "16.8"}, "no lower version"),
        (CLUSTER, {"engineVersion": "16"}, {"engineVersion": "17"}, "major_upgrade: true of the"),
        (CLUSTER, {"engineVersion": "17"}, {"engineVersion": "16"}, "no lower version"),
        (DATABASE, {"allocatedStorage": 100}, {"allocatedStorage": 50}, "keep 100 GiB"),
        (CACHE, {"engine": "valkey"}, {"engine": "redis"}, "keep engine: valkey"),
        (
            CACHE,
            {"numNodeGroups": 3, "snapshotRetentionLimit": 0},
            {"numNodeGroups": 3, "snapshotRetentionLimit": 7},
            "--snapshot-retention-limit 7",
        ),
        (
            CACHE,
            {"engine": "redis", "engineVersion": "7.1"},
            {"engine": "redis", "engineVersion": "7.0"},
            "no lower version",
        ),
        (SUBNETS, {"subnetIds": ["a", "b"]}, {"subnetIds": ["a"]}, "never take one away"),
        (SUBNETS, {"subnetIds": ["a", "b"]}, {"subnetIds": ["c", "d"]}, "make a new environment"),
    ],
)
def test_a_way_that_aws_refuses_is_told(
    type_: str, old: dict[str, Any], new: dict[str, Any], says: str
) -> None:
    [reason] = refusals(type_, old, new)
    assert says in reason


@pytest.mark.parametrize(
    ("type_", "old", "new"),
    [
        (
            DATABASE,
            {"engineVersion": "16"},
            {"engineVersion": "17", "allowMajorVersionUpgrade": True},
        ),
        (
            CLUSTER,
            {"engineVersion": "16"},
            {"engineVersion": "17", "allowMajorVersionUpgrade": True},
        ),
        (DATABASE, {"engineVersion": "16"}, {"engineVersion": "16.9"}),
        (DATABASE, {"engineVersion": "16.9"}, {"engineVersion": "16"}),
        (DATABASE, {"engineVersion": "${unknown}"}, {"engineVersion": "16"}),
        (DATABASE, {"allocatedStorage": 50}, {"allocatedStorage": 100}),
        (CACHE, {"engine": "redis"}, {"engine": "valkey"}),
        (SUBNETS, {"subnetIds": ["a"]}, {"subnetIds": ["a", "b"]}),
        ("aws:sqs/queue:Queue", {"engineVersion": "17"}, {"engineVersion": "16"}),
    ],
)
def test_a_way_that_aws_takes_is_not(type_: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert refusals(type_, old, new) == ()


def test_one_reason_hides_no_other() -> None:
    old = {"engineVersion": "16", "allocatedStorage": 100}
    assert len(refusals(DATABASE, old, {"engineVersion": "15", "allocatedStorage": 50})) == 2


def test_the_rules_are_of_types_that_production_has() -> None:
    graph = deploy(lambda: cloud.build(make_platform("prod")), stack="prod")
    for type_ in (DATABASE, CACHE, SUBNETS):
        assert graph.all(type_)
