"""What people and their browsers see of the edge, and what it writes down."""

from typing import Any

import pytest

from components.edge.edge_logs import FIELDS
from config.edge import EdgeSettings
from tests.components.edge.made import LOG_BUCKET, ORIGINS, edge
from tests.graph import Graph

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
SUBSCRIPTION = "aws:pricingplanmanager/subscription:Subscription"
ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
PAGE = "aws:s3/bucketObjectv2:BucketObjectv2"
ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def test_responses_have_security_headers() -> None:
    headers = edge().one(HEADERS).inputs["securityHeadersConfig"]
    hsts = headers["strictTransportSecurity"]
    assert hsts["accessControlMaxAgeSec"] >= 31_536_000
    assert (hsts["override"], hsts["preload"]) == (True, False)
    assert headers["contentTypeOptions"] == {"override": True}
    assert headers["frameOptions"] == {"frameOption": "DENY", "override": False}


def test_cors_is_what_the_settings_say() -> None:
    cors = edge().one(HEADERS).inputs["corsConfig"]
    assert cors["accessControlAllowOrigins"] == {"items": list(ORIGINS)}
    assert "PATCH" in cors["accessControlAllowMethods"]["items"]
    assert "authorization" in cors["accessControlAllowHeaders"]["items"]
    assert cors["accessControlAllowCredentials"] is False
    assert cors["originOverride"] is True


def test_the_error_page_is_uploaded_as_its_bucket_keeps_objects() -> None:
    graph = edge()
    page = graph.one(PAGE)
    # What S3 would choose by itself, the provider reads back and names at the next upload.
    assert page.inputs["serverSideEncryption"] == "aws:kms"
    rule = graph.one(ENCRYPTION).inputs["rules"][0]["applyServerSideEncryptionByDefault"]
    assert page.inputs["kmsKeyId"] == rule["kmsMasterKeyId"]
    guards = {graph.one(type_).urn for type_ in (ENCRYPTION, POLICY, VERSIONING)}
    assert guards <= set(page.dependencies)


def test_without_origins_there_is_no_cors() -> None:
    assert "corsConfig" not in edge(origins=()).one(HEADERS).inputs


def errors(graph: Graph) -> dict[int, Any]:
    return {
        each["errorCode"]: each
        for each in graph.one(DISTRIBUTION, "edge").inputs["customErrorResponses"]
    }


@pytest.mark.parametrize("code", [502, 503, 504])
def test_people_see_a_page_while_the_load_balancer_is_out_of_reach(code: int) -> None:
    graph = edge(static=("/static", "/media"))
    response = errors(graph)[code]
    assert response["responseCode"] == code
    assert 0 < response["errorCachingMinTtl"] <= 10
    page = graph.one(PAGE).inputs
    assert response["responsePagePath"] == f"/{page['key']}"
    # The first by its path has the page, and the behavior of the page leads there.
    assert page["bucket"] == graph.one("aws:s3/bucket:Bucket", "media").outputs["bucket"]
    (leads_there,) = (
        behavior["targetOriginId"]
        for behavior in graph.one(DISTRIBUTION).inputs["orderedCacheBehaviors"]
        if behavior["pathPattern"] == "/edge-errors/*"
    )
    assert leads_there == "bucket/media"


def test_without_a_static_bucket_errors_are_only_kept_briefly() -> None:
    graph = edge(static=())
    assert "responsePagePath" not in errors(graph)[503]
    assert graph.find(PAGE) == graph.find(ACCESS_CONTROL) == []
    (origin,) = graph.one(DISTRIBUTION).inputs["origins"]
    assert origin["originId"] == "load-balancer"


def test_a_page_of_the_settings_is_shown_for_its_status() -> None:
    pages = {"403": {"file": "denied.html"}, "503": {"file": "down.html", "cache_seconds": 60}}
    settings = EdgeSettings.model_validate({"price_class": "PriceClass_100", "error_pages": pages})
    graph = edge(settings=settings, error_pages={403: "<p>Denied", 503: "<p>Down"})
    found = errors(graph)
    assert [*found] == [403, 404, 405, 500, 501, 502, 503, 504]
    assert found[403] == {
        "errorCode": 403,
        "errorCachingMinTtl": 0,
        "responseCode": 403,
        "responsePagePath": "/edge-errors/403.html",
    }
    assert found[503]["errorCachingMinTtl"] == 60
    assert found[503]["responsePagePath"] == "/edge-errors/503.html"
    # The others keep Plinth's own.
    assert found[504]["responsePagePath"] == "/edge-errors/unavailable.html"
    uploaded = {each.inputs["key"]: each for each in graph.all(PAGE)}
    assert uploaded["edge-errors/403.html"].inputs["content"] == "<p>Denied"
    assert uploaded["edge-errors/503.html"].name == "edge-error-page-503"
    assert len(uploaded) == 3


@pytest.mark.parametrize("code", [404, 500])
def test_an_error_of_a_service_is_not_kept_for_others(code: int) -> None:
    response = errors(edge())[code]
    assert response == {"errorCode": code, "errorCachingMinTtl": 0}


def test_every_request_is_logged_without_cookies() -> None:
    graph = edge()
    source = graph.one("aws:cloudwatch/logDeliverySource:LogDeliverySource", "edge-logs")
    destination = graph.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    delivery = graph.one("aws:cloudwatch/logDelivery:LogDelivery")
    assert {each.inputs["region"] for each in (source, destination, delivery)} == {"us-east-1"}
    assert source.inputs["logType"] == "ACCESS_LOGS"
    assert source.inputs["resourceArn"] == graph.one(DISTRIBUTION).outputs["arn"]
    configuration = destination.inputs["deliveryDestinationConfiguration"]
    # Below a prefix: without one AWS puts its own before the delivery's path, at creation only.
    prefix = f"{LOG_BUCKET}/AWSLogs/111122223333/CloudFront"
    assert configuration["destinationResourceArn"] == prefix
    assert delivery.inputs["deliverySourceName"] == source.outputs["name"]
    assert delivery.inputs["recordFields"] == list(FIELDS)
    assert "cs(Cookie)" not in FIELDS
    assert len(set(FIELDS)) == len(FIELDS)


def test_the_additional_metrics_are_switched_on() -> None:
    graph = edge()
    metrics = graph.one("aws:cloudfront/monitoringSubscription:MonitoringSubscription").inputs
    assert metrics["distributionId"] == graph.one(DISTRIBUTION).id
    assert metrics["monitoringSubscription"]["realtimeMetricsSubscriptionConfig"] == {
        "realtimeMetricsSubscriptionStatus": "Enabled"
    }


def test_a_pricing_plan_covers_the_distribution_and_its_firewall() -> None:
    settings = EdgeSettings(price_class="PriceClass_All", plan="business")
    graph = edge(settings=settings)
    made = graph.one(SUBSCRIPTION)
    assert made.inputs == {
        "planFamily": "CloudFront",
        "planTier": "BUSINESS",
        "resourceArns": [graph.one(DISTRIBUTION).outputs["arn"], "arn:web-acl"],
        "approvalMode": "IMMEDIATE",
    }
    assert not edge().find(SUBSCRIPTION)


def test_the_edge_gives_out_what_dns_records_need() -> None:
    graph = edge()
    made = graph.one(DISTRIBUTION)
    assert graph.component("edge").outputs == {
        "domain_name": made.outputs["domainName"],
        "hosted_zone_id": made.outputs["hostedZoneId"],
        "distribution_arn": made.outputs["arn"],
        "distribution_id": made.id,
    }
