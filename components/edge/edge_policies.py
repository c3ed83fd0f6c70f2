"""CloudFront's policies: AWS's own where they fit, and some of ours."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from config.edge import EdgeSettings
from config.gateway import CorsSettings

# AWS fixes these IDs:
# docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
# and using-managed-origin-request-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""The policy that forwards headers, cookies and query as the client sent them. The load balancer
needs Host to route and Authorization to check tokens, and websockets need their own headers."""

_YEAR_SECONDS = 31_536_000

_KEY_HEADERS = (
    "Accept",
    "Accept-Language",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "Authorization",
    "Host",
    "Origin",
)
"""The headers in the cache key, of which CloudFront allows ten. Host and Authorization are for the
load balancer's rules, those of CORS for its answer to preflights."""


def pages_policy(name: str, parent: pulumi.Resource) -> aws.cloudfront.CachePolicy:
    """Creates the policy that keeps an answer only if, and as long as, its Cache-Control header
    says so.

    CloudFront forwards the contents of the key and nothing else. If a service saw a header that the
    key lacks, one client could choose the answer that others get.

    AWS's UseOriginCacheControlHeaders leaves Authorization and Accept-Language out of the key, so
    one client would get an answer that the service made for another.
    """
    return aws.cloudfront.CachePolicy(
        name,
        comment="As long as Cache-Control says",
        min_ttl=0,
        default_ttl=0,
        max_ttl=_YEAR_SECONDS,
        parameters_in_cache_key_and_forwarded_to_origin={
            "headers_config": {
                "header_behavior": "whitelist",
                "headers": {"items": list(_KEY_HEADERS)},
            },
            "cookies_config": {"cookie_behavior": "all"},
            "query_strings_config": {"query_string_behavior": "all"},
            "enable_accept_encoding_gzip": True,
            "enable_accept_encoding_brotli": True,
        },
        opts=pulumi.ResourceOptions(parent=parent),
    )


def kept_policy(
    name: str, seconds: int, *, with_cors: bool, parent: pulumi.Resource
) -> aws.cloudfront.CachePolicy:
    """Creates the policy that keeps an answer for a time, for all who ask for the same.

    Cache-Control of an answer may shorten the time: the least is zero, and the time is both that of
    an answer without the header and the longest. No cookie is forwarded, and CloudFront then takes
    Set-Cookie out of answers. The origin sees the headers of the key alone: Host, by which the load
    balancer chooses, and those by which it knows a preflight, which no GET has.
    """
    preflight = ["Access-Control-Request-Headers", "Access-Control-Request-Method"]
    return aws.cloudfront.CachePolicy(
        name,
        comment=f"At most {seconds} s",
        min_ttl=0,
        default_ttl=seconds,
        max_ttl=seconds,
        parameters_in_cache_key_and_forwarded_to_origin={
            "headers_config": {
                "header_behavior": "whitelist",
                "headers": {"items": [*(preflight if with_cors else []), "Host"]},
            },
            "cookies_config": {"cookie_behavior": "none"},
            "query_strings_config": {"query_string_behavior": "all"},
            "enable_accept_encoding_gzip": True,
            "enable_accept_encoding_brotli": True,
        },
        opts=pulumi.ResourceOptions(parent=parent),
    )


def headers_policy(
    name: str, cors: CorsSettings, settings: EdgeSettings, parent: pulumi.Resource
) -> aws.cloudfront.ResponseHeadersPolicy:
    """Creates the policy that adds security headers to every response, and those of the settings.

    Left out: X-XSS-Protection, which browsers no longer support.
    """
    own: aws.cloudfront.ResponseHeadersPolicySecurityHeadersConfigArgsDict = {}
    if settings.content_security_policy:
        own["content_security_policy"] = {
            "content_security_policy": settings.content_security_policy,
            # Only the service that makes a page knows all that it needs.
            "override": False,
        }
    return aws.cloudfront.ResponseHeadersPolicy(
        name,
        comment="Security and CORS",
        security_headers_config={
            # The load balancer sends the same: without `preload`, which nobody could take back
            # soon.
            "strict_transport_security": {
                "access_control_max_age_sec": _YEAR_SECONDS,
                "include_subdomains": True,
                "preload": False,
                "override": True,
            },
            "content_type_options": {"override": True},
            # A service's own header wins, because it may have a page that others embed.
            "frame_options": {"frame_option": "DENY", "override": False},
            "referrer_policy": {
                "referrer_policy": "strict-origin-when-cross-origin",
                "override": False,
            },
            **own,
        },
        custom_headers_config=_custom(settings.response_headers),
        cors_config=_cors(cors) if cors.allowed_origins else None,
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _custom(
    headers: Mapping[str, str],
) -> aws.cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgsDict | None:
    if not headers:
        return None
    return {
        "items": [
            {"header": name, "value": headers[name], "override": False} for name in sorted(headers)
        ]
    }


def _cors(cors: CorsSettings) -> aws.cloudfront.ResponseHeadersPolicyCorsConfigArgsDict:
    return {
        "access_control_allow_origins": {"items": cors.allowed_origins},
        "access_control_allow_methods": {"items": list(cors.allowed_methods)},
        "access_control_allow_headers": {"items": cors.allowed_headers},
        # Tokens travel in the Authorization header; cookies stay with the pages of their own site.
        "access_control_allow_credentials": False,
        "access_control_max_age_sec": cors.max_age_seconds,
        # The settings win over a service's own CORS headers.
        "origin_override": True,
    }
