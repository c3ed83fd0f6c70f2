"""The conditions by which the same input has other consequences."""

from typing import Any

import pytest

import provider_facts
from operations.review.conditions import CONDITIONS
from provider_facts import Grade


def limits(gb: int, ecpus: int) -> dict[str, Any]:
    return {
        "cacheUsageLimits": {
            "dataStorage": {"maximum": gb, "unit": "GB"},
            "ecpuPerSeconds": [{"maximum": ecpus}],
        }
    }


def scaled(least: float, most: float) -> dict[str, Any]:
    return {"range": {"minCapacity": least, "maxCapacity": most}}


def signed(*groups: str, path: str = "/films/*") -> dict[str, Any]:
    return {"b": [{"pathPattern": path, **({"trustedKeyGroups": [*groups]} if groups else {})}]}


def every_type() -> list[str]:
    return [*provider_facts.types(), *provider_facts.types("docker")]


def tables() -> dict[str, provider_facts.Consequences]:
    found = {type_: provider_facts.find(type_) for type_ in every_type()}
    return {t: row.consequences for t, row in found.items() if row and row.consequences}


def test_the_table_and_the_conditions_name_each_other() -> None:
    named = {case.when for table in tables().values() for case in table.all_cases() if case.when}
    assert named == CONDITIONS.keys()


def test_every_type_says_what_a_replacement_and_a_deletion_mean() -> None:
    assert {*tables()} == {*every_type()}


def test_the_last_case_is_for_all_others() -> None:
    for type_, table in tables().items():
        for each in table.inputs:
            assert not each.cases[-1].when, (type_, each.of)
        for cases in (table.created, table.replaced, table.deleted):
            assert not cases[-1].when, type_


def test_each_case_is_a_sentence() -> None:
    for type_, table in tables().items():
        for case in table.all_cases():
            assert case.says.endswith("."), (type_, case.says)
            assert case.says[0].isupper() or case.says[0] == "`", (type_, case.says)


POLICY = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:b/x/*"]}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"policy": {"Version": "2012-10-17", "Statement": list(statements)}}


def geo(kind: str, *locations: str) -> dict[str, Any]:
    """The restrictions of a distribution."""
    return {"restrictions": {"geoRestriction": {"restrictionType": kind, "locations": locations}}}


def called(port: int | None = None) -> dict[str, Any]:
    """The inputs of a service whose calls are encrypted at a port, or plain."""
    way = {"ingressPortOverride": port, "tls": {"roleArn": "arn"}} if port else {}
    return {"serviceConnectConfiguration": {"services": [{"discoveryName": "ledger", **way}]}}


PASS = "CONTINUE"


def gate(minutes: int | None = None, action: str = "ROLLBACK") -> dict[str, Any]:
    """The inputs of a service whose deployments wait, or do not."""
    timeout = {"action": action, "timeoutInMinutes": str(minutes)}
    hook = {"targetType": "PAUSE", "lifecycleStages": ["A"], "timeoutConfiguration": timeout}
    return {"deploymentConfiguration": {"lifecycleHooks": [hook] if minutes else []}}


def verified() -> dict[str, Any]:
    """The inputs of a service whose new versions are tried."""
    hook = {"targetType": "AWS_LAMBDA", "lifecycleStages": ["A"], "hookTargetArn": "arn"}
    return {"deploymentConfiguration": {"lifecycleHooks": [hook]}}


def asked(issuer: str, *claims: str) -> dict[str, Any]:
    """The inputs of a rule that asks for a token with these claims."""
    check = {"issuer": issuer, "additionalClaims": [{"name": claim} for claim in claims]}
    return {"actions": [{"type": "jwt-validation", "jwtValidation": check}, {"type": "forward"}]}


@pytest.mark.parametrize(
    ("condition", "name", "old", "new", "holds"),
    [
        ("lower", "desiredCount", {"desiredCount": 4}, {"desiredCount": 3}, True),
        ("lower", "desiredCount", {"desiredCount": 4}, {"desiredCount": 5}, False),
        ("lower", "allocatedStorage", {"allocatedStorage": 4}, {}, True),
        ("lower-limits", "cacheUsageLimits", limits(5, 5000), limits(5, 4000), True),
        ("lower-limits", "cacheUsageLimits", limits(5, 5000), limits(6, 5000), False),
        ("lower-limits", "range", scaled(1, 8), scaled(1, 4), True),
        ("lower-limits", "range", scaled(2, 8), scaled(1, 8), True),
        ("lower-limits", "range", scaled(1, 8), scaled(2, 16), False),
        ("lower-limits", "range", scaled(1, 8), {}, False),
        ("sooner", "retentionInDays", {}, {"retentionInDays": 90}, True),
        ("sooner", "retentionInDays", {"retentionInDays": 90}, {"retentionInDays": 0}, False),
        ("sooner", "backupRetentionPeriod", {"backupRetentionPeriod": 7}, {}, True),
        ("weaker-factor", "mfaConfiguration", {"mfaConfiguration": "ON"}, {}, True),
        ("weaker-factor", "mfaConfiguration", {}, {"mfaConfiguration": "ON"}, False),
        ("factor-required", "mfaConfiguration", {}, {"mfaConfiguration": "ON"}, True),
        ("factor-required", "mfaConfiguration", {}, {"mfaConfiguration": "OPTIONAL"}, False),
        ("inactive", "deletionProtection", {}, {"deletionProtection": "INACTIVE"}, True),
        ("inactive", "deletionProtection", {}, {"deletionProtection": "ACTIVE"}, False),
        ("open-sign-up", "a", {"a": {}}, {"a": {"allowAdminCreateUserOnly": False}}, True),
        ("open-sign-up", "a", {"a": {}}, {"a": {"allowAdminCreateUserOnly": True}}, False),
        ("shorter-password", "p", {"p": {"minimumLength": 12}}, {"p": {"minimumLength": 8}}, True),
        ("shorter-password", "p", {"p": {"minimumLength": 8}}, {"p": {"minimumLength": 9}}, False),
        ("weaker-threats", "t", {"t": {"advancedSecurityMode": "AUDIT"}}, {}, True),
        ("weaker-threats", "t", {}, {"t": {"advancedSecurityMode": "ENFORCED"}}, False),
        ("zero", "backupRetentionPeriod", {"backupRetentionPeriod": 7}, {}, True),
        ("from-zero", "backupRetentionPeriod", {}, {"backupRetentionPeriod": 7}, True),
        ("off", "multiAz", {"multiAz": True}, {"multiAz": False}, True),
        ("off", "multiAz", {"multiAz": False}, {"multiAz": True}, False),
        ("on", "publiclyAccessible", {}, {"publiclyAccessible": True}, True),
        ("fewer", "subnetIds", {"subnetIds": ["a", "b"]}, {"subnetIds": ["b", "c"]}, True),
        ("fewer", "subnetIds", {"subnetIds": ["a"]}, {"subnetIds": ["b", "a"]}, False),
        ("more", "ingress", {"ingress": []}, {"ingress": [{"fromPort": 1}]}, True),
        ("other-major", "engineVersion", {"engineVersion": "16"}, {"engineVersion": "17.2"}, True),
        (
            "other-major",
            "engineVersion",
            {"engineVersion": "16"},
            {"engineVersion": "16.9"},
            False,
        ),
        (
            "weaker-tls",
            "sslPolicy",
            {"sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
            {"sslPolicy": "ELBSecurityPolicy-2016-08"},
            True,
        ),
        (
            "weaker-tls",
            "sslPolicy",
            {"sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
            {"sslPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06"},
            False,
        ),
        (
            "weaker-tls",
            "viewerCertificate",
            {"viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"}},
            {"viewerCertificate": {"minimumProtocolVersion": "TLSv1.1_2016"}},
            True,
        ),
        (
            "wider-rule",
            "cidrIpv4",
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
            {"cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
            True,
        ),
        (
            "wider-rule",
            "cidrIpv4",
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
            {"cidrIpv4": "10.0.1.0/24", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432},
            False,
        ),
        (
            "wider-rule",
            "toPort",
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80},
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 80, "toPort": 443},
            True,
        ),
        (
            "wider-rule",
            "ipProtocol",
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80},
            {"cidrIpv4": "10.0.0.0/16", "ipProtocol": "-1"},
            True,
        ),
        (
            "wider-policy",
            "policy",
            policy(POLICY),
            policy({**POLICY, "Resource": ["arn:b/*"]}),
            True,
        ),
        (
            "wider-policy",
            "policy",
            policy({**POLICY, "Resource": ["arn:b/*"]}),
            policy(POLICY),
            False,
        ),
        ("wider-policy", "policy", policy(POLICY), policy({**POLICY, "Action": "s3:*"}), True),
        (
            "wider-policy",
            "policy",
            policy({**POLICY, "Condition": {"Bool": {"a": "b"}}}),
            policy(POLICY),
            True,
        ),
        (
            "wider-policy",
            "policy",
            policy(POLICY),
            policy({**POLICY, "Condition": {"Bool": {"a": "b"}}}),
            False,
        ),
        (
            "wider-policy",
            "policy",
            policy(POLICY, {**POLICY, "Effect": "Deny"}),
            policy(POLICY),
            True,
        ),
        (
            "wider-policy",
            "policy",
            policy({**POLICY, "Principal": {"AWS": "1"}}),
            policy({**POLICY, "Principal": "*"}),
            True,
        ),
        (
            "wider-policy",
            "policy",
            policy({**POLICY, "Principal": "*"}),
            policy({**POLICY, "Principal": {"AWS": "1"}}),
            False,
        ),
        (
            "wider-policy",
            "policy",
            policy({**POLICY, "Action": "s3:getobject"}),
            policy(POLICY),
            False,
        ),
        (
            "wider-policy",
            "policy",
            policy(POLICY),
            policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            True,
        ),
        (
            "wider-access",
            "accessString",
            {"accessString": "on ~a:* +get"},
            {"accessString": "on ~* +get"},
            True,
        ),
        (
            "wider-access",
            "accessString",
            {"accessString": "on ~a:* -@all +get"},
            {"accessString": "on ~a:* -@all"},
            False,
        ),
        (
            "wider-access",
            "accessString",
            {"accessString": "on ~a:* +@all -keys"},
            {"accessString": "on ~a:* +@all"},
            True,
        ),
        (
            "suspended",
            "versioningConfiguration",
            {},
            {"versioningConfiguration": {"status": "Suspended"}},
            True,
        ),
        (
            "shorter-lock",
            "rule",
            {"rule": {"defaultRetention": {"mode": "COMPLIANCE", "years": 1}}},
            {"rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 400}}},
            False,
        ),
        (
            "shorter-lock",
            "rule",
            {"rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}},
            {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}},
            True,
        ),
        (
            "more-spot",
            "capacityProviderStrategies",
            {"capacityProviderStrategies": [{"capacityProvider": "FARGATE", "weight": 1}]},
            {"capacityProviderStrategies": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]},
            True,
        ),
        ("no-signature", "b", signed("films"), signed(), True),
        ("no-signature", "b", signed("films"), signed("series"), False),
        ("no-signature", "b", signed("films"), signed(path="/series/*"), False),
        ("other-signature", "b", signed(), signed("films"), True),
        ("other-signature", "b", signed("films"), signed("series"), True),
        ("other-signature", "b", signed("films"), signed("films", "series"), False),
        ("other-signature", "b", signed(path="/series/*"), signed("films"), False),
        ("sooner", "maxInstanceLifetime", {}, {"maxInstanceLifetime": 86400}, True),
        ("sooner", "maxInstanceLifetime", {"maxInstanceLifetime": 86400}, {}, False),
        (
            "by-the-last-minor",
            "engineVersion",
            {"engineVersion": "OpenSearch_2.17"},
            {"engineVersion": "OpenSearch_3.1"},
            True,
        ),
        (
            "by-the-last-minor",
            "engineVersion",
            {"engineVersion": "OpenSearch_2.17"},
            {"engineVersion": "OpenSearch_2.15"},
            False,
        ),
        ("no-gate", "deploymentConfiguration", gate(60), gate(), True),
        ("no-gate", "deploymentConfiguration", gate(), gate(), False),
        ("no-gate", "deploymentConfiguration", verified(), gate(), False),
        ("no-verification", "deploymentConfiguration", verified(), gate(60), True),
        ("no-verification", "deploymentConfiguration", gate(60), gate(), False),
        ("no-verification", "deploymentConfiguration", gate(), verified(), False),
        ("weaker-gate", "deploymentConfiguration", gate(60), gate(5), False),
        ("weaker-gate", "deploymentConfiguration", gate(60), gate(60, PASS), True),
        ("weaker-gate", "deploymentConfiguration", gate(60, PASS), gate(5, PASS), True),
        (
            "weaker-gate",
            "deploymentConfiguration",
            gate(5, PASS),
            gate(60, PASS),
            False,
        ),
        ("weaker-gate", "deploymentConfiguration", gate(), gate(60), False),
        (
            "public-address",
            "networkConfiguration",
            {"networkConfiguration": {}},
            {"networkConfiguration": {"assignPublicIp": True}},
            True,
        ),
        (
            "no-token",
            "actions",
            {"actions": [{"type": "jwt-validation"}, {"type": "forward"}]},
            {"actions": [{"type": "forward"}]},
            True,
        ),
        (
            "other-token",
            "actions",
            {"actions": [{"type": "jwt-validation", "jwtValidationConfig": {"issuer": "a"}}]},
            {"actions": [{"type": "jwt-validation", "jwtValidationConfig": {"issuer": "b"}}]},
            True,
        ),
        ("fewer-claims", "actions", asked("a", "aud", "scope"), asked("a", "aud"), True),
        ("fewer-claims", "actions", asked("a", "aud"), asked("a", "aud", "scope"), False),
        ("fewer-claims", "actions", asked("a", "aud"), asked("a", "role"), False),
        ("fewer-claims", "actions", asked("a", "aud", "scope"), asked("b", "aud"), False),
        (
            "other-health-path",
            "healthCheck",
            {"healthCheck": {"path": "/a", "interval": 5}},
            {"healthCheck": {"path": "/a", "interval": 6}},
            False,
        ),
        (
            "fewer-patterns",
            "orderedCacheBehaviors",
            {"orderedCacheBehaviors": [{"pathPattern": "/a"}]},
            {"orderedCacheBehaviors": [{"pathPattern": "/b"}]},
            True,
        ),
        ("fewer-countries", "restrictions", geo("none"), geo("whitelist", "FI"), True),
        ("fewer-countries", "restrictions", geo("blacklist", "FI"), geo("none"), False),
        ("fewer-countries", "restrictions", geo("blacklist", "FI"), geo("blacklist", "SE"), True),
        ("fewer-countries", "restrictions", geo("whitelist", "FI"), geo("blacklist", "SE"), False),
        ("more-countries", "restrictions", geo("whitelist", "FI"), geo("whitelist", "SE"), True),
        ("more-countries", "restrictions", {}, geo("blacklist", "SE"), False),
        ("more-countries", "restrictions", geo("whitelist", "FI"), geo("blacklist", "SE"), True),
        ("other-encryption", "", called(), called(10443), True),
        ("other-encryption", "", called(10443), called(), True),
        ("other-encryption", "", called(10443), called(10444), True),
        ("other-encryption", "", called(10443), called(10443), False),
        # Nobody called it before.
        ("other-encryption", "", {}, called(10443), False),
        ("open-route", "", {}, {"actions": [{"type": "forward"}]}, True),
        ("open-route", "", {}, {"actions": [{"type": "fixed-response"}]}, False),
        (
            "fewer-matches",
            "conditions",
            {"conditions": [{"pathPattern": {"values": ["/a", "/b"]}}]},
            {"conditions": [{"pathPattern": {"values": ["/a"]}}]},
            True,
        ),
        (
            "fewer-matches",
            "conditions",
            {"conditions": [{"pathPattern": {"values": ["/a"]}}]},
            {"conditions": [{"pathPattern": {"values": ["/b", "/a"]}}]},
            False,
        ),
        (
            "weaker-firewall",
            "rules",
            {"rules": [{"name": "a", "action": {"block": {}}}]},
            {"rules": []},
            True,
        ),
        (
            "weaker-firewall",
            "rules",
            {"rules": [{"name": "a", "overrideAction": {"none": {}}}]},
            {"rules": [{"name": "a", "overrideAction": {"count": {}}}]},
            True,
        ),
        (
            "weaker-firewall",
            "rules",
            {
                "rules": [
                    {
                        "name": "a",
                        "action": {"block": {}},
                        "statement": {"rateBasedStatement": {"limit": 9}},
                    }
                ]
            },
            {
                "rules": [
                    {
                        "name": "a",
                        "action": {"block": {}},
                        "statement": {"rateBasedStatement": {"limit": 8}},
                    }
                ]
            },
            False,
        ),
        ("blocks", "defaultAction", {}, {"defaultAction": {"block": {}}}, True),
        ("validation", "", {"name": "_abc.example.com"}, {}, True),
        ("below-full", "taskDefinition", {}, {"deploymentMinimumHealthyPercent": 50}, True),
    ],
)
def test_a_condition(
    condition: str, name: str, old: dict[str, Any], new: dict[str, Any], holds: bool
) -> None:
    assert CONDITIONS[condition](old, new, name) is holds


def test_grades_are_ordered_from_the_worst() -> None:
    assert min(Grade, key=lambda grade: grade.rank) is Grade.DATA_LOSS
    assert max(Grade, key=lambda grade: grade.rank) is Grade.SAFE
