"""AWS's quotas that a large workload meets, and that AWS raises on request."""

from typing import Annotated

from pydantic import Field

from config.values import Section


class QuotaSettings(Section):
    """What this account may have at AWS. The defaults are AWS's; a value here asks AWS for nothing:
    request the increase first (Service Quotas in the console, in the environment's region), then
    write what was granted."""

    listener_rules: Annotated[int, Field(ge=100)] = 100
    """Elastic Load Balancing: "Rules per Application Load Balancer", without default rules.
    docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"""
    target_groups: Annotated[int, Field(ge=100)] = 100
    """Elastic Load Balancing: "Target Groups per Application Load Balancer". AWS lists it as not
    adjustable: more is for those to whom AWS has granted it, and for plans of what would be."""
    security_group_rules: Annotated[int, Field(ge=60, le=333)] = 60
    """Amazon VPC: "Inbound or outbound rules per security group". Times "Security groups per
    network interface" it must not exceed 1000: 200 with the default of five groups, 333 with three,
    which is what tasks carry at the most.
    docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"""
    cache_users: Annotated[int, Field(ge=100)] = 100
    """ElastiCache: "Users per user group". One of them is nobody's.
    docs.aws.amazon.com/general/latest/gr/elasticache-service.html"""
    edge_behaviors: Annotated[int, Field(ge=75)] = 75
    """CloudFront: "Cache behaviors per distribution".
    docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"""
    edge_hosts: Annotated[int, Field(ge=100)] = 100
    """CloudFront: "Alternate domain names (CNAMEs) per distribution"."""
