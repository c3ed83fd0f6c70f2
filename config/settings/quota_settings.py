"""AWS quotas that a large workload can reach and that AWS raises on request."""

from typing import Annotated

from pydantic import Field

from config.data import MOST_NODES
from config.values import Section


class QuotaSettings(Section):
    """Quotas that this AWS account has. The defaults are AWS's own. A higher value here requests
    nothing from AWS: first request the increase (Service Quotas in the console, in the
    environment's region), then write the granted figure here."""

    listener_rules: Annotated[int, Field(ge=100, examples=[200])] = 100
    """Granted quota "Rules per Application Load Balancer" of Elastic Load Balancing, default rules
    not counted.
    docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"""
    target_groups: Annotated[int, Field(ge=100, examples=[200])] = 100
    """Granted quota "Target Groups per Application Load Balancer" of Elastic Load Balancing. AWS
    lists it as not adjustable, so raise it only if AWS has granted you more, or to plan as if it
    had."""
    reserved_capacity_units: Annotated[int, Field(ge=0, examples=[500])] = 0
    """Granted quota "Reserved Application Load Balancer Capacity Units (LCUs) per Region" of
    Elastic Load Balancing, for `gateway.minimum_capacity_units`. AWS's own is 0."""
    security_group_rules: Annotated[int, Field(ge=60, le=333, examples=[200])] = 60
    """Granted quota "Inbound or outbound rules per security group" of Amazon VPC. This figure times
    the quota "Security groups per network interface" must not exceed 1000: the limit is 200 with
    the default of five groups, and 333 with three, which is the most that Plinth's tasks carry.
    docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""
    cache_users: Annotated[int, Field(ge=100, examples=[200])] = 100
    """Granted quota "Users per user group" of ElastiCache. One of these users belongs to no
    program. docs.aws.amazon.com/general/latest/gr/elasticache-service.html"""
    cache_nodes: Annotated[int, Field(ge=90, le=MOST_NODES, examples=[200])] = 90
    """Granted quota "Nodes per cluster per instance type" of ElastiCache, for a cache with shards.
    docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html"""
    edge_behaviors: Annotated[int, Field(ge=75, examples=[150])] = 75
    """Granted quota "Cache behaviors per distribution" of CloudFront.
    docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    certificate_names: Annotated[int, Field(ge=10, le=100, examples=[20])] = 10
    """Granted quota "Domain names per ACM certificate" of AWS Certificate Manager in us-east-1, for
    the certificate of the edge. docs.aws.amazon.com/acm/latest/userguide/acm-limits.html"""
    edge_hosts: Annotated[int, Field(ge=100, examples=[200])] = 100
    """Granted quota "Alternate domain names (CNAMEs) per distribution" of CloudFront."""
