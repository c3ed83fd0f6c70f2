"""The edge as settings: CloudFront and the firewall."""

from config.edge.cache_checks import cache_problems
from config.edge.edge_settings import EdgeSettings
from config.edge.waf_settings import WafSettings

__all__ = [
    "EdgeSettings",
    "WafSettings",
    "cache_problems",
]
