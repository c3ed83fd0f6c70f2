"""The edge as settings: CloudFront and the firewall."""

from config.edge.behaviors import edge_behaviors
from config.edge.countries_settings import CountriesSettings
from config.edge.edge_checks import edge_problems
from config.edge.edge_settings import EdgeSettings, PricingPlan
from config.edge.error_pages import (
    ErrorPage,
    ErrorPages,
    page_notices,
    page_problems,
    pages_of,
)
from config.edge.pricing_plan import PRICING_PLANS, PlanLimits
from config.edge.signing_keys import (
    SigningKeys,
    secret_name,
    signer_problems,
    signing_key_problems,
    signing_keys_of,
    signing_secrets,
)
from config.edge.signing_settings import SigningKeySettings
from config.edge.waf_settings import WafSettings

__all__ = [
    "PRICING_PLANS",
    "CountriesSettings",
    "EdgeSettings",
    "ErrorPage",
    "ErrorPages",
    "PlanLimits",
    "PricingPlan",
    "SigningKeySettings",
    "SigningKeys",
    "WafSettings",
    "edge_behaviors",
    "edge_problems",
    "page_notices",
    "page_problems",
    "pages_of",
    "secret_name",
    "signer_problems",
    "signing_key_problems",
    "signing_keys_of",
    "signing_secrets",
]
