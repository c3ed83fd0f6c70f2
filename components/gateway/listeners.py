"""Listeners of a load balancer: HTTPS with its response headers, the redirect from HTTP, the
refusal of paths not in their plain form, the answer to CORS preflights, and hosts that lead to
another one. `load_balancer.py` uses them."""

from collections.abc import Mapping
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from config.gateway import CorsSettings, GatewaySettings
from planning import PREFLIGHT_PRIORITY, REFUSAL_PRIORITY, RedirectPlan, refused_paths

HSTS = "max-age=31536000; includeSubDomains"
"""One year, for the environment's domain and all names below it. It has no `preload`: browsers
would have it built in, and for months nobody could take it back."""


NO_ORIGIN = "https://nobody.invalid"
"""An origin that no page has: names below .invalid are never given to anybody (RFC 2606). A
listener whose origin is left out keeps its former one, and it accepts no empty one, so this value
revokes an origin. github.com/hashicorp/terraform-provider-aws/issues/42513"""


class CorsHeaders(TypedDict, total=False):
    """Arguments of a listener that answers pages of another origin."""

    routing_http_response_access_control_allow_origin_header_value: str
    routing_http_response_access_control_allow_methods_header_value: str
    routing_http_response_access_control_allow_headers_header_value: str
    routing_http_response_access_control_max_age_header_value: str


def https_listener(
    name: str,
    port: int,
    balancer: aws.lb.LoadBalancer,
    certificate_arn: pulumi.Input[str],
    settings: GatewaySettings,
    *,
    with_cors: bool,
    trust_store_arn: pulumi.Input[str] | None = None,
    parent: pulumi.Resource,
) -> aws.lb.Listener:
    """Creates an HTTPS listener that answers 404 until rules say otherwise.

    The listener adds its headers to the responses. It can name one CORS origin, whoever asks. So
    `with_cors` is for an environment without an edge, where the settings allow one at most. Behind
    CloudFront, which compares the origin with a list, it names none. An edge that comes or goes
    replaces the load balancer, so no listener has to forget these headers.

    With a trust store it refuses the connection of a client without a valid certificate of one of
    its authorities. The provider keeps this when it is left out, so no listener loses its store.
    """
    return aws.lb.Listener(
        name,
        load_balancer_arn=balancer.arn,
        port=port,
        protocol="HTTPS",
        ssl_policy=settings.tls_policy,
        certificate_arn=certificate_arn,
        mutual_authentication=_verifying(trust_store_arn) if trust_store_arn else None,
        default_actions=[
            {
                "type": "fixed-response",
                "fixed_response": {
                    "content_type": "text/plain",
                    "message_body": "Not found",
                    "status_code": "404",
                },
            }
        ],
        routing_http_response_server_enabled=False,
        routing_http_response_strict_transport_security_header_value=HSTS,
        routing_http_response_x_content_type_options_header_value="nosniff",
        routing_http_response_x_frame_options_header_value="DENY",
        **(_cors_headers(settings.cors) if with_cors else {}),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def further_certificates(
    name: str,
    listener: aws.lb.Listener,
    certificates: Mapping[str, pulumi.Input[str]],
    parent: pulumi.Resource,
) -> None:
    """Gives a listener the certificates of further domains. It shows each client that of the host
    which the client asks for, and the first domain's to one that asks for none."""
    for domain, arn in certificates.items():
        aws.lb.ListenerCertificate(
            # Another listener may be called as this one and a domain are with a hyphen between.
            f"{name}.{domain}",
            listener_arn=listener.arn,
            certificate_arn=arn,
            opts=pulumi.ResourceOptions(parent=parent),
        )


def redirect_to_https(
    name: str, balancer: aws.lb.LoadBalancer, parent: pulumi.Resource
) -> aws.lb.Listener:
    """Creates the listener of port 80, for people who type the address without https://."""
    return aws.lb.Listener(
        name,
        load_balancer_arn=balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[
            {
                "type": "redirect",
                "redirect": {"protocol": "HTTPS", "port": "443", "status_code": "HTTP_301"},
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def refusal_rule(
    name: str,
    listener: aws.lb.Listener,
    after: aws.lb.ListenerRule | None,
    parent: pulumi.Resource,
) -> aws.lb.ListenerRule:
    """Creates a rule that answers 400 to paths that a service might read as another route's."""
    return aws.lb.ListenerRule(
        name,
        listener_arn=listener.arn,
        priority=REFUSAL_PRIORITY,
        conditions=[{"path_pattern": {"regex_values": list(refused_paths.REFUSED)}}],
        actions=[
            {
                "type": "fixed-response",
                "fixed_response": {
                    "content_type": "text/plain",
                    "message_body": "Bad request: the path is not in its plain form",
                    "status_code": "400",
                },
            }
        ],
        # An earlier version gave the preflight this priority; its rule must give it up first.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[after] if after else None),
    )


def redirect_rule(
    name: str, listener: aws.lb.Listener, plan: RedirectPlan, parent: pulumi.Resource
) -> aws.lb.ListenerRule:
    """Creates a rule that sends all requests of a host to another one, for good."""
    return aws.lb.ListenerRule(
        name,
        listener_arn=listener.arn,
        priority=plan.priority,
        conditions=[{"host_header": {"values": [plan.host]}}],
        actions=[
            {
                "type": "redirect",
                "redirect": {
                    "host": plan.target,
                    "path": "/#{path}",
                    "query": "#{query}",
                    "protocol": "HTTPS",
                    "port": "443",
                    "status_code": "HTTP_301",
                },
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def preflight_rule(
    name: str, listener: aws.lb.Listener, parent: pulumi.Resource
) -> aws.lb.ListenerRule:
    """Creates a rule that answers a browser's question before a request to another origin.

    A preflight carries no token (fetch.spec.whatwg.org/#cors-preflight-fetch), so the token check
    would refuse it, and no page of another origin could call a protected route. The headers that
    allow or refuse the request itself come from the listener, or from the edge.
    """
    return aws.lb.ListenerRule(
        name,
        listener_arn=listener.arn,
        priority=PREFLIGHT_PRIORITY,
        conditions=[
            {"http_request_method": {"values": ["OPTIONS"]}},
            {
                "http_header": {
                    "http_header_name": "access-control-request-method",
                    "values": ["*"],
                }
            },
        ],
        actions=[
            {
                "type": "fixed-response",
                "fixed_response": {"content_type": "text/plain", "status_code": "204"},
            }
        ],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _verifying(
    trust_store_arn: pulumi.Input[str],
) -> aws.lb.ListenerMutualAuthenticationArgsDict:
    return {
        "mode": "verify",
        "trust_store_arn": trust_store_arn,
        "ignore_client_certificate_expiry": False,
        # A client with several certificates then knows which one is asked for. The names of the
        # authorities are seen by everybody who connects.
        "advertise_trust_store_ca_names": "on",
    }


def _cors_headers(cors: CorsSettings) -> CorsHeaders:
    if len(cors.allowed_origins) > 1:
        raise ValueError(
            "gateway.cors.allowed_origins: a listener can name one origin, got "
            f"{', '.join(cors.allowed_origins)}; keep one, or add an edge"
        )
    return {
        "routing_http_response_access_control_allow_origin_header_value": (
            cors.allowed_origins[0] if cors.allowed_origins else NO_ORIGIN
        ),
        "routing_http_response_access_control_allow_methods_header_value": ",".join(
            cors.allowed_methods
        ),
        "routing_http_response_access_control_allow_headers_header_value": ",".join(
            cors.allowed_headers
        ),
        "routing_http_response_access_control_max_age_header_value": str(cors.max_age_seconds),
    }
