"""A service: its deployments, its names, its migration, and who may call it."""

from typing import Any

import pytest

from tests.components.compute.made import (
    ALARM,
    ECS_SERVICE,
    EGRESS,
    INGRESS,
    INVOCATION,
    POLICY,
    Bench,
    a_service,
    a_worker,
)
from tests.graph import Graph, deploy

ROUTED: dict[str, Any] = {"routes": [{"paths": ["/api/orders"]}]}
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
RULE = "aws:lb/listenerRule:ListenerRule"


def orders(stack: str = "prod", *, settings: Any = None, **program: Any) -> Graph:
    return deploy(lambda: Bench(stack, **(settings or {})).service("orders", a_service(**program)))


def inputs(graph: Graph, name: str = "orders") -> Any:
    return graph.one(ECS_SERVICE, name).inputs


def test_blue_green_bakes_for_the_minutes_of_the_settings() -> None:
    assert inputs(orders(**ROUTED))["deploymentConfiguration"] == {
        "strategy": "BLUE_GREEN",
        "bakeTimeInMinutes": "10",
    }


@pytest.mark.parametrize(
    ("deployment", "steps", "minutes"),
    [
        ("canary", {"canaryPercent": 10, "canaryBakeTimeInMinutes": "5"}, 30 + 5 + 10),
        ("linear", {"stepPercent": 10, "stepBakeTimeInMinutes": "5"}, 30 + 9 * 5 + 10),
    ],
)
def test_traffic_moves_in_steps_and_up_waits_for_all_of_them(
    deployment: str, steps: dict[str, Any], minutes: int
) -> None:
    settings = {"services": {"deployment": deployment, "shift_percent": 10, "shift_minutes": 5}}
    graph = orders(settings=settings, **ROUTED)
    assert inputs(graph)["deploymentConfiguration"] == {
        "strategy": deployment.upper(),
        "bakeTimeInMinutes": "10",
        f"{deployment}Configuration": steps,
    }
    assert graph.one(ECS_SERVICE).custom_timeouts["update"] == minutes * 60
    assert len(graph.all(TARGET_GROUP)) == 2


def test_a_gate_is_a_pause_hook_for_which_up_does_not_wait() -> None:
    gates = [
        {"stage": "post_test_traffic_shift"},
        {"stage": "post_production_traffic_shift", "minutes": 30, "otherwise": "continue"},
    ]
    found = inputs(orders(settings={"services": {"approvals": gates}}, **ROUTED))
    assert found["deploymentConfiguration"]["lifecycleHooks"] == [
        {
            "targetType": "PAUSE",
            "lifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"],
            "timeoutConfiguration": {"timeoutInMinutes": "1440", "action": "ROLLBACK"},
        },
        {
            "targetType": "PAUSE",
            "lifecycleStages": ["POST_PRODUCTION_TRAFFIC_SHIFT"],
            "timeoutConfiguration": {"timeoutInMinutes": "30", "action": "CONTINUE"},
        },
    ]
    assert found["waitForSteadyState"] is False
    assert inputs(orders(**ROUTED))["waitForSteadyState"] is True


def test_rolling_is_said_so_that_going_back_from_blue_green_is_a_change() -> None:
    assert inputs(orders("staging", **ROUTED))["deploymentConfiguration"] == {"strategy": "ROLLING"}


def test_blue_green_has_two_target_groups_two_rules_and_the_role_to_change_them() -> None:
    graph = orders(**ROUTED)
    (balancer,) = inputs(graph)["loadBalancers"]
    first, second = (group.outputs["arn"] for group in graph.all(TARGET_GROUP))
    advanced = balancer["advancedConfiguration"]
    assert {balancer["targetGroupArn"], advanced["alternateTargetGroupArn"]} == {first, second}
    rules = {rule.name: rule.outputs["arn"] for rule in graph.all(RULE)}
    assert advanced["productionListenerRule"] in rules.values()
    assert advanced["testListenerRule"] in rules.values()
    assert advanced["productionListenerRule"] != advanced["testListenerRule"]
    role = graph.one("aws:iam/role:Role", "cluster-infrastructure")
    assert advanced["roleArn"] == role.outputs["arn"]


def test_ecs_gets_the_role_only_once_it_may_move_traffic() -> None:
    graph = orders(**ROUTED)
    policy = graph.one("aws:iam/rolePolicy:RolePolicy", "cluster-infrastructure")
    assert policy.urn in graph.one(ECS_SERVICE).dependencies


def test_rolling_has_one_target_group_for_each_route() -> None:
    routes = [{"paths": ["/api/orders"]}, {"paths": ["/login"], "auth": "none"}]
    graph = orders("staging", routes=routes)
    balancers = inputs(graph)["loadBalancers"]
    arns = {group.outputs["arn"] for group in graph.all(TARGET_GROUP)}
    assert {each["targetGroupArn"] for each in balancers} == arns
    assert len(arns) == 2
    for each in balancers:
        assert "advancedConfiguration" not in each
        assert (each["containerName"], each["containerPort"]) == ("orders", 8080)


def test_a_service_waits_for_the_rules_of_its_routes() -> None:
    for stack in ("prod", "staging"):
        graph = orders(stack, **ROUTED)
        rules = {rule.urn for rule in graph.all(RULE) if "orders" in rule.name}
        assert rules
        assert rules <= set(graph.one(ECS_SERVICE).dependencies)


def test_a_service_without_routes_has_no_load_balancer() -> None:
    graph = orders()
    assert "loadBalancers" not in inputs(graph)
    assert "healthCheckGracePeriodSeconds" not in inputs(graph)


def test_a_service_that_loses_its_last_route_still_names_an_alarm() -> None:
    # The provider cannot take all of them away: its update names none, which ECS's API refuses.
    before, after = (inputs(orders(**each))["alarms"] for each in (ROUTED, {}))
    assert len(after["alarmNames"]) == 1
    assert set(after["alarmNames"]) < set(before["alarmNames"])
    assert (after["enable"], after["rollback"]) == (True, True)


def test_a_service_without_routes_is_blue_green_by_service_connect() -> None:
    assert inputs(orders())["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"


def test_alarms_of_its_routes_send_a_deployment_back() -> None:
    graph = orders(**ROUTED)
    alarms = inputs(graph)["alarms"]
    assert sorted(alarms["alarmNames"]) == sorted(each.outputs["name"] for each in graph.all(ALARM))
    assert graph.names(ALARM) == [
        "orders-memory",
        "orders.api-orders-errors",
        "orders.api-orders-latency",
    ]
    assert (alarms["enable"], alarms["rollback"]) == (True, True)


def test_up_waits_longer_while_a_deployment_bakes() -> None:
    rolling = orders("staging").one(ECS_SERVICE).custom_timeouts
    baking = orders().one(ECS_SERVICE).custom_timeouts
    assert baking["update"] - rolling["update"] == 600


def test_other_programs_call_it_by_its_name_and_port() -> None:
    (endpoint,) = inputs(orders())["serviceConnectConfiguration"]["services"]
    assert endpoint["clientAlias"] == [{"dnsName": "orders", "port": 8080}]
    assert endpoint["discoveryName"] == "orders"


def test_the_proxy_waits_as_long_as_the_load_balancer_does() -> None:
    (endpoint,) = inputs(orders())["serviceConnectConfiguration"]["services"]
    assert endpoint["timeout"] == {"idleTimeoutSeconds": 360, "perRequestTimeoutSeconds": 300}


def test_a_websocket_s_proxy_gets_no_timeout_at_all() -> None:
    # It passes as TCP: of a block with one, the provider sends the other as 0, and ECS refuses it.
    graph = orders(websocket=True)
    (endpoint,) = inputs(graph)["serviceConnectConfiguration"]["services"]
    assert "timeout" not in endpoint


def test_sessions_are_possible_where_the_settings_say_so() -> None:
    assert inputs(orders("staging"))["enableExecuteCommand"] is True
    assert inputs(orders("prod"))["enableExecuteCommand"] is False


def test_the_migration_runs_before_the_service_and_as_the_program_itself() -> None:
    graph = orders(migration={"command": ["migrate"], "timeout_seconds": 300})
    invocation = graph.one(INVOCATION, "orders-migration")
    assert invocation.urn in graph.one(ECS_SERVICE).dependencies
    assert graph.policy(invocation, "input")["run"] == "orders-migration"
    entry = graph.policy(graph.one("aws:ssm/parameter:Parameter"), "insecureValue")
    assert entry["command"] == ["migrate"]
    assert entry["timeout_seconds"] == 300
    assert entry["task_definition"] == inputs(graph)["taskDefinition"]
    assert entry["security_groups"] == inputs(graph)["networkConfiguration"]["securityGroups"]


def test_without_a_migration_nothing_runs_before_the_service() -> None:
    assert orders().find(INVOCATION) == []


def both(stack: str = "prod") -> Graph:
    def program() -> None:
        bench = Bench(stack)
        shared = {"load_balancer": bench.load_balancer(), "task_runner": bench.runner()}
        callee = bench.service("orders", a_service(), **shared)
        bench.service("web", a_service(image="web:1", port=3000), calls=[callee], **shared)
        bench.worker("mails", a_worker(), calls=[callee])

    return deploy(program)


def test_a_caller_is_let_in_on_both_sides_and_only_to_the_port() -> None:
    graph = both()
    groups = {each.name: each.id for each in graph.all("aws:ec2/securityGroup:SecurityGroup")}
    for client in ("web", "mails"):
        into = graph.one(INGRESS, f"orders-from-{client}").inputs
        out = graph.one(EGRESS, f"orders-from-{client}").inputs
        assert into["securityGroupId"] == groups["orders"]
        assert into["referencedSecurityGroupId"] == groups[client]
        assert out["securityGroupId"] == groups[client]
        assert out["referencedSecurityGroupId"] == groups["orders"]
        for rule in (into, out):
            assert (rule["fromPort"], rule["toPort"], rule["ipProtocol"]) == (8080, 8080, "tcp")


def test_who_is_called_is_deployed_first() -> None:
    graph = both()
    callee = graph.one(ECS_SERVICE, "orders")
    for caller in ("web", "mails"):
        assert callee.urn in graph.one(ECS_SERVICE, caller).dependencies
    assert graph.one(ECS_SERVICE, "web").urn not in callee.dependencies


def test_a_service_scales_by_cpu_and_by_the_requests_of_all_its_target_groups() -> None:
    routes = [{"paths": ["/api/orders"]}, {"paths": ["/login"], "auth": "none"}]
    graph = orders(routes=routes, settings={"services": {"scale_requests_per_target": 500}})
    tracking = "targetTrackingScalingPolicyConfiguration"
    assert graph.one(POLICY, "orders-scaling-cpu").inputs[tracking]["targetValue"] == 70
    by_requests = graph.one(POLICY, "orders-scaling-requests").inputs[tracking]
    assert by_requests["targetValue"] == 500
    metrics = by_requests["customizedMetricSpecification"]["metrics"]
    watched = {
        dimension["value"]
        for each in metrics
        if "metricStat" in each
        for dimension in each["metricStat"]["metric"]["dimensions"]
        if dimension["name"] == "TargetGroup"
    }
    assert watched == {group.outputs["arnSuffix"] for group in graph.all(TARGET_GROUP)}
    assert len(watched) == 4


def test_open_connections_add_tasks_where_they_stay_open() -> None:
    figure = {"services": {"scale_connections_per_task": 2000}}
    tracking = "targetTrackingScalingPolicyConfiguration"
    graph = orders(websocket=True, settings=figure)
    policy = graph.one(POLICY, "orders-scaling-connections").inputs[tracking]
    assert policy["targetValue"] == 2000
    (counted, _) = policy["customizedMetricSpecification"]["metrics"]
    dimensions = {
        each["name"]: each["value"] for each in counted["metricStat"]["metric"]["dimensions"]
    }
    assert dimensions["DiscoveryName"] == "orders"
    assert dimensions["ServiceName"] == graph.one(ECS_SERVICE, "orders").outputs["name"]
    assert "orders-scaling-connections" not in orders(settings=figure).names(POLICY)


def test_a_service_without_routes_scales_by_cpu_alone() -> None:
    assert orders().names(POLICY) == ["orders-scaling-cpu"]


def test_the_number_of_tasks_starts_at_the_least() -> None:
    assert inputs(orders())["desiredCount"] == 4
    assert inputs(orders("staging"))["desiredCount"] == 2


def test_routes_with_ambiguous_names_do_not_share_an_alarm() -> None:
    def program() -> None:
        bench = Bench()
        shared = {"load_balancer": bench.load_balancer(), "task_runner": bench.runner()}
        first = a_service(image="orders:1", routes=[{"paths": ["/api/x"]}])
        bench.service("orders", first, **shared)
        second = a_service(image="orders:1", routes=[{"paths": ["/x"]}])
        bench.service("orders-api", second, **shared)

    urns = [each.urn for each in deploy(program).registrations]
    assert len(urns) == len(set(urns))


@pytest.mark.parametrize(
    ("chosen", "mode"),
    [("forecast_only", "ForecastOnly"), ("forecast_and_scale", "ForecastAndScale")],
)
def test_a_forecast_of_the_cpu_use_starts_tasks_before_the_load(chosen: str, mode: str) -> None:
    scale = {"predictive_scaling": chosen, "scale_cpu_percent": 60}
    policy = orders(settings={"services": scale}).one(POLICY, "orders-scaling-forecast").inputs
    assert policy["policyType"] == "PredictiveScaling"
    pair = {"predefinedMetricType": "ECSServiceCPUUtilization"}
    assert policy["predictiveScalingPolicyConfiguration"] == {
        "mode": mode,
        "metricSpecifications": [{"targetValue": "60", "predefinedMetricPairSpecification": pair}],
        "schedulingBufferTime": 300,
        "maxCapacityBreachBehavior": "HonorMaxCapacity",
    }
    assert "orders-scaling-forecast" not in orders().names(POLICY)
