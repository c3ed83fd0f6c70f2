"""Settings of the gateway, which all requests from outside pass."""

from typing import Annotated

from pydantic import Field

from config.gateway.cors_settings import CorsSettings
from config.gateway.jwt_settings import JwtSettings, LocalJwtSettings
from config.values import Section, TlsPolicy


class GatewaySettings(Section):
    """API gateway, which is the load balancer on AWS and HAProxy on Docker."""

    jwt: JwtSettings | None
    """Issuer of access tokens. null: no route of the workload may ask for authentication."""
    cors: CorsSettings
    """Cross-origin rules (CORS), which say what pages of other origins may call."""
    rate_limit_per_address: Annotated[int, Field(ge=10, le=2_000_000_000, examples=[2000])]
    """Number of requests that one client address may make in five minutes. Further ones are
    answered with 429. On AWS the firewall counts them, so this needs `waf`. Routes may have limits
    of their own."""
    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000, examples=[300])]
    """Seconds without traffic after which a connection is closed. A websocket must send pings more
    often."""
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    """Security policy of Elastic Load Balancing. All policies that can be chosen refuse TLS 1.0 and
    1.1. A policy with PQ adds, for clients that know it, a key exchange that a later quantum
    computer cannot undo."""


class LocalGatewaySettings(GatewaySettings):
    """API gateway, which is HAProxy on Docker and the load balancer on AWS."""

    jwt: LocalJwtSettings | None
    """Issuer of access tokens. null: no route of the workload may ask for authentication."""
