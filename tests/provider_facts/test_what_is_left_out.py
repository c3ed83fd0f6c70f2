"""What a program leaves out is not nothing to the provider: it keeps a value, or sends a zero."""

from collections.abc import Mapping
from typing import Any

import pytest

import provider_facts
from provider_facts import values_at
from tests.provider_facts.edits import Change, changes

pytestmark = pytest.mark.xdist_group("edits of a year")

KEPT_ON_PURPOSE = {
    # It is said at the creation in one zone only; an instance stays where it is when zones come.
    "aws:rds/instance:Instance availabilityZone",
    # It says how long old tasks stay beside new ones, and a rolling deployment has none.
    "aws:ecs/service:Service deploymentConfiguration.bakeTimeInMinutes",
    # The list is said to be empty, not left out: it is a set of texts and no block, so the provider
    # sees that it is there (schemaMap.diffSet counts what the program gives).
    "aws:cloudfront/distribution:Distribution restrictions.geoRestriction.locations",
    # A route gets another target: the provider sends the one that has changed, and reads this one
    # back as empty (routeTargetAttribute, resourceRouteRead).
    "aws:ec2/route:Route networkInterfaceId",
}
"""Inputs that may disappear, because what they leave behind does nothing."""

REFUSED_OR_NOT_SENT = {
    # ECS has no load balancer to ask any more.
    "aws:ecs/service:Service healthCheckGracePeriodSeconds": "sent as 0",
    # The release in use removes copies that are no longer named; the one that was read kept them.
    "aws:secretsmanager/secret:Secret replicas": "removed",
    # A websocket passes as TCP, and ECS takes no limit of a request for it.
    "aws:ecs/service:Service serviceConnectConfiguration.services.timeout": "not sent",
    # The limits of ACUs stay at AWS, where they count for no instance of a class.
    "aws:rds/cluster:Cluster serverlessv2ScalingConfiguration": "kept, without effect",
    # It goes with the filter that it is for; the provider sends an empty filter.
    "aws:sns/topicSubscription:TopicSubscription filterPolicyScope": "goes with its policy",
}

ZEROS_ON_PURPOSE = {
    # With `thresholdMetricId` the provider sends that instead (expandPutMetricAlarmInput).
    "aws:cloudwatch/metricAlarm:MetricAlarm threshold",
    # One task at least is on Fargate, of the others none has to be: that is what 0 says.
    "aws:ecs/service:Service capacityProviderStrategies.base",
    # No object answers `/` by itself.
    "aws:cloudfront/distribution:Distribution defaultRootObject",
}


NOTHING: tuple[object, ...] = (None, [], {})


def lost(old: Any, new: Any, path: str) -> bool:
    """Whether a value at a path is there before and not afterwards, in a block that is in both.
    Members of lists are compared by their place, as the provider does."""
    if isinstance(old, list) and isinstance(new, list):
        return any(lost(*members, path) for members in zip(old, new, strict=False))
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return False
    name, _, below = path.partition(".")
    before, after = old.get(name), new.get(name)
    return lost(before, after, below) if below else before not in NOTHING and after in NOTHING


def vanished(change: Change, paths: tuple[str, ...]) -> set[str]:
    """The paths of these that had a value and have none, unless nobody looks at it."""
    ignored = change.new.ignore_changes
    return {
        path
        for path in paths
        if path.partition(".")[0] not in ignored
        and lost(change.old.inputs, change.new.inputs, path)
    }


def test_no_input_disappears_that_keeps_its_value_when_it_does() -> None:
    seen, found = 0, dict[str, str]()
    for change in changes():
        row = provider_facts.find(change.new.type)
        if row is None or provider_facts.replacing(
            change.new.type, change.old.inputs, change.new.inputs
        ):
            continue
        seen += 1
        for path in vanished(change, row.kept):
            found.setdefault(f"{change.new.type} {path}", f"{change.edit}: {change.new.name}")
    assert {key: where for key, where in found.items() if key not in KEPT_ON_PURPOSE} == {}
    assert found.keys() >= KEPT_ON_PURPOSE
    assert seen > 1000


def test_no_input_disappears_whose_end_the_provider_cannot_send() -> None:
    found: dict[str, str] = {}
    for change in changes():
        row = provider_facts.find(change.new.type)
        if row is None or provider_facts.replacing(
            change.new.type, change.old.inputs, change.new.inputs
        ):
            continue
        for remark in row.remarks:
            if remark.kind in ("refused", "not-sent", "differs"):
                for path in vanished(change, remark.inputs):
                    where = f"{change.edit}: {change.new.name}"
                    found.setdefault(f"{change.new.type} {path}", where)
    assert found.keys() == REFUSED_OR_NOT_SENT.keys(), found


def test_a_zero_is_sent_only_where_one_is_meant() -> None:
    found: dict[str, str] = {}
    for change in changes():
        row = provider_facts.find(change.new.type)
        for path in row.zeros if row else ():
            above, _, leaf = path.rpartition(".")
            blocks = values_at(change.new.inputs, above) if above else [change.new.inputs]
            members = [m for b in blocks for m in (b if isinstance(b, list) else [b])]
            if any(member.get(leaf) is None for member in members if member):
                found[f"{change.new.type} {path}"] = f"{change.edit}: {change.new.name}"
    assert found.keys() == ZEROS_ON_PURPOSE, found
