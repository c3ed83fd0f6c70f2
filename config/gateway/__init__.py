"""The gateway as settings: whose tokens it accepts, and which pages and addresses may call it."""

from config.gateway.cors_settings import CorsSettings
from config.gateway.gateway_settings import GatewaySettings, LocalGatewaySettings
from config.gateway.jwt_settings import JwtSettings, LocalJwtSettings
from config.gateway.route_checks import issuer_problems

__all__ = [
    "CorsSettings",
    "GatewaySettings",
    "JwtSettings",
    "LocalGatewaySettings",
    "LocalJwtSettings",
    "issuer_problems",
]
