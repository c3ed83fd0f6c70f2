"""Settings of a cache that grows and shrinks by itself: ElastiCache Serverless."""

from typing import Annotated

from pydantic import Field

from config.values import Section


class ServerlessSettings(Section):
    """ElastiCache Serverless in place of nodes: AWS keeps the cache in several zones, and bills the
    data by the hour and each request. Both keys are limits, which change in place; what is used
    below them is paid for. Source of the limits: docs.aws.amazon.com/AmazonElastiCache/latest/
    APIReference/API_CreateServerlessCache.html"""

    max_gb: Annotated[int, Field(ge=1, le=5000, examples=[10])]
    """Most data in GB. Above it ElastiCache removes keys that have an expiry, those used least
    recently first, and refuses writes if there are none."""
    max_ecpu_per_second: Annotated[int, Field(ge=1000, le=15_000_000, examples=[5000])]
    """Most work in a second, in ElastiCache Processing Units: a read or write of up to 1 KB takes
    one, and larger ones take one for each KB. Above it ElastiCache slows requests down."""
