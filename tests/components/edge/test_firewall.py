"""The firewall: what it asks in which order, what it answers, and what it writes down."""

from typing import Any

import pytest

from components.edge.firewall import Firewall, FirewallArgs
from components.edge.firewall_rules import COUNTED_RULES
from config.edge import WafSettings
from config.values import aws_facts
from config.workload.programs import Service
from engine.errors import ProgramError
from tests.factories import make_environment
from tests.graph import Graph, deploy

ACL = "aws:wafv2/webAcl:WebAcl"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
RESOURCE_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
KEY = "arn:aws:kms:us-east-1:111122223333:key/logs"
ACCOUNTS = Service.model_validate(
    {
        "image": "accounts:1",
        "port": 80,
        "routes": [
            {"paths": ["/api/accounts"]},
            {"paths": ["/api/login"], "auth": "none", "rate_limit": 100},
        ],
    }
)
GROUPS = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesCommonRuleSet"]


def make_firewall(scope: str = "CLOUDFRONT", **changes: Any) -> Firewall:
    args: dict[str, Any] = {
        "environment": make_environment(),
        "settings": WafSettings(managed_groups=GROUPS),
        "scope": scope,
        "rate_limit_per_address": 2000,
        "services": {"accounts": ACCOUNTS},
        "kms_key_arn": KEY,
    }
    return Firewall("firewall", FirewallArgs(**{**args, **changes}))


def firewall(scope: str = "CLOUDFRONT", **changes: Any) -> Graph:
    return deploy(lambda: make_firewall(scope, **changes))


def rules(graph: Graph) -> dict[str, Any]:
    return {rule["name"]: rule for rule in graph.one(ACL).inputs["rules"]}


@pytest.mark.parametrize(
    ("scope", "region"), [("CLOUDFRONT", "us-east-1"), ("REGIONAL", "eu-central-1")]
)
def test_everything_is_where_aws_keeps_the_scope(scope: str, region: str) -> None:
    graph = firewall(scope)
    assert graph.one(ACL).inputs["scope"] == scope
    for type_ in (ACL, LOG_GROUP, LOGGING, RESOURCE_POLICY):
        assert graph.one(type_).inputs["region"] == region


def test_what_no_rule_refuses_passes() -> None:
    assert firewall().one(ACL).inputs["defaultAction"] == {"allow": {}}


def test_rate_limits_are_asked_before_the_groups_and_those_in_the_settings_order() -> None:
    graph = firewall()
    ordered = sorted(rules(graph).values(), key=lambda rule: rule["priority"])
    assert [rule["name"] for rule in ordered] == [
        "rate-limit",
        "rate-limit-accounts--api-login",
        *GROUPS,
    ]


def test_every_rule_is_measured_by_its_name() -> None:
    for name, rule in rules(firewall()).items():
        assert rule["visibilityConfig"] == {
            "metricName": name,
            "cloudwatchMetricsEnabled": True,
            "sampledRequestsEnabled": True,
        }


@pytest.mark.parametrize("name", ["rate-limit", "rate-limit-accounts--api-login"])
def test_an_address_over_the_limit_is_answered_429(name: str) -> None:
    graph = firewall()
    response = rules(graph)[name]["action"]["block"]["customResponse"]
    assert response["responseCode"] == 429
    assert response["responseHeaders"] == [{"name": "retry-after", "value": "300"}]
    (body,) = graph.one(ACL).inputs["customResponseBodies"]
    assert body["key"] == response["customResponseBodyKey"]


def test_the_limit_of_an_address_counts_everything_for_five_minutes() -> None:
    statement = rules(firewall())["rate-limit"]["statement"]["rateBasedStatement"]
    assert statement == {"limit": 2000, "aggregateKeyType": "IP", "evaluationWindowSec": 300}


def test_the_body_limit_that_would_stop_uploads_only_counts() -> None:
    group = rules(firewall())["AWSManagedRulesCommonRuleSet"]["statement"]
    assert group["managedRuleGroupStatement"] == {
        "vendorName": "AWS",
        "name": "AWSManagedRulesCommonRuleSet",
        "ruleActionOverrides": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
    }


def test_only_named_groups_have_rules_that_count() -> None:
    assert set(COUNTED_RULES) <= set(aws_facts.WAF_MANAGED_GROUPS)
    group = rules(firewall())["AWSManagedRulesAmazonIpReputationList"]["statement"]
    assert "ruleActionOverrides" not in group["managedRuleGroupStatement"]


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        (
            "AWSManagedRulesBotControlRuleSet",
            {
                "CategoryHttpLibrary",
                "CategoryMonitoring",
                "CategoryWebhooks",
                "SignalKnownBotDataCenter",
                "SignalNonBrowserUserAgent",
            },
        ),
        ("AWSManagedRulesAnonymousIpList", {"HostingProviderIPList"}),
    ],
)
def test_programs_of_partners_and_health_checks_are_counted_not_refused(
    name: str, counted: set[str]
) -> None:
    made = rules(firewall(settings=WafSettings(managed_groups=[name])))[name]["statement"]
    overrides = made["managedRuleGroupStatement"]["ruleActionOverrides"]
    assert {each["name"] for each in overrides} == counted
    assert all(each["actionToUse"] == {"count": {}} for each in overrides)


def test_groups_block_unless_the_settings_let_them_count() -> None:
    settings = WafSettings(managed_groups=GROUPS, count_only=GROUPS[:1])
    made = rules(firewall(settings=settings))
    assert made[GROUPS[0]]["overrideAction"] == {"count": {}}
    assert made[GROUPS[1]]["overrideAction"] == {"none": {}}
    assert "action" not in made[GROUPS[0]]


def test_bot_control_says_what_it_inspects() -> None:
    name = "AWSManagedRulesBotControlRuleSet"
    made = rules(firewall(settings=WafSettings(managed_groups=[name])))
    assert made[name]["statement"]["managedRuleGroupStatement"]["managedRuleGroupConfigs"] == [
        {"awsManagedRulesBotControlRuleSet": {"inspectionLevel": "COMMON"}}
    ]


def test_the_log_has_a_name_that_waf_accepts_an_end_and_a_key() -> None:
    group = firewall().one(LOG_GROUP).inputs
    assert group["name"] == "aws-waf-logs-shop-test-firewall"
    assert group["retentionInDays"] == 30
    assert group["kmsKeyId"] == KEY


def test_tokens_and_cookies_are_not_written_down() -> None:
    redacted = firewall().one(LOGGING).inputs["redactedFields"]
    assert [field["singleHeader"]["name"] for field in redacted] == ["authorization", "cookie"]


def test_what_was_blocked_or_counted_is_written_down_and_nothing_else() -> None:
    logging_filter = firewall().one(LOGGING).inputs["loggingFilter"]
    assert logging_filter["defaultBehavior"] == "DROP"
    (kept,) = logging_filter["filters"]
    assert (kept["behavior"], kept["requirement"]) == ("KEEP", "MEETS_ANY")
    actions = {condition["actionCondition"]["action"] for condition in kept["conditions"]}
    assert {"BLOCK", "COUNT", "EXCLUDED_AS_COUNT"} <= actions
    assert "ALLOW" not in actions


def test_waf_may_write_to_its_own_log_before_logging_starts() -> None:
    graph = firewall()
    policy = graph.one(RESOURCE_POLICY)
    (statement,) = graph.policy(policy, "policyDocument")["Statement"]
    assert statement["Resource"] == [f"{graph.one(LOG_GROUP).outputs['arn']}:*"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
    assert policy.urn in graph.one(LOGGING).dependencies


def test_a_regional_firewall_stands_before_a_load_balancer() -> None:
    graph = deploy(lambda: make_firewall("REGIONAL").associate("arn:load-balancer"))
    association = graph.one(ASSOCIATION).inputs
    assert association["resourceArn"] == "arn:load-balancer"
    assert association["webAclArn"] == graph.one(ACL).outputs["arn"]


def test_cloudfronts_firewall_stands_before_no_load_balancer() -> None:
    with pytest.raises(ProgramError, match="scope: must be REGIONAL"):
        deploy(lambda: make_firewall("CLOUDFRONT").associate("arn:load-balancer"))


@pytest.mark.parametrize("kib", [16, 64])
def test_behind_cloudfront_the_settings_say_how_much_of_a_body_is_inspected(kib: int) -> None:
    settings = WafSettings.model_validate({"managed_groups": GROUPS, "body_inspection_kib": kib})
    bodies = firewall(settings=settings).one(ACL).inputs["associationConfig"]["requestBodies"]
    assert bodies == [{"cloudfront": {"defaultSizeInspectionLimit": f"KB_{kib}"}}]
    assert "associationConfig" not in firewall("REGIONAL", settings=settings).one(ACL).inputs


def test_without_a_word_all_is_inspected_that_aws_can() -> None:
    assert WafSettings(managed_groups=GROUPS).body_inspection_kib == 64
