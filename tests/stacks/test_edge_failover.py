"""The copy of a static bucket answers in its place, in a whole environment."""

import json
from typing import Any

import pytest

from tests.graph import Graph
from tests.stacks import example
from tests.stacks.changes import changes, matches
from tests.stacks.edit import patterns

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET = "aws:s3/bucket:Bucket"
REGION = {"recovery_region": "eu-west-1"}
FILES = {
    "buckets.static": {"purpose": "static", "path": "/static"},
    "buckets.thumbs": {"purpose": "static", "path": "/thumbs", "replicate": False},
}


@pytest.fixture(scope="module")
def before() -> Graph:
    return example.build(REGION, FILES)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return example.build({**REGION, "edge.origin_failover": True}, FILES)


def statements(graph: Graph, name: str) -> dict[str, Any]:
    policy = json.loads(graph.one(POLICY, name).inputs["policy"])
    return {each["Sid"]: each for each in policy["Statement"] if "Sid" in each}


def test_the_group_asks_the_copy_after_the_bucket(graph: Graph) -> None:
    edge = graph.one(DISTRIBUTION).inputs
    assert edge["originGroups"] == [
        {
            "originId": "bucket/static-or-copy",
            "failoverCriteria": {"statusCodes": [500, 502, 503, 504]},
            "members": [{"originId": "bucket/static"}, {"originId": "bucket/static-copy"}],
        }
    ]
    origins = {each["originId"]: each for each in edge["origins"]}
    control = graph.one("aws:cloudfront/originAccessControl:OriginAccessControl").id
    for origin, bucket in (("static", "static"), ("static-copy", "static-replica")):
        domain = graph.one(BUCKET, bucket).outputs["bucketRegionalDomainName"]
        assert origins[f"bucket/{origin}"]["domainName"] == domain
        assert origins[f"bucket/{origin}"]["originAccessControlId"] == control
    assert origins["bucket/static"]["connectionAttempts"] == 2
    assert origins["bucket/static"]["connectionTimeout"] == 4
    assert "connectionTimeout" not in origins["bucket/thumbs"]


def test_only_files_ask_it(graph: Graph) -> None:
    behaviors = graph.one(DISTRIBUTION).inputs["orderedCacheBehaviors"]
    asked = {each["pathPattern"]: each["targetOriginId"] for each in behaviors}
    assert asked["/static/*"] == asked["/edge-errors/*"] == "bucket/static-or-copy"
    assert asked["/thumbs/*"] == "bucket/thumbs"
    methods = {tuple(e["allowedMethods"]) for e in behaviors if "copy" in e["targetOriginId"]}
    assert methods == {("GET", "HEAD")}


def test_this_distribution_alone_may_read_the_copy_and_use_its_key(graph: Graph) -> None:
    arn = graph.one(DISTRIBUTION).outputs["arn"]
    allowed = statements(graph, "static-replica")["FromDistribution"]
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allowed["Action"] == ["s3:GetObject"]
    assert allowed["Resource"] == [f"{graph.one(BUCKET, 'static-replica').outputs['arn']}/*"]
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceArn": arn}}
    assert graph.one(POLICY, "static-replica").inputs["region"] == "eu-west-1"
    key = json.loads(graph.one("aws:kms/key:Key", "key-recovery").inputs["policy"])
    assert "ServiceCloudfront" in {each["Sid"] for each in key["Statement"]}


def test_other_copies_stay_closed(graph: Graph) -> None:
    assert "FromDistribution" not in statements(graph, "uploads-replica")


def test_nothing_is_replaced(before: Graph, graph: Graph) -> None:
    expected = patterns("""
        ~ cloudfront.Distribution edge originGroups*
        ~ cloudfront.Distribution edge origins*
        ~ cloudfront.Distribution edge orderedCacheBehaviors*
        ~ s3.BucketPolicy static-replica policy*
        ~ kms.Key key-recovery policy*
    """)
    lines = changes(before, graph)
    assert all(any(matches(each, line) for line in lines) for each in expected)
    assert [line for line in lines if not any(matches(each, line) for each in expected)] == []
