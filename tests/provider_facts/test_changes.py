"""What a change comes to, by the table."""

from typing import Any

import pytest

import provider_facts
from provider_facts import Effect, effects

SERVICE = "aws:ecs/service:Service"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
DOMAIN = "aws:opensearch/domain:Domain"


def test_a_changed_input_replaces_or_does_not() -> None:
    old = {"cluster": "a", "desiredCount": 1}
    new = {"cluster": "b", "desiredCount": 2}
    assert effects(SERVICE, old, new) == {
        "cluster": Effect.REPLACES,
        "desiredCount": Effect.IN_PLACE,
    }
    assert provider_facts.replacing(SERVICE, old, new) == {"cluster"}


def test_what_is_left_out_may_stay() -> None:
    old = {"deploymentConfiguration": {"strategy": "BLUE_GREEN"}, "alarms": {"enable": True}}
    assert effects(SERVICE, old, {}) == {
        "deploymentConfiguration": Effect.KEPT,
        "alarms": Effect.IN_PLACE,
    }


def test_what_was_not_read_is_unknown_and_not_harmless() -> None:
    assert effects("aws:neptune/cluster:Cluster", {}, {"port": 1}) == {"port": Effect.UNKNOWN}
    assert effects(GROUP, {}, {"authTokenWo": "x"}) == {"authTokenWo": Effect.UNKNOWN}
    assert effects(SERVICE, {}, {"noSuchInput": 1}) == {"noSuchInput": Effect.UNKNOWN}


def test_a_nested_input_can_replace_alone() -> None:
    def options(preference: str, kind: str = "ipv4") -> dict[str, Any]:
        return {"dnsOptions": {"privateDnsPreference": preference, "dnsRecordIpType": kind}}

    other = effects(ENDPOINT, options("A"), options("B"))
    assert other == {"dnsOptions": Effect.REPLACES}
    same = effects(ENDPOINT, options("A"), options("A", "dualstack"))
    assert same == {"dnsOptions": Effect.IN_PLACE}


CASES: dict[str, tuple[str, str, Any, Any, dict[str, Any], Effect]] = {
    "a lower engine": (GROUP, "engineVersion", "7.1", "7.0", {}, Effect.REPLACES),
    "a higher engine": (GROUP, "engineVersion", "7.1", "8.0", {}, Effect.IN_PLACE),
    "a minor that is left open": (GROUP, "engineVersion", "7.1", "7", {}, Effect.IN_PLACE),
    "Redis to Valkey": (GROUP, "engine", "redis", "valkey", {}, Effect.IN_PLACE),
    "Valkey to Redis": (GROUP, "engine", "valkey", "redis", {}, Effect.REPLACES),
    "encryption on an old engine": (
        GROUP, "transitEncryptionEnabled", False, True, {"engineVersion": "6.2"}, Effect.REPLACES
    ),
    "encryption on a new one": (
        GROUP, "transitEncryptionEnabled", False, True, {"engineVersion": "7.1"}, Effect.IN_PLACE
    ),
    "a gateway endpoint's private DNS": (
        ENDPOINT, "privateDnsEnabled", True, False, {"vpcEndpointType": "Gateway"}, Effect.REPLACES
    ),
    "an interface's": (
        ENDPOINT, "privateDnsEnabled", True, False, {"vpcEndpointType": "Interface"},
        Effect.IN_PLACE,
    ),
    "the own account named": (
        "aws:s3/bucketLogging:BucketLogging", "expectedBucketOwner", None, "1", {}, Effect.IN_PLACE
    ),
    "another account": (
        "aws:s3/bucketLogging:BucketLogging", "expectedBucketOwner", "1", "2", {}, Effect.REPLACES
    ),
    "one subnet for another at a network balancer": (
        "aws:lb/loadBalancer:LoadBalancer", "subnets", ["a"], ["b"],
        {"loadBalancerType": "network"}, Effect.REPLACES,
    ),
    "the same at an application's": (
        "aws:lb/loadBalancer:LoadBalancer", "subnets", ["a"], ["b"], {}, Effect.IN_PLACE
    ),
    "a parameter that is no longer an advanced one": (
        "aws:ssm/parameter:Parameter", "tier", "Advanced", "Standard", {}, Effect.REPLACES
    ),
    "a parameter that becomes one": (
        "aws:ssm/parameter:Parameter", "tier", "Standard", "Advanced", {}, Effect.IN_PLACE
    ),
    "a search engine's next major version from the last minor one": (
        DOMAIN, "engineVersion", "OpenSearch_2.19", "OpenSearch_3.3", {}, Effect.IN_PLACE
    ),
    "the same from another minor one": (
        DOMAIN, "engineVersion", "OpenSearch_2.17", "OpenSearch_3.3", {}, Effect.REPLACES
    ),
    "two major versions at once": (
        DOMAIN, "engineVersion", "OpenSearch_1.3", "OpenSearch_3.3", {}, Effect.REPLACES
    ),
    "a search engine's next minor version": (
        DOMAIN, "engineVersion", "OpenSearch_2.13", "OpenSearch_2.17", {}, Effect.IN_PLACE
    ),
    "another storage of Aurora": (
        "aws:rds/cluster:Cluster", "storageType", "aurora", "aurora-iopt1",
        {"engine": "aurora-mysql"}, Effect.IN_PLACE,
    ),
    "another storage of a cluster of PostgreSQL": (
        "aws:rds/cluster:Cluster", "storageType", "io1", "io2", {"engine": "postgres"},
        Effect.REPLACES,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_some_values_replace_where_others_do_not(case: str) -> None:
    type_, name, old, new, others, effect = CASES[case]
    assert effects(type_, {**others, name: old}, {**others, name: new}) == {name: effect}
