"""Alarms, scaling policies and dashboards name metrics that AWS has, by dimensions that it has them
by: `aws_metrics.yaml`, with AWS's page for each namespace."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from stacks import cloud
from tests.factories import make_platform
from tests.graph import Graph, deploy_apart

FILE = Path(__file__).with_name("aws_metrics.yaml")
KNOWN = {
    (namespace, metric, tuple(sorted(each["dimensions"])))
    for namespace, content in yaml.safe_load(FILE.read_text(encoding="utf-8")).items()
    for each in content["sets"]
    for metric in each["metrics"]
}
INSIGHT = re.compile(r"DB_PERF_INSIGHTS\('RDS', ?'[^']+', ?'([\w.]+)'\)")

Named = tuple[str, str, tuple[str, ...]]


@pytest.fixture(scope="module", params=["staging", "prod"])
def graph(request: pytest.FixtureRequest) -> Graph:
    platform = make_platform(request.param)
    return deploy_apart(lambda: cloud.build(platform), stack=request.param)


def named(value: Any) -> Iterator[Named]:
    """Every metric within an input, in the forms of alarms, of scaling and of dashboards."""
    if isinstance(value, str):
        yield from (
            ("DB_PERF_INSIGHTS", each, ("DbiResourceId",)) for each in INSIGHT.findall(value)
        )
    elif isinstance(value, list):
        for each in value:
            yield from named(each)
    elif isinstance(value, dict):
        name = value.get("metricName")
        if name and "namespace" in value:
            given = value.get("dimensions") or {}
            names = given if isinstance(given, dict) else [each["name"] for each in given]
            yield value["namespace"], name, tuple(sorted(names))
        for line in value.get("metrics") or ():
            # A line of a dashboard: namespace, metric, names and values of dimensions.
            if isinstance(line, list) and isinstance(line[0], str):
                words = [each for each in line if isinstance(each, str)]
                yield words[0], words[1], tuple(sorted(words[2::2]))
        for each in value.values():
            yield from named(each)


def test_alarms_name_what_aws_measures(graph: Graph) -> None:
    alarms = graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
    for alarm in alarms:
        found = set(named(dict(alarm.inputs)))
        assert found, alarm.name
        assert found <= KNOWN, alarm.name


def test_scaling_names_what_aws_measures(graph: Graph) -> None:
    policies = graph.all("aws:appautoscaling/policy:Policy")
    found = {each for policy in policies for each in named(dict(policy.inputs))}
    assert found
    assert found <= KNOWN


def test_dashboards_name_what_aws_measures(graph: Graph) -> None:
    for dashboard in graph.find("aws:cloudwatch/dashboard:Dashboard"):
        found = set(named(json.loads(dashboard.inputs["dashboardBody"])))
        assert found
        assert found <= KNOWN


def test_each_namespace_has_aws_page() -> None:
    for namespace, content in yaml.safe_load(FILE.read_text(encoding="utf-8")).items():
        assert content["page"].startswith("docs.aws.amazon.com/"), namespace
        assert all(each["metrics"] for each in content["sets"]), namespace
