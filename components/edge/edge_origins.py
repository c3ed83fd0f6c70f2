"""The origins from which CloudFront fetches answers that are not in its cache.

VpcOrigin              the way into the network, to a load balancer without a public address;
                       one for each load balancer
Function               chooses among several load balancers
OriginAccessControl    CloudFront signs its requests to static buckets
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.common import waits
from components.storage import Bucket
from planning import Environment, physical_name

OriginArgs = aws.cloudfront.DistributionOriginArgsDict
GroupArgs = aws.cloudfront.DistributionOriginGroupArgsDict

LOAD_BALANCER = "load-balancer"
READ_SECONDS = 60
"""The time that CloudFront waits for the load balancer's answer: 30 by default, 120 at most."""

FAILURES = (500, 502, 503, 504)
"""Answers of a bucket after which its copy is asked. 403 and 404 mean a file that is not there, and
the copy has no more of them."""
_ATTEMPTS, _ATTEMPT_SECONDS = 2, 4
"""The tries to connect to a bucket with a copy, and the seconds for each: 3 and 10 by default, in
which people would wait for half a minute."""
_COPY, _GROUP = "-copy", "-or-copy"

_NAME_LIMIT = 64


def bucket_origin(prefix: str) -> str:
    """Returns the ID of the origin that answers below a path prefix."""
    return f"bucket{prefix}"


@dataclass(frozen=True, kw_only=True)
class BalancerFacts:
    """An internal load balancer with an HTTPS listener on port 443."""

    arn: pulumi.Input[str]
    dns_name: pulumi.Input[str]


def load_balancer_origin(
    name: str,
    environment: Environment,
    number: int,
    balancer: BalancerFacts,
    parent: pulumi.Resource,
) -> OriginArgs:
    """Creates the origin of a load balancer, by HTTPS only, over AWS's own network."""
    further = "" if number == 1 else f"-{number}"
    named = f"{environment.project}-{environment.stack}-{name}{further}"
    origin = aws.cloudfront.VpcOrigin(
        f"{name}-origin{further}",
        vpc_origin_endpoint_config={
            "name": physical_name(named, _NAME_LIMIT),
            "arn": balancer.arn,
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
        "origin_id": f"{LOAD_BALANCER}{further}",
        # The certificate is checked against the Host header, which CloudFront passes on.
        "domain_name": balancer.dns_name,
        "vpc_origin_config": {"vpc_origin_id": origin.id, "origin_read_timeout": READ_SECONDS},
    }


def origin_choice(
    name: str, environment: Environment, code: str, parent: pulumi.Resource
) -> aws.cloudfront.Function:
    """Creates the function that chooses among several load balancers.

    Other code is another function: so the distribution gets it together with the origins that it
    names, and not before.
    """
    digest = hashlib.sha256(code.encode()).hexdigest()[:8]
    named = f"{environment.project}-{environment.stack}-{name}-{digest}"
    return aws.cloudfront.Function(
        f"{name}-choice",
        name=physical_name(named, _NAME_LIMIT),
        comment="Chooses the load balancer",
        runtime="cloudfront-js-2.0",
        code=code,
        publish=True,
        # By default a resource with a fixed name is deleted first, even if the new name differs,
        # and AWS deletes no function that a distribution has.
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=False),
    )


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
    origins: list[OriginArgs] = []
    for prefix in sorted(buckets):
        origin: OriginArgs = {
            "origin_id": bucket_origin(prefix),
            "domain_name": buckets[prefix].regional_domain_name,
            "origin_access_control_id": control.id,
        }
        copy = buckets[prefix].served_copy
        if copy is None:
            origins.append(origin)
            continue
        origins += [
            {**origin, "connection_attempts": _ATTEMPTS, "connection_timeout": _ATTEMPT_SECONDS},
            {
                "origin_id": f"{bucket_origin(prefix)}{_COPY}",
                "domain_name": copy.regional_domain_name,
                "origin_access_control_id": control.id,
            },
        ]
    return origins


def answering(prefix: str, buckets: Mapping[str, Bucket]) -> str:
    """Returns the ID of the origin that a behavior asks for files below a path prefix: the bucket,
    or its group with the copy."""
    has_copy = buckets[prefix].served_copy is not None
    return f"{bucket_origin(prefix)}{_GROUP if has_copy else ''}"


def origin_groups(buckets: Mapping[str, Bucket]) -> list[GroupArgs]:
    """Returns a group for each bucket whose copy answers in its place."""
    return [
        {
            "origin_id": answering(prefix, buckets),
            "failover_criteria": {"status_codes": list(FAILURES)},
            "members": [
                {"origin_id": bucket_origin(prefix)},
                {"origin_id": f"{bucket_origin(prefix)}{_COPY}"},
            ],
        }
        for prefix in sorted(buckets)
        if buckets[prefix].served_copy is not None
    ]
