"""A service that changes its load balancer, and those that do not."""

import pytest

from config import ConfigError
from config.gateway import balancer_of
from tests.stacks import example
from tests.stacks.changes import changes
from tests.stacks.test_many_and_long import service

WORKLOAD = {f"services.{name}": service(name) for name in ("orders", "carts")}
TWO = {"gateway.load_balancers": 2}


def test_only_the_service_that_moves_is_changed_and_it_is_deployed_in_place() -> None:
    assert [balancer_of(name, 2) for name in ("shop", "carts", "orders")] == [1, 1, 2]
    lines = changes(example.build({}, WORKLOAD), example.build(TWO, WORKLOAD))
    new = {line for line in lines if "gateway-2" in line or "edge" in line}
    assert {line for line in lines - new if "dashboard" not in line} == {
        "- lb.ListenerRule gateway-orders.orders",
        "- lb.TargetGroup gateway-orders.orders",
        "- vpc.SecurityGroupEgressRule gateway-to-orders",
        "- vpc.SecurityGroupIngressRule gateway-to-orders",
        "~ ecs.Service orders loadBalancers.targetGroupArn",
        *(line for line in lines if "cloudwatch.MetricAlarm" in line and "orders" in line),
        *(line for line in lines if "appautoscaling.Policy orders" in line),
    }
    assert "+ lb.TargetGroup gateway-2-orders.orders" in new
    assert not [line for line in lines if line.startswith("±")]


def test_each_load_balancer_has_its_own_alarms_logs_and_way_in() -> None:
    graph = example.build(TWO, WORKLOAD)
    first, second = graph.all("aws:lb/loadBalancer:LoadBalancer")
    assert (first.name, second.name) == ("gateway", "gateway-2")
    # Their inputs are the same but for the name and the group.
    differing = {key for key in first.inputs if first.inputs[key] != second.inputs.get(key)}
    assert differing == {"name", "securityGroups"}
    [group] = [
        each["targetGroupArn"]
        for running in graph.all("aws:ecs/service:Service")
        if running.name == "orders"
        for each in running.inputs["loadBalancers"]
    ]
    assert group == graph.one("aws:lb/targetGroup:TargetGroup", "gateway-2-orders.orders").id
    alarms = graph.names("aws:cloudwatch/metricAlarm:MetricAlarm")
    for key in ("errors", "latency", "rejected"):
        assert f"alarms-gateway-{key}--gateway-2" in alarms
    [alarm] = [
        each
        for each in graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")
        if each.name == "alarms-gateway-rejected--gateway-2"
    ]
    assert second.outputs["arnSuffix"] in str(alarm.inputs)
    assert first.outputs["arnSuffix"] not in str(alarm.inputs)


def test_the_edge_sends_requests_by_a_function_that_comes_with_its_origins() -> None:
    graph = example.build(TWO, WORKLOAD)
    [function] = graph.all("aws:cloudfront/function:Function")
    assert function.inputs["runtime"] == "cloudfront-js-2.0"
    assert function.inputs["publish"] is True
    assert 'var table = {"/orders":2};' in function.inputs["code"]
    # Other code is a new function, published before the distribution takes it with its origins.
    assert function.delete_before_replace is False
    further = {**WORKLOAD, "services.more": service("more")}
    assert balancer_of("more", 2) == 2
    [other] = example.build(TWO, further).all("aws:cloudfront/function:Function")
    assert other.inputs["name"] != function.inputs["name"]
    [distribution] = graph.all("aws:cloudfront/distribution:Distribution")
    for behavior in [
        distribution.inputs["defaultCacheBehavior"],
        *distribution.inputs.get("orderedCacheBehaviors", []),
    ]:
        assert behavior["functionAssociations"] == [
            {"eventType": "viewer-request", "functionArn": function.outputs["arn"]}
        ]
    assert {each["originId"] for each in distribution.inputs["origins"]} == {
        "load-balancer",
        "load-balancer-2",
    }


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({**TWO, "edge": None}, "gateway.load_balancers: needs edge"),
        ({"gateway.load_balancers": 0}, "gateway.load_balancers: must be at least 1, got 0"),
        ({"gateway.load_balancers": 21}, "gateway.load_balancers: must be at most 20, got 21"),
        ({"gateway.load_balancers": None}, "gateway.load_balancers"),
        ({"gateway.load_balancers": [2]}, "gateway.load_balancers"),
        ({"gateway.load_balancer": 2}, "load_balancers"),
    ],
)
def test_a_wrong_number_is_refused_with_what_helps(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        example.platform(settings)
