"""The edge as settings: CloudFront and the firewall."""

from config.edge.cache_checks import cache_problems
from config.edge.countries_settings import CountriesSettings
from config.edge.edge_settings import EdgeSettings
from config.edge.waf_settings import WafSettings

__all__ = [
    "CountriesSettings",
    "EdgeSettings",
    "WafSettings",
    "cache_problems",
]
