"""The origins from which CloudFront fetches answers that are not in its cache.

VpcOrigin              the way into the network, to a load balancer without a public address
OriginAccessControl    CloudFront signs its requests to static buckets
"""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.storage import Bucket
from planning import Environment, physical_name

OriginArgs = aws.cloudfront.DistributionOriginArgsDict

LOAD_BALANCER = "load-balancer"
READ_SECONDS = 60
"""The time that CloudFront waits for the load balancer's answer: 30 by default, 120 at most."""

_NAME_LIMIT = 64


def bucket_origin(prefix: str) -> str:
    """Returns the ID of the origin that answers below a path prefix."""
    return f"bucket{prefix}"


def load_balancer_origin(
    name: str,
    environment: Environment,
    arn: pulumi.Input[str],
    dns_name: pulumi.Input[str],
    parent: pulumi.Resource,
) -> OriginArgs:
    """Creates the origin of the load balancer, by HTTPS only, over AWS's own network."""
    origin = aws.cloudfront.VpcOrigin(
        f"{name}-origin",
        vpc_origin_endpoint_config={
            "name": physical_name(f"{environment.project}-{environment.stack}-{name}", _NAME_LIMIT),
            "arn": arn,
            "origin_protocol_policy": "https-only",
            "https_port": 443,
            # A port is required here, and never used: the load balancer has no such listener.
            "http_port": 80,
            # CloudFront supports no newer version to origins.
            "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
        },
        opts=pulumi.ResourceOptions(parent=parent, custom_timeouts=waits.VPC_ORIGIN),
    )
    return {
        "origin_id": LOAD_BALANCER,
        # The certificate is checked against the Host header, which CloudFront passes on.
        "domain_name": dns_name,
        "vpc_origin_config": {"vpc_origin_id": origin.id, "origin_read_timeout": READ_SECONDS},
    }


def bucket_origins(
    name: str, buckets: Mapping[str, Bucket], parent: pulumi.Resource
) -> list[OriginArgs]:
    """Creates one origin for each path prefix; keys in the bucket keep the prefix."""
    if not buckets:
        return []
    control = aws.cloudfront.OriginAccessControl(
        f"{name}-buckets",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return [
        {
            "origin_id": bucket_origin(prefix),
            "domain_name": buckets[prefix].regional_domain_name,
            "origin_access_control_id": control.id,
        }
        for prefix in sorted(buckets)
    ]
