"""The distribution: what reaches the load balancer and the buckets, and what is kept."""

from typing import Any

import pytest

from config.edge import EdgeSettings
from config.workload.programs import Service
from tests.components.edge.made import CERTIFICATE, LOAD_BALANCER, edge
from tests.graph import Graph

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
ACCESS_CONTROL = "aws:cloudfront/originAccessControl:OriginAccessControl"
CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
HEADERS = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"


def distribution(graph: Graph) -> Any:
    return graph.one(DISTRIBUTION, "edge").inputs


def behaviors(graph: Graph) -> dict[str, Any]:
    inputs = distribution(graph)
    ordered = {each["pathPattern"]: each for each in inputs.get("orderedCacheBehaviors", [])}
    return {**ordered, "*": inputs["defaultCacheBehavior"]}


def origins(graph: Graph) -> dict[str, Any]:
    return {origin["originId"]: origin for origin in distribution(graph)["origins"]}


def uncached() -> dict[str, Service]:
    web = {"image": "web:1", "port": 80, "routes": [{"paths": ["/"], "auth": "none"}]}
    return {"web": Service.model_validate(web)}


def test_cloudfront_enters_the_network_by_https_only() -> None:
    graph = edge()
    config = graph.one(VPC_ORIGIN, "edge-origin").inputs["vpcOriginEndpointConfig"]
    assert config["arn"] == LOAD_BALANCER
    assert config["originProtocolPolicy"] == "https-only"
    assert config["originSslProtocols"] == {"items": ["TLSv1.2"], "quantity": 1}
    assert config["name"] == "shop-test-edge"


def test_the_load_balancer_is_reached_by_the_vpc_origin_without_a_shared_secret() -> None:
    graph = edge()
    origin = origins(graph)["load-balancer"]
    assert origin["domainName"] == "internal-a.eu-central-1.elb.amazonaws.com"
    assert origin["vpcOriginConfig"]["vpcOriginId"] == graph.one(VPC_ORIGIN).id
    assert {"customHeaders", "customOriginConfig"}.isdisjoint(origin)


def test_a_static_bucket_is_read_with_a_signature() -> None:
    graph = edge()
    control = graph.one(ACCESS_CONTROL, "edge-buckets")
    assert control.inputs["signingBehavior"] == "always"
    assert control.inputs["originAccessControlOriginType"] == "s3"
    origin = origins(graph)["bucket/static"]
    assert origin["originAccessControlId"] == control.id
    bucket = graph.one("aws:s3/bucket:Bucket", "static")
    assert origin["domainName"] == bucket.outputs["bucketRegionalDomainName"]


def test_the_edge_opens_its_static_buckets_to_itself() -> None:
    graph = edge(static=("/static", "/media"))
    arn = graph.one(DISTRIBUTION).outputs["arn"]
    for name in ("static", "media"):
        document = graph.policy(graph.one("aws:s3/bucketPolicy:BucketPolicy", name))
        allowed = [each for each in document["Statement"] if each["Effect"] == "Allow"]
        assert [each["Condition"] for each in allowed] == [{"StringEquals": {"aws:SourceArn": arn}}]


def test_by_default_nothing_is_kept_and_everything_reaches_the_load_balancer() -> None:
    default = behaviors(edge(services=uncached()))["*"]
    assert default["targetOriginId"] == "load-balancer"
    assert default["cachePolicyId"] == CACHING_DISABLED
    assert default["originRequestPolicyId"] == ALL_VIEWER
    assert set(default["allowedMethods"]) == {
        "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT",
    }  # fmt: skip


def test_every_path_has_its_own_way_in_a_fixed_order() -> None:
    graph = edge()
    pages = graph.one(CACHE_POLICY).id
    assert [(pattern, each["cachePolicyId"]) for pattern, each in behaviors(graph).items()] == [
        ("/api/orders", CACHING_DISABLED),
        ("/api/orders/*", CACHING_DISABLED),
        ("/edge-errors/*", CACHING_OPTIMIZED),
        ("/static/*", CACHING_OPTIMIZED),
        ("/ws", CACHING_DISABLED),
        ("/ws/*", CACHING_DISABLED),
        ("*", pages),
    ]


def test_static_files_are_kept_compressed_and_only_read() -> None:
    static = behaviors(edge())["/static/*"]
    assert static["targetOriginId"] == "bucket/static"
    assert static["allowedMethods"] == ["GET", "HEAD"]
    assert static["compress"] is True
    # S3 checks a signature over the headers that CloudFront sends: no viewer header goes there.
    assert "originRequestPolicyId" not in static


def test_websockets_reach_the_service_with_all_their_headers() -> None:
    websocket = behaviors(edge())["/ws/*"]
    assert websocket["targetOriginId"] == "load-balancer"
    assert websocket["originRequestPolicyId"] == ALL_VIEWER
    assert len(websocket["allowedMethods"]) == 7


def test_viewers_speak_https_on_every_path() -> None:
    graph = edge()
    headers = graph.one(HEADERS).id
    for behavior in behaviors(graph).values():
        assert behavior["viewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["responseHeadersPolicyId"] == headers


def test_a_page_is_kept_only_as_its_cache_control_says_and_for_nobody_else() -> None:
    policy = edge().one(CACHE_POLICY, "edge-pages").inputs
    assert (policy["minTtl"], policy["defaultTtl"]) == (0, 0)
    key = policy["parametersInCacheKeyAndForwardedToOrigin"]
    headers = key["headersConfig"]["headers"]["items"]
    assert {"Authorization", "Host"} <= set(headers)
    # A preflight reaches the load balancer's answer.
    assert {"Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"} <= set(
        headers
    )
    assert len(headers) <= 10
    assert key["cookiesConfig"] == {"cookieBehavior": "all"}
    assert key["queryStringsConfig"] == {"queryStringBehavior": "all"}


def test_pages_get_no_header_that_their_key_lacks() -> None:
    page = behaviors(edge())["*"]
    # What is forwarded is in the key.
    assert "originRequestPolicyId" not in page
    assert page["compress"] is True


def test_without_pages_to_keep_there_is_no_cache_policy() -> None:
    assert edge(services=uncached()).find(CACHE_POLICY) == []


def test_the_distribution_answers_for_all_hosts_with_their_certificate() -> None:
    inputs = distribution(edge())
    assert inputs["aliases"] == ["app.shop.example.com", "shop.example.com"]
    assert inputs["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }
    assert inputs["httpVersion"] == "http2and3"
    assert inputs["isIpv6Enabled"] is True
    assert inputs["priceClass"] == "PriceClass_100"


@pytest.mark.parametrize("web_acl", ["arn:web-acl", None])
def test_the_firewall_stands_before_the_distribution_where_there_is_one(
    web_acl: str | None,
) -> None:
    assert distribution(edge(web_acl_arn=web_acl)).get("webAclId") == web_acl


def test_answers_are_kept_for_a_time_by_a_policy_of_that_time() -> None:
    settings = EdgeSettings(
        price_class="PriceClass_100", cache_seconds={"/assets": 31_536_000, "/img": 60}
    )
    graph = edge(settings=settings)
    policies = {
        each.name: each.inputs
        for each in graph.all("aws:cloudfront/cachePolicy:CachePolicy")
        if "-kept-" in each.name
    }
    assert set(policies) == {"edge-kept-60", "edge-kept-31536000"}
    policy = policies["edge-kept-60"]
    assert (policy["minTtl"], policy["defaultTtl"], policy["maxTtl"]) == (0, 60, 60)
    headers = ["Access-Control-Request-Headers", "Access-Control-Request-Method", "Host"]
    assert policy["parametersInCacheKeyAndForwardedToOrigin"] == {
        "headersConfig": {"headerBehavior": "whitelist", "headers": {"items": headers}},
        "cookiesConfig": {"cookieBehavior": "none"},
        "queryStringsConfig": {"queryStringBehavior": "all"},
        "enableAcceptEncodingGzip": True,
        "enableAcceptEncodingBrotli": True,
    }
    ordered = graph.one("aws:cloudfront/distribution:Distribution").inputs["orderedCacheBehaviors"]
    [kept] = [each for each in ordered if each["pathPattern"] == "/assets/*"]
    assert kept["allowedMethods"] == ["GET", "HEAD", "OPTIONS"]
    assert kept["targetOriginId"] == "load-balancer"
    assert kept["compress"] is True
    assert "originRequestPolicyId" not in kept
    assert (
        kept["cachePolicyId"]
        == graph.one("aws:cloudfront/cachePolicy:CachePolicy", "edge-kept-31536000").id
    )


@pytest.mark.parametrize(
    ("countries", "restriction"),
    [
        (None, {"restrictionType": "none", "locations": []}),
        ({"allow": ["SE", "FI"]}, {"restrictionType": "whitelist", "locations": ["FI", "SE"]}),
        ({"block": ["KP"]}, {"restrictionType": "blacklist", "locations": ["KP"]}),
    ],
)
def test_countries_are_a_restriction_whose_list_is_always_given(
    countries: dict[str, list[str]] | None, restriction: dict[str, Any]
) -> None:
    given = {"price_class": "PriceClass_100", "countries": countries}
    graph = edge(settings=EdgeSettings.model_validate(given))
    inputs = graph.one("aws:cloudfront/distribution:Distribution").inputs
    assert inputs["restrictions"] == {"geoRestriction": restriction}


def test_headers_of_the_settings_are_added_where_an_answer_has_none() -> None:
    settings = EdgeSettings(
        price_class="PriceClass_100",
        content_security_policy="default-src 'self'",
        response_headers={"X-Own": "b", "Cross-Origin-Opener-Policy": "same-origin"},
    )
    policy = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
    inputs = edge(settings=settings).one(policy).inputs
    assert inputs["securityHeadersConfig"]["contentSecurityPolicy"] == {
        "contentSecurityPolicy": "default-src 'self'",
        "override": False,
    }
    assert inputs["customHeadersConfig"]["items"] == [
        {"header": "Cross-Origin-Opener-Policy", "value": "same-origin", "override": False},
        {"header": "X-Own", "value": "b", "override": False},
    ]
    without = edge().one(policy).inputs
    assert "customHeadersConfig" not in without
    assert "contentSecurityPolicy" not in without["securityHeadersConfig"]
