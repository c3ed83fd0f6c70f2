"""Settings of usage, followed to the lines of the estimate."""

from typing import Any

import pytest

from config.usage import UsageSettings
from operations.cost import estimate
from tests.operations.plans import Plan

pytestmark = pytest.mark.xdist_group("plans of the shop")

CHANGES: dict[str, tuple[Any, str]] = {
    "low_percent": (10, "nat.gb"),
    "high_percent": (900, "nat.gb"),
    "free_amounts": (False, "cloudfront.europe.gb"),
    "audience": ("south-america", "cloudfront.south-america.gb"),
    "requests_million": (3, "waf.request"),
    "response_kib": (900, "cloudfront.europe.gb"),
    "cached_percent": (90, "alb.lcu"),
    "peak_hours": (24, "fargate.x86.vcpu"),
    "job_minutes": (90, "fargate.x86.gb"),
    "nat_gb": (7, "nat.gb"),
    "endpoint_gb": (7, "endpoint.gb"),
    "internal_gb": (7, "transfer.zone.gb"),
    "bucket_gb": (7, "s3.standard"),
    "buckets": ({"uploads": 900}, "s3.standard"),
    "bucket_writes_thousand": (7, "s3.put"),
    "bucket_reads_thousand": (7, "s3.get"),
    "queue_messages_million": (7, "sqs.standard"),
    "mails_thousand": (70, "ses.mail"),
    "active_users_thousand": (70, "cognito.lite"),
    "client_tokens_thousand": (70, "cognito.token"),
    "topic_messages_million": (7, "sns.publish"),
    "log_gb": (7, "cloudwatch.log"),
    "flow_log_gb": (70, "cloudwatch.log-vended"),
    "log_query_gb": (7, "cloudwatch.log-query"),
    "image_gb": (7, "ecr.gb"),
    "backup_change_percent": (7, "rds.backup"),
    "aurora_gb": (7, "aurora.storage"),
    "aurora_requests_million": (7, "aurora.io"),
    "serverless_cache_gb": (7, "cache.serverless.valkey.gb"),
    "serverless_cache_ecpu_million": (7, "cache.serverless.valkey.ecpu"),
    "kms_requests_million": (7, "kms.request"),
    "dns_queries_million": (7, "route53.query"),
}
"""Another value of each key, and a product whose line it moves."""


def test_every_key_is_followed() -> None:
    assert set(CHANGES) == set(UsageSettings.model_fields)


@pytest.mark.parametrize("key", CHANGES)
def test_a_key_moves_its_line(key: str) -> None:
    value, product = CHANGES[key]
    plan = Plan()
    plan.add("sesv2.EmailIdentity", "mail", emailIdentity="shop.example.com")
    plan.add("cognito.UserPool", "user-pool-people", userPoolTier="LITE")
    plan.add("cognito.UserPoolClient", "batch", allowedOauthFlows=["client_credentials"])
    plan.add("rds.Cluster", "books", backupRetentionPeriod=7)
    plan.add(
        "elasticache.ServerlessCache",
        "scores",
        engine="valkey",
        cacheUsageLimits={"dataStorage": {"maximum": 10, "unit": "GB"}},
    )
    resources = plan.resources()
    amounts = []
    for usage in (UsageSettings(), UsageSettings.model_validate({key: value})):
        lines = estimate(resources, usage).lines
        amounts.append([(line.amount, line.usd) for line in lines if line.key == product])
    assert amounts[0] != amounts[1]


def test_low_usage_is_at_least_the_smallest_number_of_tasks_and_high_the_largest() -> None:
    resources = Plan().resources()
    lines = [
        line
        for line in estimate(resources).lines
        if line.name == "orders" and line.key == "fargate.x86.vcpu"
    ]
    (line,) = lines
    # prod: 4 to 10 tasks of 2 vCPU; at the most for 4 of 24 hours.
    assert line.amount.low == pytest.approx(4 * 2 * 730)
    assert line.amount.expected == pytest.approx((4 + 6 * 4 / 24) * 2 * 730)
    assert line.amount.high == pytest.approx(10 * 2 * 730)


@pytest.mark.parametrize(
    ("key", "value"),
    [("low_percent", 101), ("high_percent", 99), ("peak_hours", 25), ("requests_million", -1)],
)
def test_impossible_usage_is_refused(key: str, value: float) -> None:
    with pytest.raises(ValueError, match=key):
        UsageSettings.model_validate({key: value})
