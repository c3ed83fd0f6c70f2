"""The edge as settings: CloudFront and the firewall."""

from config.edge.edge_settings import EdgeSettings
from config.edge.waf_settings import WafSettings

__all__ = [
    "EdgeSettings",
    "WafSettings",
]
