"""The gateway on Docker: HAProxy, configured from the routes of the load balancer."""

from components.local.gateway.gateway import Gateway, GatewayArgs
from components.local.gateway.haproxy_config import replicas

__all__ = [
    "Gateway",
    "GatewayArgs",
    "replicas",
]
