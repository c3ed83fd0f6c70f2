"""The load balancer itself: who reaches it, over what, and what it answers by itself."""

import pytest

from engine.errors import ProgramError
from planning.refused_paths import REFUSED
from planning.routing import FIRST, PREFLIGHT_PRIORITY, REFUSAL_PRIORITY, plan_redirects
from tests.components.gateway.made import (
    BALANCER,
    EGRESS,
    INGRESS,
    LISTENER,
    ORIGIN,
    RULE,
    gateway,
    gateway_settings,
)
from tests.graph import Graph

PORTS_EVERYWHERE = {"gateway-https": 443, "gateway-http": 80}


def openings(graph: Graph, type_: str) -> dict[str, tuple[int, str]]:
    """Rules by name: the port, and who is on the other side."""
    return {
        rule.name: (
            rule.inputs["fromPort"],
            rule.inputs.get("cidrIpv4") or rule.inputs["prefixListId"],
        )
        for rule in graph.all(type_)
    }


def test_behind_an_edge_only_cloudfront_and_tests_from_the_network_get_in() -> None:
    found = openings(gateway(internal=True), INGRESS)
    assert set(found) == {"gateway-cloudfront", "gateway-test"}
    port, prefix_list = found["gateway-cloudfront"]
    assert port == 443
    assert prefix_list.startswith("pl-")
    assert found["gateway-test"] == (8443, "10.20.0.0/16")


def test_behind_an_edge_nothing_is_open_to_the_world() -> None:
    graph = gateway(internal=True)
    assert "0.0.0.0/0" not in [address for _, address in openings(graph, INGRESS).values()]
    assert graph.one(BALANCER).inputs["internal"] is True


def test_without_an_edge_everyone_reaches_https_and_its_redirect_but_no_test_port() -> None:
    graph = gateway(internal=False)
    found = openings(graph, INGRESS)
    world = {name: port for name, (port, address) in found.items() if address == "0.0.0.0/0"}
    assert world == PORTS_EVERYWHERE
    assert found["gateway-test"] == (8443, "10.20.0.0/16")
    assert graph.one(BALANCER).inputs["internal"] is False


def test_only_the_keys_of_the_token_issuer_are_fetched_from_outside() -> None:
    assert openings(gateway(), EGRESS) == {"gateway-token-keys": (443, "0.0.0.0/0")}


def test_without_tokens_nothing_leaves_but_requests_to_services() -> None:
    assert gateway(settings=gateway_settings(jwt=None)).find(EGRESS) == []


def test_the_balancer_refuses_malformed_requests_and_logs_all_others() -> None:
    inputs = gateway().one(BALANCER).inputs
    assert inputs["dropInvalidHeaderFields"] is True
    assert inputs["desyncMitigationMode"] == "defensive"
    assert inputs["accessLogs"] == {"bucket": "logs", "prefix": "alb/access", "enabled": True}
    assert inputs["connectionLogs"] == {
        "bucket": "logs",
        "prefix": "alb/connections",
        "enabled": True,
    }
    assert inputs["enableZonalShift"] is True


def test_reserved_capacity_is_waited_for_as_long_as_aws_may_take() -> None:
    reserved = gateway(settings=gateway_settings(minimum_capacity_units=200)).one(BALANCER)
    assert reserved.inputs["minimumLoadBalancerCapacity"] == {"capacityUnits": 200}
    assert reserved.custom_timeouts == {"create": 3 * 3600, "update": 3 * 3600}
    plain = gateway().one(BALANCER)
    assert "minimumLoadBalancerCapacity" not in plain.inputs
    assert not plain.custom_timeouts


def test_the_idle_timeout_is_that_of_the_settings() -> None:
    graph = gateway(settings=gateway_settings(idle_timeout_seconds=123))
    assert graph.one(BALANCER).inputs["idleTimeout"] == 123


@pytest.mark.parametrize("protect", [True, False])
def test_aws_refuses_to_delete_a_protected_load_balancer(protect: bool) -> None:
    assert gateway(protect=protect).one(BALANCER).inputs["enableDeletionProtection"] is protect


def test_a_replacement_has_another_name_and_a_change_in_place_the_same() -> None:
    def name(**changes: object) -> str:
        return str(gateway(**changes).one(BALANCER).inputs["name"])

    assert len({name(internal=True), name(internal=False), name(vpc_cidr="10.99.0.0/16")}) == 3
    assert name(protect=True, settings=gateway_settings(idle_timeout_seconds=5)) == name()


def test_names_fit_into_32_characters() -> None:
    name = gateway(stack="a-stack-with-a-name-of-forty-characters-").one(BALANCER).inputs["name"]
    assert len(name) <= 32
    assert not name.startswith("-")
    assert not name.endswith("-")


def test_unless_the_settings_say_otherwise_keys_are_exchanged_as_aws_recommends() -> None:
    assert gateway_settings().tls_policy == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"


@pytest.mark.parametrize("internal", [True, False])
def test_https_listeners_have_the_tls_policy_and_the_certificate(internal: bool) -> None:
    settings = gateway_settings(tls_policy="ELBSecurityPolicy-TLS13-1-3-2021-06")
    graph = gateway(internal=internal, settings=settings)
    https = [each.inputs for each in graph.all(LISTENER) if each.inputs["protocol"] == "HTTPS"]
    assert sorted(each["port"] for each in https) == [443, 8443]
    assert {each["sslPolicy"] for each in https} == {"ELBSecurityPolicy-TLS13-1-3-2021-06"}
    assert {each["certificateArn"].rpartition("/")[2] for each in https} == {"1"}


def test_what_others_need_of_it_is_registered() -> None:
    graph = gateway()
    balancer = graph.one(BALANCER).outputs
    assert graph.component("gateway").outputs == {
        "arn": balancer["arn"],
        "arn_suffix": balancer["arnSuffix"],
        "dns_name": balancer["dnsName"],
        "zone_id": balancer["zoneId"],
        "security_group_id": graph.one("aws:ec2/securityGroup:SecurityGroup").id,
        "listener_arn": graph.one(LISTENER, "gateway").outputs["arn"],
        "test_listener_arn": graph.one(LISTENER, "gateway-test").outputs["arn"],
    }


def test_what_no_route_matches_is_answered_404() -> None:
    for name in ("gateway", "gateway-test"):
        (action,) = gateway().one(LISTENER, name).inputs["defaultActions"]
        assert action["type"] == "fixed-response"
        assert action["fixedResponse"]["statusCode"] == "404"


def test_http_only_redirects_and_only_where_clients_come_directly() -> None:
    redirect = gateway(internal=False).one(LISTENER, "gateway-redirect").inputs
    assert (redirect["port"], redirect["protocol"]) == (80, "HTTP")
    (action,) = redirect["defaultActions"]
    assert action["type"] == "redirect"
    assert action["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}
    assert "gateway-redirect" not in gateway(internal=True).names(LISTENER)


def test_without_blue_green_services_there_is_no_test_listener_and_no_opening_for_it() -> None:
    graph = gateway(with_test_listener=False)
    assert graph.names(LISTENER) == ["gateway"]
    assert "gateway-test" not in graph.names(INGRESS)
    assert "test_listener_arn" not in graph.component("gateway").outputs


@pytest.mark.parametrize("internal", [True, False])
def test_responses_carry_security_headers(internal: bool) -> None:
    inputs = gateway(internal=internal).one(LISTENER, "gateway").inputs
    prefix = "routingHttpResponse"
    hsts = inputs[f"{prefix}StrictTransportSecurityHeaderValue"]
    assert hsts == "max-age=31536000; includeSubDomains"
    assert inputs[f"{prefix}XContentTypeOptionsHeaderValue"] == "nosniff"
    assert inputs[f"{prefix}XFrameOptionsHeaderValue"] == "DENY"
    assert inputs[f"{prefix}ServerEnabled"] is False


def test_without_an_edge_the_listener_names_the_one_origin_that_may_call() -> None:
    inputs = gateway(internal=False).one(LISTENER, "gateway").inputs
    prefix = "routingHttpResponseAccessControl"
    assert inputs[f"{prefix}AllowOriginHeaderValue"] == ORIGIN
    assert "authorization" in inputs[f"{prefix}AllowHeadersHeaderValue"].split(",")
    assert "DELETE" in inputs[f"{prefix}AllowMethodsHeaderValue"].split(",")
    assert inputs[f"{prefix}MaxAgeHeaderValue"] == "3600"


def test_with_an_edge_the_listener_sends_no_cors_headers() -> None:
    inputs = gateway(internal=True).one(LISTENER, "gateway").inputs
    assert not [key for key in inputs if "AccessControl" in key]


def test_an_origin_that_may_call_no_more_is_named_no_more() -> None:
    # Inputs that are left out keep their last value at AWS, so none of them goes.
    listeners = [
        gateway(internal=False, settings=gateway_settings(cors={"allowed_origins": origins})).one(
            LISTENER, "gateway"
        )
        for origins in ([ORIGIN], [])
    ]
    before, after = (each.inputs for each in listeners)
    assert before.keys() == after.keys()
    origin = after["routingHttpResponseAccessControlAllowOriginHeaderValue"]
    # A name that nobody can have (RFC 2606), so no page has this origin.
    assert origin.endswith(".invalid")


def test_a_second_origin_without_an_edge_is_refused() -> None:
    cors = {"allowed_origins": [ORIGIN, "https://admin.shop.example.com"]}
    settings = gateway_settings(cors=cors)  # refused by the settings only without an edge
    with pytest.raises(ProgramError, match="a listener can name one origin, got https://app"):
        gateway(internal=False, settings=settings)
    assert gateway(internal=True, settings=settings).names(LISTENER)


@pytest.mark.parametrize("internal", [True, False])
def test_cors_preflights_are_answered_before_any_token_check(internal: bool) -> None:
    graph = gateway(internal=internal)
    inputs = graph.one(RULE, "gateway-preflight").inputs
    assert graph.one(RULE, "gateway-test-preflight").inputs["actions"] == inputs["actions"]
    assert inputs["listenerArn"] == graph.one(LISTENER, "gateway").outputs["arn"]
    assert inputs["priority"] == PREFLIGHT_PRIORITY
    method, header = inputs["conditions"]
    assert method == {"httpRequestMethod": {"values": ["OPTIONS"]}}
    assert header == {
        "httpHeader": {"httpHeaderName": "access-control-request-method", "values": ["*"]}
    }
    (action,) = inputs["actions"]
    assert action["fixedResponse"]["statusCode"] == "204"


@pytest.mark.parametrize("internal", [True, False])
def test_a_host_leads_to_another_one_before_any_route(internal: bool) -> None:
    plans = plan_redirects({"www": "@", "@": "shop", "apex": "shop"}, "example.com")
    graph = gateway(internal=internal, redirects=plans)
    names = [each for each in graph.names(RULE) if "-redirect-" in each]
    assert names == [f"gateway-redirect-{key}" for key in ("apex", "apex.host", "www")]
    inputs = graph.one(RULE, "gateway-redirect-www").inputs
    assert inputs["listenerArn"] == graph.one(LISTENER, "gateway").outputs["arn"]
    assert PREFLIGHT_PRIORITY < inputs["priority"] < FIRST
    assert inputs["conditions"] == [{"hostHeader": {"values": ["www.example.com"]}}]
    assert inputs["actions"] == [
        {
            "type": "redirect",
            "redirect": {
                "host": "example.com",
                "path": "/#{path}",
                "query": "#{query}",
                "protocol": "HTTPS",
                "port": "443",
                "statusCode": "HTTP_301",
            },
        }
    ]


def test_where_no_other_origin_may_call_no_preflight_is_answered() -> None:
    settings = gateway_settings(cors={"allowed_origins": []})
    assert not [name for name in gateway(settings=settings).names(RULE) if "preflight" in name]


@pytest.mark.parametrize("internal", [True, False])
@pytest.mark.parametrize("origins", [[], ["https://app.example.com"]])
def test_crooked_paths_are_refused_before_any_other_rule(
    internal: bool, origins: list[str]
) -> None:
    graph = gateway(internal=internal, settings=gateway_settings(cors={"allowed_origins": origins}))
    for name, listener in (("gateway", "gateway"), ("gateway-test", "gateway-test")):
        inputs = graph.one(RULE, f"{name}-refusal").inputs
        assert inputs["listenerArn"] == graph.one(LISTENER, listener).outputs["arn"]
        others = [r.inputs["priority"] for r in graph.all(RULE) if r.name != f"{name}-refusal"]
        assert inputs["priority"] == REFUSAL_PRIORITY <= min(others)
        assert inputs["conditions"] == [{"pathPattern": {"regexValues": list(REFUSED)}}]
        (action,) = inputs["actions"]
        assert action["fixedResponse"]["statusCode"] == "400"
