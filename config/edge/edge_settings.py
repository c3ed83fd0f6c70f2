"""Settings of the edge in front of the gateway."""

from typing import Literal

from config.values import Section


class EdgeSettings(Section):
    """CloudFront in front of the load balancer. Without it clients reach the load balancer
    directly."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"]
    """Regions in which CloudFront answers: 100 is North America and Europe, 200 is most, All is
    everywhere."""
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"] = "TLSv1.2_2021"
    """Security policy of CloudFront, which sets the oldest TLS version that viewers may use."""
