"""What a route creates at the load balancer, with rolling and with blue/green deployments."""

from typing import Any

import pulumi_aws as aws
import pytest

from engine.errors import ProgramError
from planning.routing import route_key
from tests.components.gateway.made import (
    EGRESS,
    GROUP,
    INGRESS,
    LISTENER,
    RULE,
    Routed,
    gateway_settings,
    make_gateway,
    make_plan,
    make_target,
)
from tests.graph import deploy

BLUE_GREEN: dict[str, Any] = {"blue_green": True}
PRIMARY = "gateway-orders.api-orders"
ALTERNATE = "gateway-orders.api-orders.alternate"


def test_a_rule_matches_the_hosts_and_the_prefixes_of_its_plan() -> None:
    plan = make_plan(hosts=("api.shop.example.com",), paths=("/orders", "/baskets"), priority=42)
    rule = Routed(plan=plan).rules["production"]
    assert rule.inputs["priority"] == 42
    assert rule.inputs["conditions"] == [
        {"hostHeader": {"values": ["api.shop.example.com"]}},
        {"pathPattern": {"values": ["/orders", "/orders/*", "/baskets", "/baskets/*"]}},
    ]


@pytest.mark.parametrize("target", [{}, BLUE_GREEN])
def test_a_protected_route_checks_the_token_before_it_forwards(target: dict[str, bool]) -> None:
    routed = Routed(target=target)
    for rule in routed.rules:
        check, forward = routed.actions(rule)
        assert (check["type"], check["order"]) == ("jwt-validation", 1)
        assert (forward["type"], forward["order"]) == ("forward", 2)
        assert check["jwtValidation"] == {
            "issuer": "https://login.example.com/",
            "jwksEndpoint": "https://login.example.com/.well-known/jwks.json",
            "additionalClaims": [
                {"name": "aud", "format": "single-string", "values": ["shop-staging"]}
            ],
        }


ISSUER = "https://login.example.com/"


def test_without_an_audience_any_token_of_the_issuer_is_good() -> None:
    jwt = {"issuer": ISSUER, "jwks_endpoint": f"{ISSUER}keys", "audience": None}
    check, _ = Routed(settings=gateway_settings(jwt=jwt)).actions()
    assert check["jwtValidation"] == {"issuer": ISSUER, "jwksEndpoint": f"{ISSUER}keys"}


STAFF = {"issuer": "https://staff.example.com/", "jwks_endpoint": "https://staff.example.com/keys"}


@pytest.mark.parametrize(
    ("issuer", "asked", "expected"),
    [
        ({}, {"scopes": ("pay:write",)}, [("scope", "space-separated-values", "pay:write")]),
        (
            {"scope_claim": "scp", "scope_format": "list"},
            {"scopes": ("pay:write",)},
            [("scp", "string-array", "pay:write")],
        ),
        (
            {"audience": "office"},
            {"scopes": ("a",), "claims": {"z": "1", "groups": ["admins"]}},
            [
                ("aud", "single-string", "office"),
                ("scope", "space-separated-values", "a"),
                ("groups", "string-array", "admins"),
                ("z", "single-string", "1"),
            ],
        ),
    ],
)
def test_a_route_asks_for_its_issuer_its_scope_and_its_claims(
    issuer: dict[str, Any], asked: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    settings = gateway_settings(issuers={"staff": {**STAFF, "audience": None, **issuer}})
    routed = Routed(plan=make_plan(issuer="staff", **asked), settings=settings, target=BLUE_GREEN)
    for rule in routed.rules:
        check = routed.actions(rule)[0]["jwtValidation"]
        assert (check["issuer"], check["jwksEndpoint"]) == (
            "https://staff.example.com/",
            "https://staff.example.com/keys",
        )
        assert check["additionalClaims"] == [
            {"name": name, "format": form, "values": [value]} for name, form, value in expected
        ]


def test_a_route_of_an_issuer_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProgramError, match=r"needs gateway\.issuers\.staff, got none"):
        Routed(plan=make_plan(issuer="staff"))


def test_an_open_route_forwards_at_once() -> None:
    (forward,) = Routed(plan=make_plan(auth="none")).actions()
    assert (forward["type"], forward["order"]) == ("forward", 1)


def test_a_protected_route_without_token_settings_is_refused() -> None:
    with pytest.raises(ProgramError, match=r"auth: required needs gateway\.jwt, got none"):
        Routed(settings=gateway_settings(jwt=None))


def test_rolling_has_one_target_group_one_rule_and_ignores_nothing() -> None:
    routed = Routed(target={"blue_green": False})
    assert routed.graph.names(GROUP) == [PRIMARY]
    assert list(routed.rules) == ["production"]
    assert routed.weights() == [(PRIMARY, 100)]
    assert routed.rules["production"].ignore_changes == ()
    assert routed.route.alternate_target_group_arn is None
    assert routed.route.production_rule_arn is None
    assert routed.route.test_rule_arn is None


def test_blue_green_starts_on_the_primary_group_and_tests_the_alternate_one() -> None:
    routed = Routed(target=BLUE_GREEN)
    assert routed.weights("production") == [(PRIMARY, 100), (ALTERNATE, 0)]
    assert routed.weights("test") == [(ALTERNATE, 100), (PRIMARY, 0)]
    listeners = {each.name: each.outputs["arn"] for each in routed.graph.all(LISTENER)}
    assert routed.rules["production"].inputs["listenerArn"] == listeners["gateway"]
    assert routed.rules["test"].inputs["listenerArn"] == listeners["gateway-test"]
    for key in ("conditions", "priority"):
        assert routed.rules["test"].inputs[key] == routed.rules["production"].inputs[key]


@pytest.mark.parametrize(("auth", "forward"), [("required", 1), ("none", 0)])
def test_blue_green_leaves_the_forward_action_and_nothing_else_to_ecs(
    auth: str, forward: int
) -> None:
    routed = Routed(plan=make_plan(auth=auth), target=BLUE_GREEN)
    for name, rule in routed.rules.items():
        assert rule.ignore_changes == (f"actions[{forward}].forward",)
        assert routed.actions(name)[forward]["type"] == "forward"


def test_blue_green_without_the_test_listener_is_refused() -> None:
    with pytest.raises(ProgramError, match="blue/green needs the test listener, got none"):
        Routed(target=BLUE_GREEN, with_test_listener=False)


def test_switching_to_blue_green_keeps_the_primary_group_and_its_rule() -> None:
    rolling, blue_green = Routed(), Routed(target=BLUE_GREEN)
    assert rolling.rules["production"].urn == blue_green.rules["production"].urn
    before, after = (each.graph.one(GROUP, PRIMARY).inputs for each in (rolling, blue_green))
    assert before == after


def test_target_groups_suit_fast_deployments() -> None:
    inputs = Routed(target={"health_path": "/ready"}).graph.one(GROUP).inputs
    assert (inputs["targetType"], inputs["protocol"]) == ("ip", "HTTP")
    assert inputs["deregistrationDelay"] == 30
    assert inputs["loadBalancingAlgorithmType"] == "least_outstanding_requests"
    check = inputs["healthCheck"]
    assert (check["path"], check["matcher"]) == ("/ready", "200")
    assert check["interval"] * check["healthyThreshold"] == 20
    assert check["timeout"] < check["interval"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, {"enabled": False, "type": "lb_cookie", "cookieDuration": 86400}),
        (30, {"enabled": True, "type": "lb_cookie", "cookieDuration": 1800}),
    ],
)
def test_clients_stay_at_a_task_for_as_long_as_is_said(minutes: int | None, said: object) -> None:
    (group,) = Routed(target={"sticky_minutes": minutes}).graph.all(GROUP)
    assert group.inputs["stickiness"] == said


def test_websockets_have_ten_minutes_to_end() -> None:
    routed = Routed(target={"websocket": True, "blue_green": True})
    delays = [group.inputs["deregistrationDelay"] for group in routed.graph.all(GROUP)]
    assert delays == [600, 600]


def test_another_port_of_the_service_replaces_no_target_group() -> None:
    before, after = Routed(), Routed(target={"port": 9000})
    assert before.graph.one(GROUP).inputs == after.graph.one(GROUP).inputs


def test_target_groups_of_a_replaced_load_balancer_have_other_names() -> None:
    def names(**changes: Any) -> set[str]:
        routed = Routed(target=BLUE_GREEN, **changes)
        return {group.inputs["name"] for group in routed.graph.all(GROUP)}

    internal, public, moved = names(), names(internal=False), names(vpc_cidr="10.99.0.0/16")
    assert len(internal | public | moved) == 6
    assert names(settings=gateway_settings(idle_timeout_seconds=5)) == internal


def test_the_longest_names_fit_into_32_characters_and_stay_apart() -> None:
    service = "customer-notification-preferences-api-v2"
    assert len(service) == 40

    def program() -> None:
        balancer = make_gateway(stack="production-eu-central-1")
        for path in ("/" + "x" * 119, "/" + "x" * 118 + "y", "/"):
            plan = make_plan(service=service, key=route_key(None, path), priority=len(path))
            balancer.add_route(plan, make_target(service, **BLUE_GREEN))

    names = [group.inputs["name"] for group in deploy(program).all(GROUP)]
    assert len(set(names)) == 6
    for name in names:
        assert len(name) <= 32
        assert name.strip("-").replace("-", "").isalnum()
        assert name == name.strip("-")


def test_services_and_keys_with_hyphens_are_never_mixed_up() -> None:
    def program() -> None:
        balancer = make_gateway()
        for number, (service, key) in enumerate(
            [("a", "b-test"), ("a", "b"), ("a-b", "test"), ("a", "b-alternate"), ("a-b", "x")]
        ):
            plan = make_plan(service=service, key=key, priority=number + 100)
            balancer.add_route(plan, make_target(service, **BLUE_GREEN))

    graph = deploy(program)
    names = [group.inputs["name"] for group in graph.all(GROUP)]
    assert len(set(names)) == len(set(graph.names(GROUP))) == 10
    of_the_platform = [n for n in graph.names(RULE) if n.endswith(("preflight", "refusal"))]
    assert len(of_the_platform) == 4
    assert len(set(graph.names(RULE))) == 4 + 10


def test_the_way_to_a_service_is_opened_once_on_both_sides_and_for_its_port_only() -> None:
    def program() -> None:
        balancer = make_gateway()
        for key in ("api-orders", "api-baskets"):
            balancer.add_route(make_plan(key=key), make_target(port=8080))

    graph = deploy(program)
    out = graph.one(EGRESS, "gateway-to-orders").inputs
    into = graph.one(INGRESS, "gateway-to-orders").inputs
    for rule in (out, into):
        assert (rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("tcp", 8080, 8080)
    balancer = graph.one("aws:ec2/securityGroup:SecurityGroup").id
    assert (out["securityGroupId"], out["referencedSecurityGroupId"]) == (balancer, "sg-orders")
    assert (into["securityGroupId"], into["referencedSecurityGroupId"]) == ("sg-orders", balancer)


@pytest.mark.parametrize("target", [{}, BLUE_GREEN])
def test_a_service_gets_its_groups_rules_and_labels(target: dict[str, bool]) -> None:
    routed = Routed(target=target)
    outputs = routed.graph.outputs
    groups = {group.name: group.outputs for group in routed.graph.all(GROUP)}
    assert outputs["primary"] == groups[PRIMARY]["arn"]
    balancer = routed.graph.one("aws:lb/loadBalancer:LoadBalancer").outputs["arnSuffix"]
    assert outputs["resource_labels"] == [
        f"{balancer}/{groups[name]['arnSuffix']}" for name in sorted(groups)
    ]
    if target:
        assert outputs["alternate"] == groups[ALTERNATE]["arn"]
        assert outputs["production_rule"] == routed.rules["production"].outputs["arn"]
        assert outputs["test_rule"] == routed.rules["test"].outputs["arn"]


def test_a_service_waits_for_the_rules_that_use_its_target_groups() -> None:
    def program() -> None:
        route = make_gateway().add_route(make_plan(), make_target(**BLUE_GREEN))
        for name, arn in (
            ("primary", route.target_group_arn),
            ("alternate", route.alternate_target_group_arn),
        ):
            assert arn is not None
            aws.lb.TargetGroupAttachment(name, target_group_arn=arn, target_id="10.20.0.9")

    graph = deploy(program)
    rules = {rule.urn for rule in graph.all(RULE) if "api-orders" in rule.name}
    assert len(rules) == 2
    for user in graph.all("aws:lb/targetGroupAttachment:TargetGroupAttachment"):
        assert rules <= set(user.dependencies)
