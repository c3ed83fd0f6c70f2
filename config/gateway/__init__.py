"""The gateway as settings: whose tokens it accepts, and which pages and addresses may call it."""

from config.gateway.authorities import (
    authorities_of,
    authority_notices,
    authority_problems,
)
from config.gateway.balancers import (
    MOST_BALANCERS,
    balancer_name,
    balancer_of,
    balancers_needed,
    load,
    moved,
)
from config.gateway.cookie_checks import cookie_notices
from config.gateway.cors_settings import CorsSettings
from config.gateway.gateway_settings import GatewaySettings, LocalGatewaySettings
from config.gateway.jwt_settings import JwtSettings, LocalJwtSettings
from config.gateway.mtls_settings import MtlsSettings
from config.gateway.mutual import (
    MUTUAL_BALANCER,
    authority_needs,
    mutual_hosts,
    mutual_problems,
    mutual_services,
)
from config.gateway.origin_table import TABLE_BYTES, answers, origin_table, written
from config.gateway.private import (
    PRIVATE_BALANCER,
    hidden_hosts,
    other_services,
    outside_services,
    private_hosts,
    private_needs,
    private_services,
)
from config.gateway.private_settings import PRIVATE_LABEL, PrivateSettings
from config.gateway.redirects import redirect_problems
from config.gateway.revocations import (
    revocation_lists_of,
    revocation_notices,
    revocation_problems,
)
from config.gateway.route_checks import issuer_problems

__all__ = [
    "MOST_BALANCERS",
    "MUTUAL_BALANCER",
    "PRIVATE_BALANCER",
    "PRIVATE_LABEL",
    "TABLE_BYTES",
    "CorsSettings",
    "GatewaySettings",
    "JwtSettings",
    "LocalGatewaySettings",
    "LocalJwtSettings",
    "MtlsSettings",
    "PrivateSettings",
    "answers",
    "authorities_of",
    "authority_needs",
    "authority_notices",
    "authority_problems",
    "balancer_name",
    "balancer_of",
    "balancers_needed",
    "cookie_notices",
    "hidden_hosts",
    "issuer_problems",
    "load",
    "moved",
    "mutual_hosts",
    "mutual_problems",
    "mutual_services",
    "origin_table",
    "other_services",
    "outside_services",
    "private_hosts",
    "private_needs",
    "private_services",
    "redirect_problems",
    "revocation_lists_of",
    "revocation_notices",
    "revocation_problems",
    "written",
]
